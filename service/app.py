"""The web application: pages, API and what both share, put together over given services. Refuses to start with an unlisted route."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from service.api import set_up_api
from service.http.access import rule_of, set_up_access
from service.http.forgery import set_up_forgery_protection
from service.http.headers import set_up_headers
from service.http.identity import set_up_identity
from service.http.logs import set_up_request_log
from service.http.problems import set_up_problems
from service.http.services import EXTENSION, Services
from service.web import set_up_pages

TEXT_LIMIT_BYTES = 8 * 1024 * 1024
"""Largest sum of a form's text fields; above it the answer is 413, below it each field's own limit speaks."""


class UnlistedRoute(RuntimeError):
    """A route stands under no access rule."""


def create_app(services: Services) -> Flask:
    """Return the WSGI application. Raises UnlistedRoute when a route was added without an access rule."""
    app = Flask("service", template_folder="web/templates", static_folder="web/static", static_url_path="/static")
    settings = services.settings
    app.extensions[EXTENSION] = services
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="triangulate",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=10),
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=TEXT_LIMIT_BYTES,
        MAX_FORM_PARTS=5000,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    if settings.secure_cookies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]  # Flask's documented way
    set_up_request_log(app)
    set_up_headers(app)
    set_up_identity(app)
    set_up_problems(app)
    set_up_forgery_protection(app)
    set_up_access(app)
    set_up_pages(app)
    set_up_api(app)
    refuse_unlisted_routes(app)
    return app


def refuse_unlisted_routes(app: Flask) -> None:
    """Raise UnlistedRoute naming every route without an access rule."""
    unlisted = sorted(rule.endpoint for rule in app.url_map.iter_rules() if rule_of(app, rule.endpoint) is None)
    if unlisted:
        raise UnlistedRoute(f"List these routes under an access rule: {', '.join(unlisted)}")
