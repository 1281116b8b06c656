"""Requests for information and subject access: the deadlines that diagrams get, and what counts together."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from connectors.disclosure import DISCLOSURE_OPERATIONS, month_after
from connectors.protocol import Broken, Call
from service.domain.calendar import working_day
from service.policy.calendar import days_off
from tests.unit.connectors.test_register import CASE, FakeCase, FakeRegisters

BY_NAME = {operation.name: operation for operation in DISCLOSURE_OPERATIONS}
NOW = datetime(2012, 3, 12, 10, tzinfo=UTC)
UK = days_off("GB", ("ENG", "NIR", "SCT", "WLS"))
ENGLAND = days_off("GB", ("ENG",))


class Case(FakeCase):
    def __init__(self, registers, holidays=UK):
        super().__init__(registers)
        self.holidays = holidays

    def working_days_after(self, start, days):
        return working_day(start, days, self.holidays)


def run(name, registers, holidays=UK, **parameters):
    operation = BY_NAME[f"register.{name}"]
    call = Call(operation=operation.name, parameters=parameters, key="k", case=CASE, attempt=1, now=NOW)
    result = operation.run_in_case(call, Case(registers, holidays))
    assert set(result) == set(operation.gives)
    return result


@pytest.mark.parametrize(("holidays", "due"), [(UK, "2012-04-12"), (ENGLAND, "2012-04-11")])
@pytest.mark.parametrize("received", ["2012-03-12", "2012-03-12T09:00:00+00:00", "2012-03-12T23:30:00Z"])
def test_a_request_of_12_march_2012_is_due_on_12_april(holidays, due, received):
    registers = FakeRegisters(open_foi="FOI/12/0001")
    result = run("open_foi", registers, holidays, receivedAt=received, requester="A. Person", text="Hours?")
    assert (result["foiReference"], result["dueDate"]) == ("FOI/12/0001", due)
    ((_, given),) = registers.asked
    assert (given["received_on"], given["due_on"]) == (date(2012, 3, 12), date.fromisoformat(due))


def test_the_chase_the_warning_and_red_begin_with_their_day_in_london():
    result = run("open_foi", FakeRegisters(open_foi="F"), receivedAt="2012-03-12", requester="A", text="?")
    assert {name: result[name] for name in ("chaseAt", "warnAt", "redAt")} == {
        "chaseAt": "2012-03-27T00:00:00+01:00",
        "warnAt": "2012-04-03T00:00:00+01:00",
        "redAt": "2012-04-10T00:00:00+01:00",
    }


def test_the_clock_starts_again_when_the_requester_has_answered():
    def note(given):
        return {"status": given["event"], "due_on": given["due_on"] or date(2012, 4, 12)}

    registers = FakeRegisters(note_foi=note)
    noted = {"foiReference": "F", "event": "acknowledged"}
    assert run("note_foi", registers, **noted) == {"foiStatus": "acknowledged", "dueDate": "2012-04-12"}
    noted = {"foiReference": "F", "event": "clarified", "details": {"answeredOn": "2012-03-26", "minutes": 25}}
    assert run("note_foi", registers, **noted) == {"foiStatus": "clarified", "dueDate": "2012-04-25"}
    assert registers.asked[-1][1]["minutes"] == 25
    for details in ({"minutes": "many"}, {"minutes": True}):
        with pytest.raises(Broken):
            run("note_foi", registers, foiReference="F", event="estimated", details=details)
    with pytest.raises(Broken):
        run("note_foi", registers, foiReference="F", event="clarified", details={"answeredOn": "soon"})


def test_requests_of_sixty_working_days_count_together():
    registers = FakeRegisters(
        foi_request={"received_on": date(2012, 6, 13)},
        foi_linked=[{"reference": "FOI/12/0001", "minutes": 600.0}, {"reference": "FOI/12/0002", "minutes": 30.0}],
    )
    assert run("foi_linked", registers, foiReference="FOI/12/0003") == {
        "linkedMinutes": 630.0,
        "linkedReferences": ["FOI/12/0001", "FOI/12/0002"],
    }
    assert registers.asked[-1][1]["since"] == working_day(date(2012, 6, 13), -60, UK)


def test_subject_access_is_due_a_month_after_it_was_verified_and_three_when_extended():
    def note(given):
        return {"status": given["event"], "due_on": given["due_on"] or date(2012, 4, 12)}

    row = {"verified_on": date(2012, 3, 31), "opened_at": NOW}
    registers = FakeRegisters(open_sar="SAR/12/0001", note_sar=note, sar_request=row)
    opened = run("open_sar", registers, requester="A", subject="B", verifiedAt="2012-01-31")
    assert opened == {"sarReference": "SAR/12/0001", "dueDate": "2012-02-29"}
    asked = {"sarReference": "SAR/12/0001"}
    assert run("note_sar", registers, **asked, event="verified", verifiedAt="2012-03-31")["dueDate"] == "2012-04-30"
    assert run("note_sar", registers, **asked, event="extended")["dueDate"] == "2012-06-30"
    assert run("note_sar", registers, **asked, event="clarified", details={"dueDate": "2012-05-09"})["dueDate"] == "2012-05-09"
    assert run("note_sar", registers, **asked, event="supplied")["dueDate"] == "2012-04-12"


def test_a_month_after_the_last_day_is_the_last_day():
    assert month_after(date(2011, 12, 31), months=2) == date(2012, 2, 29)


def test_what_may_tell_of_somebody_else_is_proposed_for_review():
    item = {
        "kind": "document",
        "at": NOW,
        "title": "Copy",
        "number": "WR-1",
        "document_id": "d1",
        "alone": True,
        "hidden_from": (),
    }
    registers = FakeRegisters(
        bundle=[
            item | {"evidential_status": "OK"},
            item | {"evidential_status": "INADMISSIBLE"},
            item | {"kind": "step", "document_id": None, "evidential_status": None, "alone": False, "hidden_from": ("b", "a")},
        ]
    )
    given = run("collect_bundle", registers, subject={"fullName": "B"}, sarReference="SAR/12/0001")
    bundle = given["bundle"]
    assert given["keptFrom"] == ["a", "b"]
    assert [(one["kind"], one["date"], one["documentId"], one["status"]) for one in bundle] == [
        ("document", "2012-03-12", "d1", "supply"),
        ("document", "2012-03-12", "d1", "review"),
        ("step", "2012-03-12", None, "review"),
    ]
    assert dict(registers.asked)["note_sar"]["details"] == {"items": 3, "documents": ["d1"]}
