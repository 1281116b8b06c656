"""Every formula that a council may write in its pack, over records whose numbers are worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from service.domain.measured import FORMULAS
from service.store import Database
from service.store.reports.measures import HOW
from service.store.tables.cases import events

from .making import with_case
from .test_reports import MARCH, event, run


@pytest.fixture
def filled(database: Database) -> Database:
    """Three requests, r1 to r3; of the tools that were entered one stands, one is past its review, one expired and one was refused."""
    for number in ("r1", "r2", "r3"):
        with_case(database, case_id=number, number=number.upper(), started_at=MARCH)
    with database.unit_of_work() as unit:
        held = unit.registers._connection
        for case_id, element, at, answers in (
            ("r1", "Ask", 0, {"ground": "missing_child", "subjects": [{"aware": "informed"}, {"aware": "consented"}]}),
            ("r2", "Ask", 0, {"ground": "other", "subjects": [{"aware": "informed"}, {"name": "No word of it"}]}),
            ("r3", "Ask", 1, {"ground": "other", "urgent": True}),
            ("r1", "Decide", 2, {"outcome": "yes"}),
            ("r2", "Decide", 0.5, {"outcome": "no"}),
            ("r1", "Look", 3, None),
            ("r1", "Again", 4, {}),
            ("r2", "Look", 0.25, None),
        ):
            held.execute(insert(events), event(case_id, element, at, answers=answers))
        for case_id, outcome in (("r1", "LOW"), ("r2", "LOW"), ("r3", "HIGH")):
            held.execute(insert(events), event(case_id, "Weigh", 1, what="decided", decision={"output": {"class": outcome}}))
            held.execute(insert(events), event(case_id, "Weigh", 1))
        for case_id, finding in (("r1", ["risk", "risk", "crime"]), ("r2", ["none"])):
            collected = [{"finding": each} for each in finding]
            held.execute(insert(events), event(case_id, "Sort", 1, what="decided", decision={"output": collected}))
        registers = unit.registers
        for key, status, review, expires, details in (
            ("map", "open", date(2026, 5, 30), None, {"paid": True}),
            ("pen", "open", date(2026, 5, 31), date(2026, 6, 10), {"paid": False, "uses": ["a", "b"]}),
            ("ink", "open", date(2026, 5, 1), date(2026, 5, 30), {"paid": False}),
            ("old", "refused", date(2026, 5, 1), None, {"paid": True}),
        ):
            facts = {"key": key, "status": status, "review_on": review, "expires_on": expires, "details": details}
            registers.enter(council="north", register="tools", prefix="TO", today=MARCH.date(), now=MARCH, **facts)
        for account, overseer, status in (("a", "ann", "active"), ("b", None, "active"), ("c", None, "closed")):
            facts = {"platform": "p", "handle": account, "purpose": "search", "status": status, "overseer": overseer}
            registers.put_account(council="north", account=account, **facts)
        unit.commit()
    return database


def measured(database: Database, *rows: dict[str, Any], **window: Any) -> Any:
    labelled = [{"label": "Row", **row} for row in rows]
    return run(database, "measures", parameters={"measured": {"rows": labelled}}, **window)


WORKED_OUT: tuple[tuple[dict[str, Any], list[tuple[str, Any]]], ...] = (
    ({"count": "Ask"}, [("Row", 3)]),
    ({"count": ["Look", "Again"]}, [("Row", 3)]),
    ({"count": "Gone"}, [("Row", 0)]),
    ({"count": "Ask", "by": "ground"}, [("Row: missing child", 1), ("Row: other", 2)]),
    ({"count": "Ask", "by": "urgent"}, [("Row: yes", 1)]),
    ({"count": "Ask", "by": "subjects.aware"}, [("Row: consented", 1), ("Row: informed", 2)]),
    ({"count": "Weigh", "by": "class"}, [("Row: HIGH", 1), ("Row: LOW", 2)]),
    ({"count": "Ask", "by": "nothing"}, [("Row", 0)]),
    ({"count": "Look", "without": "Decide"}, [("Row", 1)]),
    ({"count": "Look", "without": "Ask"}, [("Row", 0)]),
    ({"share": "Look", "of": "Ask"}, [("Row", 0.6667)]),
    ({"share": ["Look", "Again"], "times": 1}, [("Row", 0.5)]),
    ({"share": "Decide", "field": "outcome", "is": ["yes"]}, [("Row", 0.5)]),
    ({"share": "Decide", "field": "outcome", "is": ["yes"], "of": "Ask"}, [("Row", 0.3333)]),
    ({"share": "Ask", "of": "Gone"}, [("Row", None)]),
    ({"days": ["Ask", "Decide"]}, [("Row", 1.0)]),
    ({"days": ["Ask", "Gone"]}, [("Row", None)]),
    ({"minutes": ["Ask", "Look"]}, [("Row", 2340.0)]),
    ({"entries": "tools"}, [("Row", 4)]),
    ({"entries": "toys"}, [("Row", 0)]),
    ({"entries": "tools", "status": "open"}, [("Row", 2)]),
    ({"entries": "tools", "where": {"paid": True}}, [("Row", 2)]),
    ({"entries": "tools", "by": "status"}, [("Row: expired", 1), ("Row: open", 2), ("Row: refused", 1)]),
    ({"entries": "tools", "by": "uses"}, [("Row: a", 1), ("Row: b", 1)]),
    ({"entries": "tools", "status": ["open", "refused"], "ofAll": True}, [("Row", 0.75)]),
    ({"entries": "toys", "ofAll": True}, [("Row", None)]),
    ({"entries": "tools", "standing": True}, [("Row", 2)]),
    ({"entries": "tools", "standing": True, "by": "paid"}, [("Row: no", 1), ("Row: yes", 1)]),
    ({"count": "Sort", "by": "finding"}, [("Row: crime", 1), ("Row: none", 1), ("Row: risk", 1)]),
    ({"entries": "tools", "overdue": True}, [("Row", 1)]),
    ({"entries": "tools", "soonest": True}, [("Row", 10)]),
    ({"entries": "tools", "soonest": True, "where": {"paid": True}}, [("Row", None)]),
    ({"accounts": "without_overseer"}, [("Row", 1)]),
)


def test_each_row_of_the_pack_is_worked_out(filled: Database) -> None:
    for given, figures in WORKED_OUT:
        assert [(row["measure"], row["value"]) for row in measured(filled, given).rows] == figures, given


def test_a_row_says_how_it_is_made_and_whether_its_target_is_met(filled: Database) -> None:
    target, share = {"count": "Look", "without": "Decide", "atMost": 0}, {"label": "Share", "share": "Look", "of": "Ask"}
    found = measured(filled, target, share, {"label": "None", "days": ["Ask", "Gone"], "atMost": 3})
    assert [(row["key"], row["of"], row["unit"], row["note"], row["met"], row["formula"]) for row in found.rows] == [
        ("M1", None, "", "", False, "count(cases with Look and no Decide before), at most 0"),
        ("M2", 3, "share", "2 of 3 cases", None, "cases with Look / cases with Ask"),
        ("M3", None, "working days", "", None, "median(working days from Ask to Gone)"),
    ]
    assert {len(row) for row in found.rows} == {len(found.rows[0])}


def test_counts_and_both_sides_of_a_share_can_be_too_small_unless_they_are_of_nobody(filled: Database) -> None:
    share = {"label": "Share", "share": "Look", "of": "Ask"}
    things = {"label": "Tools", "entries": "tools", "people": False}
    found = measured(filled, {"count": "Ask", "by": "ground"}, share, things, {"label": "Days", "days": ["Ask", "Decide"]})
    assert found.cells == [
        ("Row: missing child", "number", 1),
        ("Row: other", "number", 2),
        ("Share", "who did", 2),
        ("Share", "who did not", 1),
    ]


def test_only_what_happened_in_the_period_counts_and_what_stands_counts_always(filled: Database) -> None:
    later = {"since": datetime(2026, 3, 3, tzinfo=UTC)}
    rows = {"count": "Ask"}, {"label": "B", "entries": "tools"}, {"label": "C", "entries": "tools", "overdue": True}
    standing = {"label": "D", "entries": "tools", "standing": True}
    assert [row["value"] for row in measured(filled, *rows, standing, **later).rows] == [1, 0, 1, 2]


def test_a_council_that_measures_nothing_has_no_rows(filled: Database) -> None:
    found = run(filled, "measures", parameters={})
    assert (list(found.rows), found.text) == ([], "0 figures.")


def test_a_row_of_a_register_says_which_entries_it_counts(filled: Database) -> None:
    asked = {"entries": "tools", "status": ["open", "not_agreed"], "where": {"paid": True}}
    found = measured(filled, {**asked, "ofAll": True}, {**asked, "label": "B", "standing": True})
    assert [(row["formula"], row["note"]) for row in found.rows] == [
        ("tools open or not agreed paid yes / tools", "1 of 4 entries"),
        ("count(tools open or not agreed paid yes standing)", ""),
    ]


def test_every_formula_that_a_pack_may_have_is_worked_out() -> None:
    assert set(HOW) == set(FORMULAS)
