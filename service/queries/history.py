"""The history of a case in words: who did what, what they answered, which rule of a table decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from service.cases.opened import OpenedVersion
from service.domain.records import CaseRecord, EventRecord
from service.form_schemas import Form, answers_in_words
from service.queries.reading import Reading
from service.queries.views import EventRow

SILENT_KINDS = frozenset(
    {
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "startEvent",
        "scriptTask",
        "callActivity",
        "subProcess",
    }
)
"""Elements whose completion says nothing to a reader."""
SAID_AT_MOST = 12


def history(reading: Reading, opened: OpenedVersion, events: Sequence[EventRecord], *, content: bool) -> tuple[EventRow, ...]:
    """Return what happened, oldest first. Without ``content`` answers, decisions and payloads are left out."""
    names = reading.names({event.by for event in events})
    return tuple(row for event in events if (row := event_row(reading, opened, event, names=names, content=content)) is not None)


def event_row(
    reading: Reading, opened: OpenedVersion, event: EventRecord, *, names: Mapping[str, str], content: bool
) -> EventRow | None:
    """Return one line of history, None for one that says nothing to a reader."""
    by = names.get(event.by, event.by)
    if event.decision is not None:
        return decision_row(event, content=content)
    if event.what == "stopped":
        return EventRow(at=event.at, title="Paused: a step could not be done", by="", element_id=event.element_id, what="paused")
    if event.what != "completed" or event.element_type in SILENT_KINDS or not event.name:
        return None
    answers = answered(reading, opened, event) if content else ()
    is_person = event.element_type in ("userTask", "manualTask") or event.answers is not None
    return EventRow(
        at=event.at,
        title=event.name,
        by=by if is_person else "",
        element_id=event.element_id,
        what="ended" if event.element_type == "endEvent" else "done",
        detail=f"Round {event.visit}" if event.visit > 1 else "",
        answers=answers,
    )


def decision_row(event: EventRecord, *, content: bool) -> EventRow:
    """Return a decision with the rules that matched, in the words of its table."""
    made = event.decision or {}
    matched = made.get("matched", ())
    numbers = ", ".join(str(rule["number"]) for rule in matched)
    total = made.get("rules_in_table", 0)
    plural = "Rules" if len(matched) > 1 else "Rule"
    return EventRow(
        at=event.at,
        title=event.name or made.get("name", ""),
        by="",
        element_id=event.element_id,
        what="decision",
        rules=tuple(rule["annotation"] for rule in matched if rule["annotation"]) if content else (),
        rule_of=(f"{plural} {numbers} of {total}" if matched else f"None of {total} rules") if content and total else "",
    )


def answered(reading: Reading, opened: OpenedVersion, event: EventRecord) -> tuple[tuple[str, str], ...]:
    """Return questions and answers of a completed task in words."""
    form = form_of(opened, event)
    if form is None or event.answers is None:
        return ()
    return tuple(answers_in_words(form, event.answers, people=reading.directory))


def form_of(opened: OpenedVersion, event: EventRecord) -> Form | None:
    """Return the form of the task that an event is about, or None."""
    element = opened.procedure.description.element(event.element_id)
    return opened.forms.get(element.form_id) if element and element.form_id else None


def said_before(reading: Reading, case: CaseRecord, opened: OpenedVersion) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return heading and answers in words of the tasks completed so far, oldest first; of a task done again the last time only."""
    events = reading.unit.records.events(case.case_id)
    latest = {event.element_id: event for event in events if event.answers}
    names = reading.names({event.by for event in latest.values()})
    return tuple(sections(reading, opened, sorted(latest.values(), key=lambda event: event.seq)[-SAID_AT_MOST:], names=names))


def sections(
    reading: Reading, opened: OpenedVersion, events: Sequence[EventRecord], *, names: Mapping[str, str]
) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield a heading and the answers for each event that has any."""
    for event in events:
        pairs = answered(reading, opened, event)
        if pairs:
            yield f"{event.name}, {names.get(event.by, event.by)}", pairs
