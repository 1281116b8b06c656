"""Requests for information, subject access and reports as the registers keep them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.domain.errors import Invalid, RegisterRefused
from service.domain.records import DocumentRecord
from service.store import Database
from service.store.registers import reporting
from service.store.registers.foi import similarity
from service.store.reports import Report

from .making import DAY, MINUTE, NOW, advance, closed, step, with_case

CASE = {"council": "north", "case_id": "c1"}
HOURS = "How many hours have social workers spent looking at social media profiles?"
COST = "How many hours did social workers spend on looking at social media, and at what cost?"
MARY = {"fullName": "Mary O'Brien", "dateOfBirth": "1990-01-02"}


def ask(unit: Any, requester: str, text: str, received: date) -> str:
    days = {"received_on": received, "due_on": date(2012, 4, 12)}
    return str(unit.registers.open_foi(**CASE, **days, requester=requester, text=text, now=NOW))


def test_requests_count_together_by_requester_time_and_what_is_asked(database: Database) -> None:
    with_case(database)
    with database.unit_of_work() as unit:
        early, day = ask(unit, "Ann Person", HOURS, date(2012, 1, 2)), date(2012, 3, 12)
        same, other = ask(unit, "ANN  PERSON", COST, day), ask(unit, "Ann Person", "When are bins emptied in my street?", day)
        stranger, mine = ask(unit, "Bob", HOURS, day), ask(unit, "Ann Person", HOURS, day)
        linked = unit.registers.foi_linked(council="north", reference=mine, since=date(2012, 2, 1))
        assert [row["reference"] for row in linked] == [same]
        assert {early, other, stranger} & {row["reference"] for row in linked} == set()
        with pytest.raises(RegisterRefused, match="no such request"):
            unit.registers.foi_linked(council="south", reference=mine, since=day)


def test_what_is_similar_has_words_in_common() -> None:
    assert (similarity(HOURS, HOURS), similarity("", "")) == (1.0, 1.0)
    assert similarity(HOURS, "When are bins emptied?") == 0


def test_a_request_keeps_its_minutes_and_its_end(database: Database) -> None:
    with_case(database)
    with database.unit_of_work() as unit:
        reference = ask(unit, "Ann", HOURS, date(2012, 3, 12))
        noted = {**CASE, "reference": reference}
        unit.registers.note_foi(**noted, event="estimated", minutes=25, now=NOW)
        unit.registers.note_foi(**noted, event="supplied", now=NOW + DAY)
        row = unit.registers.note_foi(**noted, event="closed", due_on=date(2012, 5, 1), now=NOW + 2 * DAY)
        assert (row["status"], row["minutes"], row["closed_at"], row["due_on"]) == ("closed", 25, NOW + DAY, date(2012, 5, 1))
        assert [row["reference"] for row in unit.registers.foi_requests(council="north")] == [reference]


def test_the_bundle_holds_what_is_known_of_somebody_and_nothing_of_others(database: Database) -> None:
    with_case(database)
    with_case(database, case_id="c2", number="WR-2")
    with_case(database, case_id="c3", number="WR-3", hidden_from=("bob", "cy"), parent_case_id="c1", started_at=NOW + DAY)
    document = DocumentRecord(
        document_id="d1",
        case_id="c1",
        name="a.pdf",
        media_type="x",
        size=1,
        sha256="s",
        added_at=NOW + 2 * MINUTE,
        added_by="ann",
    )
    with database.unit_of_work() as unit:
        linked = {"council": "north", "reference": "CD-1", "now": NOW}
        unit.registers.link_subjects(case_id="c1", subjects=[MARY], **linked)
        unit.registers.link_subjects(case_id="c2", subjects=["John", "Jane"], **linked)
        unit.registers.put_account(council="north", account="main", platform="p", handle="h", purpose="search")
        look = {"reference": "CD-1", "person_id": "ann", "subjects": [MARY], "now": NOW + MINUTE}
        unit.registers.open_session(**CASE, **look)
        unit.documents.add(document)
        found = unit.registers.bundle(council="north", subject={"name": "mary o’brien"})
        assert [(item["kind"], item["title"], item["number"], item["alone"]) for item in found] == [
            ("request", "Search request", "WR-2026-0001", True),
            ("session", "Session 1", "WR-2026-0001", True),
            ("document", "a.pdf", "WR-2026-0001", True),
            ("request", "Search request", "WR-3", False),
        ]
        assert [item["hidden_from"] for item in found] == [(), (), (), ("bob", "cy")]
        assert [item["alone"] for item in unit.registers.bundle(council="north", subject="John")] == [False]
        assert unit.registers.bundle(council="north", subject={"fullName": ""}) == []
        assert unit.registers.bundle(council="south", subject=MARY) == []


def test_a_case_in_which_an_answer_is_their_name_is_held_about_them_too(database: Database) -> None:
    said = {"c1": [{"person": "MARY  O’Brien"}], "c2": {"text": "Mary O’Brien's neighbour"}, "c3": "O’Brien"}
    for number, (case_id, answer) in enumerate(said.items()):
        record = with_case(database, case_id=case_id, number=f"WR-{number}")
        with database.unit_of_work() as unit:
            done = advance(tasks_closed=[closed("t1", element_id="Tell")], steps=[step("Tell")])
            unit.work.apply(record, done, at=NOW, by="ann", answers={"who": answer}, task_id="t1")
            unit.commit()
    with database.unit_of_work() as unit:
        found = unit.registers.bundle(council="north", subject="Mary O’Brien")
        assert {(item["kind"], item["number"], item["alone"]) for item in found} == {
            ("request", "WR-0", False),
            ("step", "WR-0", False),
        }


def test_a_subject_access_request_is_kept_with_its_days(database: Database) -> None:
    with_case(database)
    with database.unit_of_work() as unit:
        reference = unit.registers.open_sar(**CASE, requester="A", subject="B", due_on=date(2026, 4, 21), now=NOW)
        noted = {**CASE, "reference": reference, "now": NOW}
        row = unit.registers.note_sar(**noted, event="verified", verified_on=date(2026, 3, 22), due_on=date(2026, 4, 22))
        assert (row["status"], row["verified_on"], row["due_on"]) == ("verified", date(2026, 3, 22), date(2026, 4, 22))
        assert unit.registers.note_sar(**noted, event="supplied")["closed_at"] == NOW
        assert [row["reference"] for row in unit.registers.sar_requests(council="north")] == [reference]


def test_small_numbers_of_a_report_wait_for_a_decision_with_a_reason(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with_case(database)
    cells = [("2025", "searches", 0), ("2025", "children", 4), ("2026", "searches", 5)]
    monkeypatch.setattr(reporting, "REPORTS", {"searches": lambda asked: Report(rows=[{"year": 2025}], text="Few.", cells=cells)})
    with database.unit_of_work() as unit:
        asked: dict[str, Any] = {"council": "north", "since": NOW, "until": NOW, "now": NOW}
        found = unit.registers.run_report(report="searches", parameters={"smallNumberThreshold": 5}, **asked)
        assert found["small_cells"] == [{"row": "2025", "column": "children", "count": 4}]
        assert found["answer"] == {"rows": [{"year": 2025}], "text": "Few.", "held": True}
        decision = found["small_cells"][0] | {"action": "band", "reason": "One family could be known", "by": "ann"}
        assert unit.registers.note_cells(**CASE, report="searches", decisions=[decision], at=NOW) == 1
        (kept,) = unit.registers.cell_decisions(council="north", report="searches")
        assert (kept["row_name"], kept["count"], kept["action"], kept["by"]) == ("2025", 4, "band", "ann")
        for wrong in (decision | {"reason": " "}, decision | {"action": "hide"}):
            with pytest.raises(Invalid):
                unit.registers.note_cells(**CASE, report="searches", decisions=[wrong], at=NOW)
        with pytest.raises(Invalid):
            unit.registers.run_report(report="unheard of", parameters={}, **asked)
