"""Registers are read by those whom the policy pack lets, each reading goes to the audit, and what they show is what was entered."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from service.authz.authority import Authority
from service.commands import StartCase
from service.domain.errors import NotAllowed, NotFound
from service.policy.named_registers import TAKEN_PAGES
from service.queries.reading import Reading
from service.queries.registers import KINDS, register_page, registers
from service.queries.rooms import rooms

ASKED = StartCase(procedure_id="ash_request", answers={"reference": "CD-1", "question": "Who lives there?"})


def entries(ashdale, verb="register_read"):
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        return [entry for entry in unit.records.audit("ashdale") if entry.verb == verb]


@pytest.fixture
def case(ashdale):
    number = ashdale.run(ASKED, "ann.ask")
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        return {"council": "ashdale", "case_id": unit.cases.get(number).case_id}


@contextmanager
def reading(ashdale):
    who = Authority(ashdale.actor("di.chief"), ashdale.services.pack("ashdale"))
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        yield Reading(who=who, unit=unit, now=ashdale.clock.now(), resources=ashdale.services.resources)


def enter(ashdale, work):
    with ashdale.services.database.unit_of_work() as unit:
        answer = work(unit.registers)
        unit.commit()
    return answer


def page(ashdale, name, person="di.chief", **given):
    return ashdale.services.query(register_page, ashdale.actor(person), name=name, **given)


def test_nobody_reads_a_register_that_the_pack_does_not_let_them(ashdale):
    for name in (*KINDS, "tools"):
        with pytest.raises(NotAllowed):
            page(ashdale, name, "al.admin")
    assert ashdale.services.query(registers, ashdale.actor("al.admin")) == ()
    assert not ashdale.services.query(rooms, ashdale.actor("al.admin")).registers
    assert [line.name for line in ashdale.services.query(registers, ashdale.actor("di.chief"))] == ["subjects", "foi", "tools"]
    assert entries(ashdale) == []
    with pytest.raises(NotFound):
        page(ashdale, "everything")


def test_every_reading_is_in_the_audit_with_how_much_was_read(ashdale):
    page(ashdale, "foi")
    page(ashdale, "subjects", as_file=True)
    assert [(entry.actor_id, entry.object_id, dict(entry.facts)) for entry in reversed(entries(ashdale))] == [
        ("di.chief", "foi", {"rows": 0, "as_file": False}),
        ("di.chief", "subjects", {"rows": 0, "as_file": True}),
    ]


def test_looks_are_told_by_episode_and_by_year(ashdale, case):
    now = ashdale.clock.now()

    def look(ago, reference, subject):
        def work(known):
            known.put_account(council="ashdale", account="main", platform="p", handle="h", purpose="search")
            at = now - timedelta(days=ago)
            facts = {"reference": reference, "person_id": "cy.check", "subjects": [subject], "now": at}
            session = known.open_session(**case, **facts)
            known.close_session(council="ashdale", session_id=session["session_id"], now=at + timedelta(minutes=5))

        enter(ashdale, work)

    mary = {"fullName": "Mary O'Brien", "dateOfBirth": "1990-01-02"}
    for ago, reference, subject in (
        (400, "CD-1", mary),
        (9, "CD-1", mary),
        (5, "CD-2", {"fullName": "MARY O’BRIEN"}),
        (1, "CD-1", "John"),
    ):
        look(ago, reference, subject)
    subjects, looks = page(ashdale, "subjects").tables
    assert [row[:4] for row in subjects.rows] == [
        ("John", "CD-1", 1, 1),
        ("MARY O’BRIEN", "CD-2", 1, 2),
        ("Mary O'Brien", "CD-1", 2, 2),
    ]
    assert [row[:5] for row in looks.rows][:1] == [("John", "AR-2026-0001", "CD-1", "main", 4)]


def test_the_central_record_keeps_what_an_inspection_asks_for(ashdale, case):
    kind, now = KINDS["authorisations"], ashdale.clock.now()
    facts = {"kind": "RIPA_DS", "applicant": "ann.ask", "title": "Underage sales", "subjects": ["A shop"], "confidential": False}
    urn = enter(ashdale, lambda known: known.open_authorisation(**case, **facts, now=now))
    for event, details in (
        ("granted", {"rank": "Head of service", "aoDirectlyInvolved": False, "reviewDate": "2026-04-01"}),
        ("jp_approved", {"court": "Leeds"}),
        ("activated", {}),
        ("reviewed", {}),
        ("cancelled", {"reason": "Done"}),
    ):
        given = {"urn": urn, "event": event, "at": now, "months": 3, "by": "di.chief", "details": details}
        enter(ashdale, lambda known, given=given: known.note_authorisation(**case, **given))
    with reading(ashdale) as asked:
        (table,) = kind.tables(asked)
    told = dict(zip(table.columns, table.rows[0], strict=True))
    assert told == {
        "Number": urn,
        "Type": "RIPA DS",
        "Status": "cancelled",
        "Applicant": "Ann Ask",
        "Investigation": "Underage sales",
        "Description": None,
        "Subjects": "A shop",
        "Confidential material likely": False,
        "Authorising officer": "Di Chief",
        "Rank": "Head of service",
        "Directly involved": "no",
        "Granted or refused": now,
        "Court": "Leeds",
        "Heard": now,
        "Outcome": "approved",
        "In force from": now,
        "In force until": now.replace(month=6),
        "Next review": date(2026, 4, 1),
        "Reviews": "20/03/2026",
        "Renewals": None,
        "Ended": now,
        "Reason": "Done",
        "Case": "AR-2026-0001",
    }


def test_every_register_can_be_read_with_something_in_it(ashdale, case):
    now = ashdale.clock.now()

    def fill(known):
        known.open_account(**case, platform="p", handle="h", purpose="search", overseer="di.chief", holders=["cy.check"], now=now)
        known.set_access_worker(council="ashdale", person_id="cy.check", status="active", now=now, limit=1)
        known.open_session(**case, reference="CD-1", person_id="cy.check", subjects=["Mary"], now=now)
        known.open_incident(**case, kind="hate_crime", reported_by="ann.ask", now=now)
        days = {"received_on": date(2012, 3, 12), "due_on": date(2012, 4, 12)}
        known.open_foi(**case, **days, requester="A", text="Hours", now=now)

    enter(ashdale, fill)
    with reading(ashdale) as asked:
        found = {table.key: table for kind in KINDS.values() for table in kind.tables(asked)}
        assert KINDS["access_workers"].facts(asked) == ("1 active of at most 1. Somebody who is suspended keeps the place.",)
    assert {key: len(table.rows) for key, table in found.items()} == {
        "accounts": 1,
        "check-outs": 1,
        "workers": 1,
        "subjects": 1,
        "looks": 1,
        "record": 0,
        "incidents": 1,
        "evidence": 0,
        "requests": 1,
    }
    assert all(len(row) == len(table.columns) for table in found.values() for row in table.rows)
    assert found["accounts"].rows[0][-1] == "Cy Check"


def test_a_register_of_the_pack_is_read_with_the_columns_that_the_pack_gives_it(ashdale, case):
    now, today = ashdale.clock.now(), ashdale.clock.now().date()
    facts = {"council": "ashdale", "register": "tools", "prefix": "TO", "now": now, "today": today}
    details = {"owner": "di.chief", "uses": ["search", "key_messages"], "paid": True, "hidden": "never told"}
    yesterday = today - timedelta(days=1)
    enter(
        ashdale,
        lambda known: (
            known.enter(**facts, case_id=case["case_id"], key="map", title="Map", details=details, review_on=yesterday),
            known.enter(**facts, key="diary", expires_on=yesterday, review_on=yesterday, details={"uses": {"of": "2026-03-01"}}),
            known.enter(**facts, key="pen", status="not_agreed", details={"owner": "", "uses": [], "paid": 0}),
        ),
    )
    found = page(ashdale, "tools")
    assert (found.title, found.facts) == ("Approved tools", ("1 past the day under “Ask again by”.",))
    (table,) = found.tables
    assert table.columns == (
        *("Number", "Entry", "Status", "Owner", "Uses", "Paid for"),
        *("Ask again by", "Until", "Entered", "Ended", "Request"),
    )
    assert table.rows == (
        ("TO/26/0003", "pen", "not agreed", None, None, 0, None, None, now, None, None),
        ("TO/26/0002", "diary", "expired", None, "of: 2026-03-01", None, yesterday, yesterday, now, None, None),
        ("TO/26/0001", "Map", "open", "Di Chief", "search, key messages", True, yesterday, None, now, None, "AR-2026-0001"),
    )
    assert [entry.object_id for entry in entries(ashdale)] == ["tools"]


def test_no_pack_can_name_a_register_that_every_council_has():
    assert set(KINDS) == TAKEN_PAGES
