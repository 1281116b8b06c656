"""The history of a case in words: who did what, what they answered, which rule of a table decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from service.cases.opened import OpenedVersion
from service.domain.records import CaseRecord, EventRecord
from service.form_schemas import answers_in_words
from service.queries.reading import Reading
from service.queries.views import EventRow

Said: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]

SILENT_KINDS = frozenset(
    {
        "businessRuleTask",
        "callActivity",
        "eventBasedGateway",
        "exclusiveGateway",
        "inclusiveGateway",
        "parallelGateway",
        "scriptTask",
        "subProcess",
    }
)
"""Elements whose completion says nothing to a reader; a rule task is told by its decision."""
PEOPLES_KINDS = frozenset({"userTask", "manualTask"})
SAID_AT_MOST = 12


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Puts the events of one case into words. ``variables`` are what options of forms are looked up in; without ``content``
    answers, rules and payloads are left out."""

    reading: Reading
    case: CaseRecord
    opened: OpenedVersion
    names: Mapping[str, str]
    variables: Mapping[str, Any] = field(default_factory=dict)
    content: bool = True

    def row(self, event: EventRecord) -> EventRow | None:
        """Return one line of history, None for an event that says nothing to a reader."""
        if event.decision is not None:
            return self.decision(event)
        if event.what == "stopped":
            return EventRow(
                at=event.at, title="Paused: a step could not be done", by="", element_id=event.element_id, what="paused"
            )
        if event.what != "completed" or not event.name or not self.is_told(event):
            return None
        by_person = event.element_type in PEOPLES_KINDS or event.answers is not None or self.is_raised(event)
        return EventRow(
            at=event.at,
            title=event.name,
            by=self.names.get(event.by, event.by) if by_person else "",
            element_id=event.element_id,
            what="ended" if event.element_type == "endEvent" else "done",
            detail=f"Round {event.visit}" if event.visit > 1 else "",
            answers=self.answers(event) if self.content else (),
        )

    def is_told(self, event: EventRecord) -> bool:
        """Say whether a completed element means something: of ends only the one the case came to, of starts only those raised and those
        that are told with their answers."""
        if event.element_type == "endEvent":
            return event.element_id == self.case.ended
        if event.element_type == "startEvent":
            return self.is_raised(event) or event.answers is not None
        return event.element_type not in SILENT_KINDS

    def is_raised(self, event: EventRecord) -> bool:
        """Say whether an event is one that people raise from the case page."""
        element = self.opened.procedure.description.element(event.element_id)
        return element is not None and "raisedBy" in element.properties

    def decision(self, event: EventRecord) -> EventRow:
        """Return a decision with the rules that matched, in the words of its table."""
        made = event.decision or {}
        matched = made.get("matched", ()) if self.content else ()
        total = made.get("rules_in_table", 0) if self.content else 0
        numbers = ", ".join(str(rule["number"]) for rule in matched)
        found = f"{'Rules' if len(matched) > 1 else 'Rule'} {numbers} of {total}" if matched else f"None of {total} rules"
        return EventRow(
            at=event.at,
            title=event.name or made.get("name", ""),
            by="",
            element_id=event.element_id,
            what="decision",
            rules=tuple(rule["annotation"] for rule in matched if rule["annotation"]),
            rule_of=found if total else "",
        )

    def answers(self, event: EventRecord) -> tuple[tuple[str, str], ...]:
        """Return questions and answers of a completed task in words."""
        element = self.opened.procedure.description.element(event.element_id)
        form = self.opened.forms.get(element.form_id) if element and element.form_id else None
        if form is None or event.answers is None:
            return ()
        then = {**self.variables, "now": event.at.isoformat()}
        return tuple(answers_in_words(form, event.answers, people=self.reading.directory, context=then))

    def said(self, events: Sequence[EventRecord]) -> Iterator[Said]:
        """Yield heading and answers of each event that has any."""
        for event in events:
            pairs = self.answers(event)
            if pairs:
                yield f"{event.name}, {self.names.get(event.by, event.by)}", pairs


def history(
    reading: Reading,
    case: CaseRecord,
    opened: OpenedVersion,
    events: Sequence[EventRecord],
    *,
    variables: Mapping[str, Any],
    content: bool,
) -> tuple[EventRow, ...]:
    """Return what happened, oldest first."""
    names = reading.names({event.by for event in events})
    teller = Teller(reading=reading, case=case, opened=opened, names=names, variables=variables, content=content)
    return tuple(row for event in events if (row := teller.row(event)) is not None)


def said_before(reading: Reading, case: CaseRecord, opened: OpenedVersion, *, variables: Mapping[str, Any]) -> tuple[Said, ...]:
    """Return heading and answers in words of the tasks completed so far, oldest first; of a task done again the last time only."""
    events = reading.unit.records.events(case.case_id)
    latest = {event.element_id: event for event in events if event.answers}
    names = reading.names({event.by for event in latest.values()})
    teller = Teller(reading=reading, case=case, opened=opened, names=names, variables=variables)
    return tuple(teller.said(sorted(latest.values(), key=lambda event: event.seq)[-SAID_AT_MOST:]))
