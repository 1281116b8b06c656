"""The REST API under /api: the same commands and queries as the pages. It parses, runs and presents; it decides nothing."""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api

from service.api import cases, procedures, tasks
from service.api.schemas import ProblemSchema
from service.api.wire import PROBLEM
from service.http.access import BLUEPRINT_RULES, Rule
from service.http.forgery import protection

BLUEPRINTS = (cases.endpoints, tasks.endpoints, procedures.endpoints)
SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token made by `triangulate token`."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "triangulate",
        "description": "The session of a page, with its X-CSRFToken.",
    },
}


class QuietApi(Api):  # type: ignore[misc]  # flask-smorest ships no types
    """flask-smorest without its own error answers: http/problems makes every one of them."""

    ERROR_SCHEMA = ProblemSchema

    def _register_responses(self) -> None:
        """Describe errors as what they are: problem documents."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE, usual = PROBLEM, self.DEFAULT_RESPONSE_CONTENT_TYPE
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = usual

    def _register_error_handlers(self) -> None:
        """Leave HTTP errors to http/problems."""


def set_up_api(app: Flask) -> None:
    """Add the endpoints and their OpenAPI 3.1 document, /api/openapi.json."""
    app.config |= {
        "API_TITLE": "Triangulate",
        "API_VERSION": "1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api",
        "OPENAPI_JSON_PATH": "openapi.json",
    }
    options = {"components": {"securitySchemes": SECURITY}, "security": [{"token": []}, {"session": []}]}
    api = QuietApi(app, spec_kwargs=options)
    for endpoints in BLUEPRINTS:
        BLUEPRINT_RULES[endpoints.name] = Rule.TOKEN
        protection.exempt(endpoints)  # the API asks for the forgery token itself, where a session takes the token's place
        api.register_blueprint(endpoints)
    BLUEPRINT_RULES["api-docs"] = Rule.EVERYONE
