"""Authorisations, incidents, misuse and accounts as the registers keep them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from service.domain.errors import Invalid, NotFound, RegisterRefused
from service.domain.identity import Person
from service.store import Database
from service.store.registers.authorisations import months_after

from .making import DAY, MINUTE, NOW, with_case

CASE = {"council": "north", "case_id": "c1"}


@pytest.fixture(autouse=True)
def case(database: Database) -> None:
    with_case(database)


def opened(unit: Any, kind: str = "RIPA_DS") -> str:
    return str(unit.registers.open_authorisation(**CASE, kind=kind, applicant="ann", now=NOW))


def note(unit: Any, urn: str, *events: str, at: datetime = NOW) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for event in events:
        found = unit.registers.note_authorisation(**CASE, urn=urn, event=event, at=at, months=3)
    return found


def test_an_authorisation_is_in_force_from_its_activation_for_its_months(database: Database) -> None:
    with database.unit_of_work() as unit:
        urn = opened(unit)
        found = note(unit, urn, "applied", "quality_checked", "granted", "jp_approved", "activated")
        assert (found["status"], found["effective_at"], found["valid_until"]) == ("active", NOW, NOW.replace(month=6))
        assert note(unit, urn, "reviewed")["status"] == "active"
        assert note(unit, urn, "jp_approved", "renewed", at=NOW + DAY)["valid_until"] == NOW.replace(month=9)
        assert note(unit, urn, "expired", "cancelled")["status"] == "expired"
        history = unit.registers.history(council="north", register="authorisation", number=urn)
        assert [row["event"] for row in history][-3:] == ["renewed", "expired", "cancelled"]


@pytest.mark.parametrize(
    ("kind", "before", "event"),
    [
        ("RIPA_DS", (), "activated"),
        ("RIPA_DS", ("granted",), "activated"),
        ("RIPA_CHIS", ("granted", "jp_approved", "activated"), "renewed"),
        ("RIPA_DS", ("granted", "jp_refused"), "activated"),
        ("NON_RIPA", ("granted", "activated", "cancelled"), "renewed"),
        ("NON_RIPA", ("refused",), "granted"),
        ("NON_RIPA", (), "unheard_of"),
    ],
)
def test_nothing_is_in_force_without_its_grant_and_its_court(
    database: Database, kind: str, before: tuple[str, ...], event: str
) -> None:
    with database.unit_of_work() as unit:
        urn = opened(unit, kind)
        note(unit, urn, *before)
        with pytest.raises(Invalid):
            note(unit, urn, event)


def test_what_ripa_does_not_govern_needs_no_court(database: Database) -> None:
    with database.unit_of_work() as unit:
        assert note(unit, opened(unit, "NON_RIPA"), "granted", "activated")["status"] == "active"
        with pytest.raises(Invalid):
            opened(unit, "OTHER")
        with pytest.raises(NotFound):
            note(unit, "URN/26/0099", "granted")


def test_no_session_lies_outside_the_authorisation_that_it_names(database: Database) -> None:
    with database.unit_of_work() as unit:
        unit.registers.put_account(council="north", account="main", platform="p", handle="h", purpose="search")
        urn = opened(unit, "NON_RIPA")
        look: dict[str, Any] = {**CASE, "reference": "CD-1", "person_id": "ann", "subjects": [], "urn": urn}

        def refused(at: datetime) -> bool:
            with pytest.raises(RegisterRefused) as error:
                unit.registers.open_session(**look, now=at)
            return bool(error.value.code == "APPROVAL_EXPIRED")

        assert refused(NOW)
        note(unit, urn, "granted", "activated")
        assert refused(NOW - MINUTE) and refused(NOW.replace(month=6) + MINUTE)
        assert unit.registers.open_session(**look, now=NOW)["number"] == 1


def test_an_incident_is_open_until_an_event_closes_it(database: Database) -> None:
    with database.unit_of_work() as unit:
        number = unit.registers.open_incident(**CASE, kind="hate_crime", reported_by="ann", now=NOW)
        events = ("referred", "closed", "debriefed")
        noted = [unit.registers.note_incident(**CASE, number=number, event=event, now=NOW) for event in events]
        assert (number, noted) == ("OI/26/0001", ["open", "closed", "closed"])
        assert [(row["status"], row["closed_at"]) for row in unit.registers.online_incidents(council="north")] == [
            ("closed", NOW)
        ]
        assert unit.registers.online_incidents(council="south") == []


def test_misuse_with_a_number_is_open_until_its_outcome_whatever_is_cleared(database: Database) -> None:
    with database.unit_of_work() as unit:
        who = {"council": "north", "person_id": "bob"}
        number = unit.registers.open_misuse(**CASE, person_id="bob", kind="friended", now=NOW)
        unit.registers.flag_misuse(**who, now=NOW)
        unit.registers.clear_misuse(**who, now=NOW)
        assert unit.registers.has_misuse(**who)
        unit.registers.close_misuse(**CASE, number=number, outcome="advice", now=NOW)
        assert not unit.registers.has_misuse(**who)
        assert [(row["number"], row["outcome"]) for row in unit.registers.misuse(council="north")] == [
            (number, "advice"),
            (None, None),
        ]
        with pytest.raises(NotFound):
            unit.registers.close_misuse(**CASE, number="MU/26/0099", outcome="advice", now=NOW)


def test_an_account_is_registered_once_and_stays_closed(database: Database) -> None:
    with database.unit_of_work() as unit:
        facts: dict[str, Any] = {**CASE, "platform": "p", "handle": "h", "purpose": "search", "now": NOW}
        account = unit.registers.open_account(**facts, overseer="di", holders=["ann"], settings_checked_on=date(2026, 3, 1))
        with pytest.raises(Invalid):
            unit.registers.open_account(**facts)
        change = {**CASE, "account": account, "now": NOW}
        assert unit.registers.note_account(**change, status="suspended", holders=["ann", "bob"]) == "suspended"
        assert unit.registers.note_account(**change, status="closed") == "closed"
        for status in ("active", "unheard of"):
            with pytest.raises(Invalid):
                unit.registers.note_account(**change, status=status)
        (row,) = unit.registers.accounts(council="north")
        assert (row["holders"], row["overseer"], row["closed_at"]) == (("ann", "bob"), "di", NOW)
        assert unit.registers.overseen_accounts(council="north") == [row]
        unit.people.put(Person(person_id="di", name="Di", job_title="", grants=frozenset(), active=False))
        assert unit.registers.overseen_accounts(council="north") == [row | {"overseer": None}]
        assert unit.registers.open_account(**facts) != account


def test_a_month_after_the_last_day_is_the_last_day() -> None:
    assert months_after(datetime(2026, 11, 30, tzinfo=UTC), 3) == datetime(2027, 2, 28, tzinfo=UTC)
