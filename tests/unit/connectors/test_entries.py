"""Registers that the pack names, as operations: what the registers are asked, and what diagrams get."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from connectors.protocol import Broken, Call
from connectors.register import OPERATIONS
from tests.unit.connectors.test_register import CASE, FakeCase, FakeRegisters

BY_NAME = {operation.name: operation for operation in OPERATIONS}
LATE = datetime(2026, 6, 20, 23, 30, tzinfo=UTC)
TODAY = date(2026, 6, 21)
OF_CASE = {"council": "ashdale", "case_id": "c1", "today": TODAY, "now": LATE}
KNOWN = {"known": True, "number": "never", "caseNumber": "never"}


class Case(FakeCase):
    def register_prefix(self, register):
        if register != "tools":
            raise Broken("no such register")
        return "TO"


def row(**given):
    found = {"number": "TO/26/0001", "key": "map", "title": "Map", "status": "open", "details": KNOWN, "case_id": "c1"}
    return found | {"review_on": None, "expires_on": date(2026, 7, 1), "opened_at": LATE, "ended_at": None} | given


def run(name, registers, **parameters):
    operation = BY_NAME[f"register.{name}"]
    assert set(operation.required) <= set(parameters) <= {*operation.required, *operation.optional}
    call = Call(operation=operation.name, parameters=parameters, key="k", case=CASE, attempt=1, now=LATE)
    result = operation.run_in_case(call, Case(registers))
    assert set(result) == set(operation.gives)
    return result


TOLD = {
    "known": True,
    "number": "TO/26/0001",
    "key": "map",
    "title": "Map",
    "status": "open",
    "openedOn": "2026-06-21",
    "reviewOn": None,
    "expiresOn": "2026-07-01",
    "caseNumber": "AR-2026-0001",
}


def test_an_entry_is_made_open_and_says_its_number():
    registers = FakeRegisters(enter=row())
    assert run("enter", registers, register="tools") == {"entryNumber": "TO/26/0001", "entryStatus": "open"}
    assert registers.asked == [
        (
            "enter",
            {
                **OF_CASE,
                "register": "tools",
                "prefix": "TO",
                "key": None,
                "title": "",
                "status": "open",
                "details": {},
                "review_on": None,
                "expires_on": None,
            },
        )
    ]


def test_an_entry_is_made_with_what_is_given():
    registers = FakeRegisters(enter=row(status="approved"))
    given = {"key": "map", "title": "Map", "status": "approved", "details": {"paid": True}, "reviewOn": "2026-09-01"}
    assert run("enter", registers, register="tools", **given, expiresOn="2026-06-30T23:30:00Z")["entryStatus"] == "approved"
    asked = registers.asked[0][1]
    assert {name: asked[name] for name in ("key", "title", "details", "review_on", "expires_on")} == {
        "key": "map",
        "title": "Map",
        "details": {"paid": True},
        "review_on": date(2026, 9, 1),
        "expires_on": date(2026, 7, 1),
    }


def test_what_happened_to_an_entry_is_noted_by_number_or_by_key():
    registers = FakeRegisters(note_entry=row(status="closed"))
    assert run("note", registers, register="tools", key="map", event="Looked at", status="closed") == {
        "entryNumber": "TO/26/0001",
        "entryStatus": "closed",
    }
    run("note", registers, register="tools", entryNumber="TO/26/0001", details={"a": 1})
    asked = [{name: each[name] for name in ("number", "key", "event", "status", "details")} for _, each in registers.asked]
    assert asked == [
        {"number": None, "key": "map", "event": "Looked at", "status": "closed", "details": {}},
        {"number": "TO/26/0001", "key": None, "event": "noted", "status": None, "details": {"a": 1}},
    ]


@pytest.mark.parametrize("name", ["note", "entry"])
def test_an_entry_must_be_named(name):
    with pytest.raises(Broken, match="“entryNumber” or “key”"):
        run(name, FakeRegisters(), register="tools")


@pytest.mark.parametrize(("name", "given"), [("enter", {}), ("note", {"key": "a"}), ("entry", {"key": "a"}), ("entries", {})])
def test_a_register_that_the_pack_does_not_name_is_broken(name, given):
    with pytest.raises(Broken, match="no such register"):
        run(name, FakeRegisters(), register="toys", **given)


def test_an_entry_is_found_with_its_details_which_hide_nothing():
    registers = FakeRegisters(entry=row(), case_numbers={"c1": "AR-2026-0001"})
    assert run("entry", registers, register="tools", key="map") == {"found": True, "entry": TOLD}
    assert registers.asked[0][1] == {"council": "ashdale", "register": "tools", "number": None, "key": "map", "today": TODAY}
    assert run("entry", FakeRegisters(), register="tools", entryNumber="TO/26/0009") == {"found": False, "entry": None}
    of_no_case = FakeRegisters(entry=row(case_id=None), case_numbers={})
    assert run("entry", of_no_case, register="tools", key="map")["entry"]["caseNumber"] is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["map", "TO/26/0002", "pen"]),
        ({"status": "open"}, ["map", "TO/26/0002"]),
        ({"where": {"paid": True}}, ["TO/26/0002"]),
        ({"where": {"paid": None}}, ["map", "pen"]),
        ({"status": "closed", "where": {"paid": True}}, []),
    ],
)
def test_entries_are_listed_by_status_and_details_as_a_form_offers_them(asked, found):
    rows = [row(), row(number="TO/26/0002", key=None, title="", details={"paid": True}), row(key="pen", status="closed")]
    registers = FakeRegisters(entries=rows, case_numbers={"c1": "AR-2026-0001"})
    listed = run("entries", registers, register="tools", **asked)
    assert ([entry["value"] for entry in listed["entries"]], listed["entryCount"]) == (found, len(found))


def test_a_listed_entry_is_what_it_would_be_alone_with_value_and_label():
    registers = FakeRegisters(entries=[row(), row(title="")], case_numbers={"c1": "AR-2026-0001"})
    first, second = run("entries", registers, register="tools")["entries"]
    assert (first, second["label"]) == ({**TOLD, "value": "map", "label": "Map"}, "map")
