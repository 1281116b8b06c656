"""Of a case that is hidden from somebody, what they wrote is told and nothing that happened beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from service.domain.records import EventRecord
from service.queries.own_answers import written

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)


def event(seq: int, name: str, **given: Any) -> EventRecord:
    facts = {"at": NOW, "by": "ann", "what": "completed", "element_type": "startEvent", "visit": 1, "element_id": name}
    return EventRecord(**{**facts, "seq": seq, "name": name, **given})


def told(*events: EventRecord, **given: Any) -> list[str]:
    reading: Any = SimpleNamespace(
        actor_id="ann",
        unit=SimpleNamespace(records=SimpleNamespace(events=lambda case_id: events)),
        opened=lambda version_id: SimpleNamespace(procedure=SimpleNamespace(start_form_id=given.get("form"))),
    )
    case: Any = SimpleNamespace(case_id="c", version_id="v", started_by="ann", parent_case_id=given.get("parent"), snapshot=b"")
    return [each.name for each in written(reading, case)]


ANSWERED = event(2, "Report", element_type="userTask", answers={"q": "yes"})


def test_neither_a_start_without_form_nor_the_start_of_a_phase_is_told() -> None:
    by_others = event(4, "Judged", by="bob", element_type="userTask", answers={"q": "no"})
    assert told(event(1, "Seen"), ANSWERED, event(3, "Restricted"), by_others) == ["Report"]


def test_what_another_case_started_in_their_name_they_did_not_write() -> None:
    assert told(event(1, "Seen"), ANSWERED, form="form-start", parent="other") == ["Report"]
