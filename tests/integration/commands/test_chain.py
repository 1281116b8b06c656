"""Cases that reach beyond themselves: registers, other cases, messages, dates."""

from __future__ import annotations

import pytest

from connectors.protocol import Broken
from service.commands import BeginCase
from service.queries.case_page import case_page


def begin(ashdale, person_id):
    number = ashdale.run(BeginCase(procedure_id="ash_chain", started_by=person_id)).number
    ashdale.services.worker.run_until_idle()
    return number


def case_of(ashdale, number):
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        return unit.cases.get(number)


def test_a_case_starts_another_and_its_message_reaches_it(ashdale):
    number = begin(ashdale, "ann.ask")
    child = case_of(ashdale, "AR-2026-0001")
    assert (child.parent_case_id, child.started_by, child.state) == (case_of(ashdale, number).case_id, "ann.ask", "running")
    ashdale.clock.pass_time(days=1)
    ashdale.services.worker.run_until_idle()
    assert (case_of(ashdale, number).ended, case_of(ashdale, "AR-2026-0001").ended) == ("C_End", "A_Withdrawn")
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        assert unit.records.jobs("ashdale") == []
    assert "message_delivered" in ashdale.verbs()


def test_a_refusal_of_a_register_reaches_the_boundary_and_leaves_nothing(ashdale):
    begin(ashdale, "ann.ask")
    assert case_of(ashdale, begin(ashdale, "bob.both")).ended == "C_Refused"
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        assert [worker["person_id"] for worker in unit.registers.access_workers(council="ashdale")] == ["ann.ask"]


def test_the_parent_and_the_child_know_of_each_other(ashdale):
    number = begin(ashdale, "ann.ask")
    parent = ashdale.services.query(case_page, ashdale.actor("ann.ask"), number=number)
    child = ashdale.services.query(case_page, ashdale.actor("ann.ask"), number="AR-2026-0001")
    assert [row.number for row in parent.children] == ["AR-2026-0001"]
    assert child.parent_number == number
    assert parent.next_words == "Waiting for its date."


def test_a_procedure_that_cannot_be_started_is_an_incident(ashdale):
    ashdale.recorder.fail_next("C_StartOther", Broken("no such procedure"))
    number = begin(ashdale, "ann.ask")
    page = ashdale.services.query(case_page, ashdale.actor("ann.ask"), number=number)
    assert [(row.element_name, row.attempts) for row in page.incidents] == [("Start the other", 1)]
    assert page.row.state == "paused"


def test_only_active_people_of_the_council_are_written_to(ashdale):
    email = ashdale.services.operations["email.send"]
    from connectors.protocol import Call

    call = Call(
        operation="email.send",
        parameters={"to": ["nobody.here"], "roles": ["checker"], "subject": "s", "message": "m"},
        key="k",
        case={"number": "N", "council": "ashdale"},
        attempt=1,
        now=ashdale.clock.at,
    )
    assert email.run(call) == {"sentTo": ["bob.both", "cy.check", "di.chief"]}


@pytest.mark.parametrize("document_id", ["none"])
def test_a_document_that_is_not_the_cases_cannot_be_filed(ashdale, document_id):
    from connectors.protocol import Call

    ashdale.services.record.cases[("ashdale", "CD-1")] = {}
    call = Call(
        operation="case_record.file",
        parameters={"reference": "CD-1", "folder": "Assessments", "documents": [document_id]},
        key="k",
        case={"number": "N", "council": "ashdale", "caseId": "c"},
        attempt=1,
        now=ashdale.clock.at,
    )
    with pytest.raises(Broken):
        ashdale.services.operations["case_record.file"].run(call)
