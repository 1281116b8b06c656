"""Every post of a page carries a token of its session. A missing, forged or outdated one is a page that gives back what was typed."""

from __future__ import annotations

from flask import Flask, Response
from flask_wtf.csrf import CSRFError, CSRFProtect

from service.http.problems import Shown, respond, typed_answers

protection = CSRFProtect()


def set_up_forgery_protection(app: Flask) -> None:
    """Check tokens of every post that is not the API's (which has no cookies to abuse)."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["WTF_CSRF_SSL_STRICT"] = True
    app.config["WTF_CSRF_CHECK_DEFAULT"] = True
    protection.init_app(app)

    @app.errorhandler(CSRFError)
    def forged(error: CSRFError) -> Response:
        return respond(
            Shown(status=400, message="This page was open for too long, or it did not come from here.", error=error),
            typed=typed_answers(),
        )
