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
    """Return the cases that are hidden from the actor and that they started or in which they wrote something, the last first."""
    found = []
    for case_id in reading.hidden:
        case = reading.unit.cases.by_id(case_id)
        own = written(reading, case)
        if own or is_started(reading, case):
            titles = tuple(dict.fromkeys(event.name for event in own)) or (case.procedure_name,)
            sent_at = own[0].at if own else case.started_at
            found.append(SentRow(number=case.number, titles=titles, sent_at=sent_at, stands=how_it_stands(case)))
    return tuple(sorted(found, key=lambda row: (row.sent_at, row.number), reverse=True))


def own_answers(reading: Reading, *, number: str) -> OwnAnswers:
    """Return the actor's own answers in a case that is hidden from them, and record the look.

    Raises: NotFound when there is no such case, it is not hidden from this actor, or they neither started it nor answered anything in it.
    """
    case = reading.unit.cases.get(number, reading.council)
    if not is_hidden(reading.who, case):
        raise NotFound(NO_SUCH_CASE)
    own = written(reading, case)
    if not own and not is_started(reading, case):
        raise NotFound(NO_SUCH_CASE)
    opened = reading.opened(case.version_id)
    variables = engine.variables(opened.procedure, case.snapshot)
    reading.looked_at(case, "Read their own answers")
    return OwnAnswers(
        number=case.number,
        procedure_name=case.procedure_name,
        stands=how_it_stands(case),
        answers=history(reading, case, opened, own, variables=variables, content=True),
    )


def written(reading: Reading, case: CaseRecord) -> list[EventRecord]:
    """Return the steps of a case in which the actor answered something, oldest first; first of all the form with which they started it, whose
    answers are not kept with its event but in the case."""
    own = [event for event in reading.unit.records.events(case.case_id) if event.by == reading.actor_id]
    opened = reading.opened(case.version_id)
    start = next((event for event in own if event.element_type == "startEvent" and event.what == "completed"), None)
    if start is None or opened.procedure.start_form_id is None or not is_started(reading, case):
        return [event for event in own if event.answers]
    answers = engine.answers(opened.procedure, case.snapshot).get(start.element_id)
    return [replace(start, answers=answers), *(event for event in own if event.answers)]


def is_started(reading: Reading, case: CaseRecord) -> bool:
    """Say whether the actor started a case themselves. What another case started in their name they did not send."""
    return case.parent_case_id is None and case.started_by == reading.actor_id


def how_it_stands(case: CaseRecord) -> str:
    """Return in words whether a case is over, and no more: not where it is, nor how it ended."""
    return FINISHED if case.ended_at is not None else BEING_LOOKED_AT
