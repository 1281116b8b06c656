"""Surveys: opened and closed in the transaction of their case, mailed outside it. A link is known to the mail and to nobody else: only
its hash is kept, beside no name, and a reminder has none because nobody knows who answered."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from connectors.email import Letter, Recipient, Recipients
from connectors.parameters import LONDON, moment, names, optional_text, text
from connectors.protocol import Broken, Call, InCase, Operation, TryAgain
from connectors.register_operation import council, of_case, operation

FEW = 10
"""Fewer answers than this are not published, where the pack's parameter ``surveyMinAnswers`` says nothing else."""


def open_survey(call: Call, case: InCase) -> Mapping[str, Any]:
    """Enter a survey, and say how many people it is for. Asks nobody yet."""
    closes_at = moment(call, "closesAt")
    if closes_at is None:
        raise Broken("register.open_survey needs the parameter “closesAt”")
    audience = names(call, "audience")
    survey_id = case.registers.open_survey(
        **of_case(call),
        title=text(call, "title"),
        form_id=text(call, "form"),
        closes_at=closes_at,
        audience=audience,
        baseline=optional_text(call, "baseline"),
        now=call.now,
    )
    return {"surveyId": survey_id, "invited": len({person for role in audience for person in case.holders(role)})}


def close_survey(call: Call, case: InCase) -> Mapping[str, Any]:
    """Take no more answers, and say whether there are too few to publish."""
    count = case.registers.close_survey(council=council(call), survey_id=text(call, "surveyId"), now=call.now)
    return {"answersCount": count, "tooFew": count < int(case.parameters.get("surveyMinAnswers") or FEW)}


SURVEY_REGISTER_OPERATIONS = (
    operation(
        "open_survey",
        "Open an anonymous survey",
        open_survey,
        needs="title closesAt audience form",
        may_have="baseline",
        gives="surveyId invited",
    ),
    operation(
        "close_survey",
        "Close a survey and count its answers",
        close_survey,
        needs="surveyId",
        gives="answersCount tooFew",
    ),
)


@dataclass(frozen=True, kw_only=True)
class OpenSurvey:
    """What an invitation tells, and who has had one."""

    title: str
    closes_at: datetime
    asked: frozenset[str]


class Invitations(Protocol):
    """The invitations of surveys, as the register keeps them."""

    def survey(self, council: str, survey_id: str) -> OpenSurvey:
        """Return a survey. Raises Broken when there is none."""
        ...

    def keep(self, council: str, survey_id: str, *, people: Collection[str], hashes: Collection[str]) -> None:
        """Keep who was asked and which links are good, and not which link went to whom. Raises Broken for a closed survey."""
        ...


class Survey:
    """The connector ``survey``."""

    name = "survey"

    def __init__(
        self,
        *,
        recipients: Recipients,
        invitations: Invitations,
        deliver: Callable[[Letter, Call], None],
        base_url: str,
    ) -> None:
        self._recipients = recipients
        self._invitations = invitations
        self._deliver = deliver
        self._base_url = base_url.rstrip("/")

    def operations(self) -> tuple[Operation, ...]:
        """Return ``survey.invite`` and ``survey.remind``."""
        invite = Operation(
            name="survey.invite",
            summary="Send everybody with these roles a link of their own to a survey",
            required=("surveyId", "roles"),
            gives=("invited",),
            run=self.invite,
        )
        remind = Operation(
            name="survey.remind",
            summary="Remind everybody who was asked, answered or not",
            required=("surveyId",),
            optional=("roles",),
            gives=("invited",),
            run=self.remind,
        )
        return (invite, remind)

    def invite(self, call: Call) -> Mapping[str, Any]:
        """Mail a link to each who has none. Whoever cannot be written to is left out. What was mailed is kept also when the mail
        server stops answering half-way, so that another attempt asks only the others."""
        where, survey_id = str(call.case["council"]), text(call, "surveyId")
        survey = self._invitations.survey(where, survey_id)
        people, hashes, failure = [], [], None
        for recipient in self._recipients(where, people=(), roles=names(call, "roles")):
            if recipient.person_id in survey.asked:
                continue
            token = secrets.token_urlsafe(24)
            try:
                self._deliver(letter(recipient, survey, link=f"{self._base_url}/survey/{token}"), call)
            except Broken:
                continue
            except TryAgain as error:
                failure = error
                break
            people.append(recipient.person_id)
            hashes.append(hashed(token))
        self._invitations.keep(where, survey_id, people=people, hashes=hashes)
        if failure is not None:
            raise failure
        return {"invited": len(survey.asked | set(people))}

    def remind(self, call: Call) -> Mapping[str, Any]:
        """Mail everybody who was asked, or those of them with these roles."""
        where, roles = str(call.case["council"]), names(call, "roles")
        survey = self._invitations.survey(where, text(call, "surveyId"))
        known = self._recipients(where, people=() if roles else sorted(survey.asked), roles=roles)
        for recipient in known:
            if recipient.person_id in survey.asked:
                self._deliver(letter(recipient, survey, link=None), call)
        return {"invited": len(survey.asked)}


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def letter(recipient: Recipient, survey: OpenSurvey, *, link: str | None) -> Letter:
    """Return an invitation, or a reminder where there is no link. Its key is random: a mail server's log of it leads to no token."""
    closes = survey.closes_at.astimezone(LONDON)
    until = f"{closes.day} {closes:%B %Y}"
    if link is not None:
        words = (
            f"Please answer the survey “{survey.title}” until {until}:\n\n{link}\n\n"
            "This link works once. Your answers are anonymous: nobody can see who gave them. Do not pass the link on."
        )
    else:
        words = (
            f"The survey “{survey.title}” is open until {until}. The link is in the invitation that we sent you before. "
            "We write to everybody because nobody knows who has answered. If you have, thank you: there is nothing more to do."
        )
    return Letter(
        key=secrets.token_hex(16), to=recipient, subject=f"Survey: {survey.title}", body=f"Dear {recipient.name},\n\n{words}\n"
    )
