"""Errors as answers: one table from error family to status; problem+json for the API, pages for people. Never a stack trace."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from service.domain.errors import AgainstPolicy, Conflict, Invalid, NotAllowed, NotFound, TriangulateError, Unfit
from service.http.identity import signed_in_actor
from service.http.logs import where_of
from service.http.services import services

STATUS: dict[type[TriangulateError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Conflict: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
}

PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429})
"""Statuses below 500 that have a page of their own, ``problems/<status>.html``; any other is shown as 400."""

HIDDEN_FIELDS = frozenset({"csrf_token", "_action", "next", "files", "hash"})


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What an error page or problem document says."""

    status: int
    message: str
    error: Exception | None = None
    reference: str = ""


def status_of(error: TriangulateError) -> HTTPStatus:
    """Return the one status of an error's family."""
    return next((status for family, status in STATUS.items() if isinstance(error, family)), HTTPStatus.INTERNAL_SERVER_ERROR)


def is_api() -> bool:
    """Say whether the request is the API's, which answers in problem+json."""
    return request.path == "/api" or request.path.startswith("/api/")


def problem_document(shown: Shown) -> dict[str, Any]:
    """Return the RFC 9457 document of an error."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(shown.status).phrase,
        "status": shown.status,
        "detail": shown.message,
    }
    error = shown.error
    if isinstance(error, NotAllowed | AgainstPolicy):
        document["rule"] = error.rule
    if isinstance(error, Conflict):
        document |= {"by": error.by, "at": error.at.isoformat() if error.at else None}
    if isinstance(error, Invalid):
        document["problems"] = [{"where": problem.where, "message": problem.message} for problem in error.problems]
    if isinstance(error, Unfit):
        document["findings"] = [
            {"rule": finding.rule, "file": finding.file, "element": finding.element_id, "message": finding.message}
            for finding in error.findings
        ]
    if shown.reference:
        document["reference"] = shown.reference
    return document


def typed_answers() -> tuple[tuple[str, str], ...]:
    """Return what was posted, field by field, so that an error page can give it back; without tokens and buttons."""
    if request.content_length and request.content_length > services().settings.max_upload_bytes:
        return ()
    return tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in HIDDEN_FIELDS and not name.endswith("-rows") and value.strip()
    )


def respond(shown: Shown, **more: Any) -> Response:
    """Answer with problem+json or a page, whichever the request is for."""
    if is_api():
        response = jsonify(problem_document(shown))
        response.content_type = "application/problem+json"
    else:
        response = Response(page_of(shown, more))
    response.status_code = shown.status
    return response


def page_of(shown: Shown, more: Mapping[str, Any]) -> str:
    """Return the page of an error. That of a defect stands alone, for the frame may be what failed."""
    if shown.status >= 500:
        return current_app.jinja_env.get_template("problems/500.html").render(shown=shown)
    page = shown.status if shown.status in PAGES else 400
    return render_template(f"problems/{page}.html", shown=shown, error=shown.error, **more)


def rule_sentence(rule: str) -> str:
    """Return the sentence of a rule in the reader's policy pack, '' where it has none."""
    actor = signed_in_actor()
    return services().pack(actor.council).rules.get(rule, "") if actor else ""


def set_up_problems(app: Flask) -> None:
    """Turn every error into an answer."""

    @app.errorhandler(TriangulateError)
    def known(error: TriangulateError) -> Response:
        status = int(status_of(error))
        if isinstance(error, NotAllowed) and error.rule == "token":
            status = 401
        more = {"rule_sentence": rule_sentence(error.rule)} if isinstance(error, NotAllowed) else {}
        return respond(Shown(status=status, message=str(error), error=error), typed=typed_answers(), **more)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400:
            return Response(response=error.get_response().get_data(), status=status, headers=dict(error.get_headers()))
        return respond(Shown(status=status, message=error.description or HTTPStatus(status).phrase, error=error))

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        # The last handler: a defect must reach the reader as a page with a reference, never as a stack trace.
        reference = secrets.token_hex(4).upper()
        g.reference = reference
        structlog.get_logger("http").error(
            "A request failed",
            reference=reference,
            error=type(error).__name__,
            where=where_of(error.__traceback__),
            route=str(request.url_rule),
        )
        return respond(Shown(status=500, message="Something went wrong on our side.", error=None, reference=reference))
