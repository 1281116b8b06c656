"""What an inspector reads: each assessment as it stands, without a name, and what is held for too long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from service.store import Database
from service.store.reports import REPORTS, Asked
from service.store.reports.assessments import Assessment, assessments
from service.store.tables.cases import events
from service.store.tables.registers import account_sessions, accounts

from .making import with_case

MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINE = {"name": "Line", "period": "P6Y", "countsFrom": "end", "procedures": ["search"], "source": "Ours"}
PACK = {
    "measured": {
        "assessed": "Assess",
        "assessedOutcome": "class",
        "assessment": {
            "reason": "why",
            "confirmed": ["Confirm", "Advise"],
            "raised": "raisedTo",
            "basis": "basis",
            "looks": "looks",
            "looksOtherwise": 1,
            "until": "until",
            "cleared": "Yes",
            "notCleared": "No",
        },
    }
}
ONE, TWO = ("Ask", "For[1]"), ("Ask", "For[2]")


def day(days: float) -> datetime:
    return MARCH + timedelta(days=days)


def happened(database: Database, case_id: str, *steps: tuple[str, tuple[str, ...], float, Mapping[str, Any]]) -> None:
    """Enter (step, place, day, answers); of the assessment itself the answers are what the table gave."""
    with database.unit_of_work() as unit:
        for element, place, at, answers in steps:
            facts = {"case_id": case_id, "element_id": element, "at": day(at), "element_type": "userTask", "name": element}
            facts |= {
                "visit": 1,
                "by": "ann",
                "what": "completed",
                "answers": answers,
                "decision": None,
                "facts": {"place": list(place)},
            }
            if element == "Assess":
                decided = {"what": "decided", "decision": {"output": dict(answers)}, "facts": {}}
                unit.registers._connection.execute(insert(events), facts | {"answers": None} | decided)
            unit.registers._connection.execute(insert(events), facts)
        unit.commit()


def looked(database: Database, case_id: str, *days: float) -> None:
    account = {"council": "north", "account": "a", "platform": "p", "handle": "h", "purpose": "search", "status": "active"}
    with database.unit_of_work() as unit:
        if not unit.registers.accounts(council="north"):
            unit.registers._connection.execute(insert(accounts), account)
        for number, at in enumerate(days, 1):
            row = {"council": "north", "account": "a", "reference": "CD-1", "person_id": "bob", "details": {}, "minutes": 5}
            row |= {"session_id": f"{case_id}{number}", "case_id": case_id, "number": number}
            unit.registers._connection.execute(insert(account_sessions), row | {"opened_at": day(at), "closed_at": day(at)})
        unit.commit()


def asked(unit: Any, **given: Any) -> Asked:
    window = {"since": day(-30), "until": day(30), "now": day(90)}
    return Asked(**{"connection": unit.registers._connection, "council": "north", "parameters": PACK, **window, **given})


def found(database: Database, **given: Any) -> list[Assessment]:
    with database.unit_of_work(read_only=True) as unit:
        return list(assessments(asked(unit, **given)))


@pytest.fixture
def case(database: Database) -> Database:
    with_case(database, case_id="r1", number="R1", started_at=MARCH)
    return database


def told(each: Assessment) -> tuple[Any, ...]:
    return each.reference, each.outcome, each.result, each.confirmed_by, each.allowed, each.used


def test_each_person_of_a_request_has_an_assessment_of_their_own_though_they_go_on_side_by_side(case: Database) -> None:
    happened(
        case,
        "r1",
        ("Assess", ONE, 1, {"class": "PROCEED", "why": "A single look"}),
        ("Assess", TWO, 1, {"class": "PROHIBITED", "why": "A personal profile"}),
        ("No", TWO, 1, {}),
        ("Confirm", ONE, 2, {"raisedTo": None}),
        ("Yes", ONE, 2, {}),
    )
    looked(case, "r1", 3)
    assert [told(each) for each in found(case)] == [
        ("R1/1", "PROCEED", "cleared", "ann", 1, 1),
        ("R1/2", "PROHIBITED", "not cleared", None, 0, 0),  # the look was at the other
    ]


def test_a_second_assessment_of_the_same_person_counts_the_looks_after_it(case: Database) -> None:
    for at in (1, 10):
        happened(case, "r1", ("Assess", ONE, at, {"class": "PROCEED"}), ("Confirm", ONE, at, {}), ("Yes", ONE, at, {}))
    looked(case, "r1", 2, 11, 12)
    assert [told(each) for each in found(case)] == [
        ("R1/1", "PROCEED", "cleared", "ann", 1, 1),
        ("R1/2", "PROCEED", "cleared", "ann", 1, 2),  # one more than was allowed, and it shows
    ]
    assert [each.reference for each in found(case, since=day(5))] == ["R1/2"]  # the same number, whatever the window


def test_a_look_that_nothing_cleared_shows(case: Database) -> None:
    happened(case, "r1", ("Assess", ONE, 1, {"class": "PROHIBITED"}), ("No", ONE, 1, {}))
    looked(case, "r1", 2)
    assert [told(each) for each in found(case)] == [("R1/1", "PROHIBITED", "not cleared", None, 0, 1)]


def test_what_was_raised_and_what_the_lawyer_said_is_in_it_without_a_name(case: Database) -> None:
    with case.unit_of_work() as unit:
        subjects = [{"name": "Mary Ann Doe"}]
        unit.registers.link_subjects(council="north", case_id="r1", reference="CD-1", subjects=subjects, now=MARCH)
        unit.commit()
    happened(
        case,
        "r1",
        ("Assess", ONE, 1, {"class": "PROCEED", "why": "A single look"}),
        ("Confirm", ONE, 2, {"raisedTo": "REVIEW"}),
        ("Advise", ONE, 3, {"basis": "Ms Doe is not followed; mary ann doe's page is open", "looks": 2, "until": "2026-04-01"}),
        ("Yes", ONE, 3, {}),
    )
    (mine,) = found(case)
    assert (mine.outcome, mine.allowed, mine.until) == ("REVIEW", 2, "2026-04-01")
    assert mine.basis == ["A single look", "Advise: Ms [name] is not followed; [name]'s page is open"]


def test_one_that_waits_is_open_and_a_council_that_names_no_steps_has_none(case: Database) -> None:
    happened(case, "r1", ("Assess", (), 1, {"class": "PROCEED"}))
    assert [told(each) for each in found(case)] == [("R1/1", "PROCEED", "open", None, None, 0)]
    assert found(case, parameters={}) == []


def test_ended_cases_past_the_period_of_their_class_are_counted(database: Database) -> None:
    child = LINE | {"name": "Child", "period": "P75Y", "countsFrom": "birth", "procedures": ["*"]}
    for number, procedure, started, ended in (
        ("c1", "search", 0, 1),
        ("c2", "search", 0, 2),  # to the very moment six years: not past it yet
        ("c3", "search", 0, None),
        ("c4", "other", 0, 1),
    ):
        facts = {"case_id": number, "number": number, "procedure_id": procedure, "started_at": day(started)}
        with_case(database, **facts, ended_at=None if ended is None else day(ended))
    six_years = day(2).replace(year=2032)

    def note(**classes: Any) -> str:
        with database.unit_of_work(read_only=True) as unit:
            report = REPORTS["inspection"](asked(unit, parameters={"retention": classes}))
            return next(each["note"] for each in report.rows if each["key"] == "I6")

    def rows(now: datetime, **classes: Any) -> list[tuple[str, int]]:
        with database.unit_of_work(read_only=True) as unit:
            report = REPORTS["inspection"](asked(unit, now=now, until=now, parameters={"retention": classes}))
            return [(each["measure"], each["value"]) for each in report.rows if each["key"] == "I6"]

    assert rows(six_years, line=LINE, child=child) == [("Records past their retention period", 1), ("Past 6 years: Line", 1)]
    assert rows(six_years, line=LINE) == [
        ("Records past their retention period", 1),
        ("Past 6 years: Line", 1),
        ("Ended cases without a retention period", 1),
    ]
    assert rows(day(0).replace(year=2101), child=child)[0] == ("Records past their retention period", 0)
    assert rows(day(1).replace(year=2101), child=child)[0] == ("Records past their retention period", 3)  # all but the open one
    assert "nothing is destroyed" in note(line=LINE)
    assert ("at least so many" in note(child=child), "at least so many" in note(line=LINE)) == (True, False)
