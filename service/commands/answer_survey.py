"""Answer a survey through a link, once. It leaves no line in the audit: the time of an answer would be a trace of a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service import form_schemas
from service.authz.permissions import Matter, Permission
from service.commands.gate import Context, Verb, nothing
from service.engine.scopes import holiday_texts


@dataclass(frozen=True)
class AnswerSurvey:
    """Give the answers to the form of the survey that a link is good for. ``token_hash`` is all that is known of the link."""

    token_hash: str
    answers: Mapping[str, Any]


def handle(request: AnswerSurvey, matter: Matter, context: Context) -> None:
    """Raises: NotFound when the link was used or the survey is over; Invalid with the form's problems."""
    registers = context.unit.registers
    survey = registers.survey_of_token(token_hash=request.token_hash, now=context.now)
    opened = context.opened(context.unit.cases.by_id(survey["case_id"]).version_id)
    scope = {
        "pack": dict(opened.pack.parameters),
        "now": context.now.isoformat(),
        "__holidays__": holiday_texts(opened.pack.holidays),
    }
    answers = form_schemas.validate(opened.form(survey["form_id"]), request.answers, scope, context.directory)
    registers.answer_survey(token_hash=request.token_hash, answers=answers, now=context.now)


VERB = Verb(request=AnswerSurvey, permission=Permission.ANSWER_SURVEY, audit="survey_answered", load=nothing, handle=handle)
