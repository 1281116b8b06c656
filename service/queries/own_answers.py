"""What somebody wrote in cases that are hidden from them: a list, and their own answers. Nothing that came after, but whether it is over."""

from __future__ import annotations

from dataclasses import replace

from service import engine
from service.authz.need_to_know import NO_SUCH_CASE
from service.authz.permissions import is_hidden
from service.domain.errors import NotFound
from service.domain.records import CaseRecord, EventRecord
from service.queries.history import history
from service.queries.reading import Reading
from service.queries.views import OwnAnswers, SentRow

BEING_LOOKED_AT, FINISHED = "Being looked at", "Finished"


def sent(reading: Reading) -> tuple[SentRow, ...]:
    """Return the cases that are hidden from the actor and in which they wrote something, the last first."""
    found = []
    for case_id in reading.hidden:
        case = reading.unit.cases.by_id(case_id)
        own = written(reading, case)
        if own:
            titles = tuple(dict.fromkeys(event.name for event in own))
            found.append(SentRow(number=case.number, titles=titles, sent_at=own[0].at, stands=how_it_stands(case)))
    return tuple(sorted(found, key=lambda row: (row.sent_at, row.number), reverse=True))


def own_answers(reading: Reading, *, number: str) -> OwnAnswers:
    """Return the actor's own answers in a case that is hidden from them, and record the look.

    Raises: NotFound when there is no such case, it is not hidden from this actor, or they answered nothing in it.
    """
    case = reading.unit.cases.get(number)
    if case.council != reading.council or not is_hidden(reading.who, case):
        raise NotFound(NO_SUCH_CASE)
    own = written(reading, case)
    if not own:
        raise NotFound(NO_SUCH_CASE)
    opened = reading.opened(case.version_id)
    given = engine.answers(opened.procedure, case.snapshot)
    own = [replace(event, answers=given.get(event.element_id)) if is_start(event, case) else event for event in own]
    variables = engine.variables(opened.procedure, case.snapshot)
    reading.looked_at(case, "Read their own answers")
    return OwnAnswers(
        number=case.number,
        procedure_name=case.procedure_name,
        stands=how_it_stands(case),
        answers=history(reading, case, opened, own, variables=variables, content=True),
    )


def written(reading: Reading, case: CaseRecord) -> list[EventRecord]:
    """Return the steps of a case in which the actor answered something, its start if they started it among them, oldest first."""
    own = [event for event in reading.unit.records.events(case.case_id) if event.by == reading.actor_id]
    return [event for event in own if event.answers or is_start(event, case)]


def is_start(event: EventRecord, case: CaseRecord) -> bool:
    """Say whether an event is how somebody started a case themselves. Its answers are not kept with it but in the case. What another case
    started in their name they did not write."""
    by_hand = case.parent_case_id is None and event.by == case.started_by
    return by_hand and event.element_type == "startEvent" and event.what == "completed" and not event.answers


def how_it_stands(case: CaseRecord) -> str:
    """Return in words whether a case is over, and no more: not where it is, nor how it ended."""
    return FINISHED if case.ended_at is not None else BEING_LOOKED_AT
