"""Registers that a council names in its pack: one open entry for each key, whoever is faster, and what ends one."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from service.domain.errors import RegisterRefused
from service.store import Database

from .making import DAY, NOW, at_once, overlapping, with_case

TODAY = date(2026, 3, 21)
HERE = {"council": "north", "register": "platforms"}


@pytest.fixture(autouse=True)
def case(database: Database) -> None:
    with_case(database)


def enter(unit: Any, key: str | None = "tiktok", *, now: Any = NOW, **given: Any) -> str:
    facts = {"prefix": "PL", "case_id": "c1", "now": now, "today": now.date()}
    return str(unit.registers.enter(**HERE, **facts, key=key, **given)["number"])


def note(unit: Any, *, now: Any = NOW, **given: Any) -> str:
    return str(unit.registers.note_entry(**HERE, case_id="c1", now=now, today=now.date(), **given)["status"])


def code(act: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(RegisterRefused) as refused:
        act(*given, **named)
    return refused.value.code


def test_an_entry_is_kept_as_it_was_made(database: Database) -> None:
    with database.unit_of_work() as unit:
        enter(unit, title="TikTok", details={"minAge": 13}, review_on=TODAY, expires_on=TODAY)
        found = unit.registers.entry(**HERE, key="tiktok", today=TODAY)
        history = unit.registers.history(council="north", register="platforms", number="PL/26/0001")
    assert found == {
        **HERE,
        "seq": 1,
        "number": "PL/26/0001",
        "key": "tiktok",
        "title": "TikTok",
        "status": "open",
        "details": {"minAge": 13},
        "review_on": TODAY,
        "expires_on": TODAY,
        "opened_at": NOW,
        "ended_at": None,
        "case_id": "c1",
    }
    assert [(event["event"], event["details"]) for event in history] == [("entered", {"status": "open"})]


def test_a_key_is_taken_until_its_entry_ends(database: Database) -> None:
    with database.unit_of_work() as unit:
        numbers = [enter(unit), enter(unit, "x")]
        assert code(enter, unit) == "KEY_TAKEN"
        numbers += [enter(unit, None), enter(unit, None)]
        for status in ("closed", "withdrawn", "refused", "expired"):
            note(unit, key="tiktok", status=status)
            numbers.append(enter(unit))
        unit.commit()
    assert len(set(numbers)) == 8
    with database.unit_of_work() as unit:
        assert [row["status"] for row in unit.registers.entries(**HERE, today=TODAY) if row["key"] == "tiktok"] == [
            *("closed", "withdrawn", "refused", "expired"),
            "open",
        ]


def test_a_register_knows_nothing_of_another_or_of_another_council(database: Database) -> None:
    with database.unit_of_work() as unit:
        enter(unit)
        other = {"prefix": "GR", "now": NOW, "today": TODAY, "key": "tiktok"}
        assert unit.registers.enter(council="north", register="groups", **other)["number"] == "GR/26/0001"
        assert unit.registers.enter(council="south", register="platforms", **other)["number"] == "GR/26/0001"
        assert unit.registers.entry(council="north", register="groups", number="PL/26/0001", today=TODAY) is None


def test_two_cases_that_want_one_key_at_once_do_not_both_get_it(database: Database) -> None:
    with_case(database, case_id="c2", number="WR-2")
    assert overlapping(database, enter, enter) == ["PL/26/0001", "KEY_TAKEN"]
    given = at_once(database, *[partial(enter, key="signal")] * 3)
    assert sorted(answer == "KEY_TAKEN" for answer in given) == [False, True, True]


def test_an_expired_entry_gives_its_key_to_one_of_two(database: Database) -> None:
    with database.unit_of_work() as unit:
        enter(unit, expires_on=TODAY)
        unit.commit()
    later = partial(enter, now=NOW + DAY)
    first, second = overlapping(database, later, later)
    assert (first is not None, second) == (True, "KEY_TAKEN")
    with database.unit_of_work() as unit:
        rows = unit.registers.entries(**HERE, today=TODAY)
        assert [(row["status"], row["ended_at"]) for row in rows] == [("expired", NOW + DAY), ("open", None)]
        events = unit.registers.history(council="north", register="platforms", number="PL/26/0001")
        assert [event["event"] for event in events] == ["entered", "expired"]


def test_an_entry_is_expired_from_the_day_after_its_last(database: Database) -> None:
    with database.unit_of_work() as unit:
        enter(unit, expires_on=TODAY)
        told = [unit.registers.entry(**HERE, key="tiktok", today=TODAY + timedelta(days=days))["status"] for days in (0, 1)]
        assert told == ["open", "expired"]
        assert note(unit, key="tiktok", now=NOW + DAY, expires_on=TODAY + timedelta(days=9)) == "open"
        assert note(unit, key="tiktok", status="closed") == "closed"


def test_what_is_noted_changes_what_is_given_and_leaves_the_rest(database: Database) -> None:
    with database.unit_of_work() as unit:
        number = enter(unit, details={"minAge": 13, "purposes": ["reach"]}, review_on=TODAY)
        assert note(unit, number=number, event="Asked what it is for", details={"minAge": 16}) == "open"
        assert note(unit, number=number, status="approved", review_on=TODAY + timedelta(days=1)) == "approved"
        row = unit.registers.entry(**HERE, number=number, today=TODAY)
        history = unit.registers.history(council="north", register="platforms", number=number)
    assert (row["details"], row["review_on"]) == ({"minAge": 16, "purposes": ["reach"]}, TODAY + timedelta(days=1))
    assert [(event["event"], event["details"]) for event in history[1:]] == [
        ("Asked what it is for", {"minAge": 16}),
        ("noted", {"status": "approved"}),
    ]


def test_an_unknown_entry_cannot_be_noted(database: Database) -> None:
    with database.unit_of_work() as unit:
        assert code(note, unit, key="signal") == "ENTRY_UNKNOWN"
        assert code(note, unit, number="PL/26/0009") == "ENTRY_UNKNOWN"


def test_an_entry_that_ended_opens_again_only_while_its_key_is_free(database: Database) -> None:
    with database.unit_of_work() as unit:
        old = enter(unit, status="refused")
        assert note(unit, number=old, status="approved") == "approved"
        assert note(unit, number=old, status="closed") == "closed"
        assert note(unit, number=old, event="Seen again") == "closed"
        enter(unit)
        assert code(note, unit, number=old, status="approved") == "KEY_TAKEN"
        assert note(unit, number=old, status="withdrawn") == "withdrawn"


def test_two_entries_of_a_key_never_both_open_again(database: Database) -> None:
    with database.unit_of_work() as unit:
        old = enter(unit, status="refused")
        unit.commit()
    outcomes = overlapping(database, enter, partial(note, number=old, status="approved"))
    assert (outcomes[0], outcomes[1] in ("KEY_TAKEN", "Conflict")) == ("PL/26/0002", True)
