"""Answering a survey through a link. No sign-in, no session, no name: whoever is signed in is not recognised here. The link itself is
what lets somebody in, so that no forgery token is needed, and no page that follows is told of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from connectors.surveys import hashed
from service import form_schemas
from service.commands.answer_survey import AnswerSurvey
from service.domain.errors import Invalid, NotFound
from service.domain.identity import Actor, system_actor
from service.http.access import Rule, open_to
from service.http.forgery import protection
from service.http.rate import Limiter
from service.http.services import services
from service.queries.survey_page import SurveyPage, survey_page
from service.web.frame import colours

pages = Blueprint("surveys", __name__, url_prefix="/survey")

TIMES_A_MINUTE = 60


@pages.record_once
def count_anew(state: Any) -> None:
    """Give each application a count of its own."""
    state.app.extensions["survey_limiter"] = Limiter(limit=TIMES_A_MINUTE, per_s=60)


@pages.before_request
def not_too_often() -> None:
    """Refuse an address that asks more often than people do."""
    if not current_app.extensions["survey_limiter"].admits(request.remote_addr or ""):
        abort(429)


@pages.after_request
def tell_nobody(response: Response) -> Response:
    """Keep the link out of what other pages and machines are told."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def nobody(council: str | None = None) -> Actor:
    """Return who asks for the page: the service itself, for a person it does not know."""
    return system_actor(council or services().councils()[0])


@pages.get("/answered")
@open_to(Rule.EVERYONE)
def answered() -> str:
    """Thank for the answers."""
    return render_template("survey_answered.html")


@pages.get("/<token>")
@open_to(Rule.EVERYONE)
def show(token: str) -> Response:
    """Show the survey of a link."""
    try:
        found: SurveyPage = services().query(survey_page, nobody(), token_hash=hashed(token))
    except NotFound:
        return gone()
    return drawn(found, token, {}, ())


@pages.post("/<token>")
@protection.exempt  # type: ignore[untyped-decorator]  # flask-wtf ships no types
@open_to(Rule.EVERYONE)
def send(token: str) -> Response:
    """Take the answers of a link, once."""
    try:
        found: SurveyPage = services().query(survey_page, nobody(), token_hash=hashed(token))
        form = form_schemas.load(found.form, file=f"{found.form_id}.form")
        answers = form_schemas.read_post(form, request.form)
        services().run(AnswerSurvey(hashed(token), answers), nobody(found.council))
    except NotFound:
        return gone()
    except Invalid as error:
        return drawn(found, token, answers, error.problems)
    return redirect(url_for("surveys.answered", council=found.council), 303)


def gone() -> Response:
    """Say that the link is good for nothing any more, without saying why: nobody learns whether somebody answered."""
    return make_response(render_template("survey_gone.html"), 404)


def drawn(found: SurveyPage, token: str, answers: Any, problems: Any) -> Response:
    """Return the page of a survey with these answers in it."""
    form = form_schemas.load(found.form, file=f"{found.form_id}.form")
    people = services().directory(found.council)
    drawn_pages = form_schemas.draw(form, answers, found.context, people, problems=problems)
    pack = services().pack(found.council)
    page = render_template(
        "survey.html",
        found=found,
        pages=drawn_pages,
        problems=[problem for page in drawn_pages for problem in page.problems],
        address=url_for("surveys.send", token=token),
        council=found.council,
        pack=pack,
        colours=colours(pack),
    )
    return make_response(page, 422 if problems else 200)
