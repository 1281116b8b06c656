"""Cases that reach beyond themselves: registers, other cases, messages, dates."""

from __future__ import annotations

import pytest

from connectors.protocol import Broken, Call
from service.commands import BeginCase, KeepDocument
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


def call(ashdale, operation, case, parameters):
    known = {"number": "N", "council": "ashdale", "caseId": case.case_id if case else "c"}
    return Call(operation=operation, parameters=parameters, key="k", case=known, attempt=1, now=ashdale.clock.at)


def file_call(ashdale, case, documents):
    parameters = {"reference": "CD-7", "folder": "Assessments", "documents": documents}
    return ashdale.services.operations["case_record.file"].run(call(ashdale, "case_record.file", case, parameters))


def test_only_active_people_of_the_council_are_written_to(ashdale):
    parameters = {"to": ["nobody.here"], "roles": ["checker"], "subject": "s", "message": "m"}
    sent = ashdale.services.operations["email.send"].run(call(ashdale, "email.send", None, parameters))
    assert sent == {"sentTo": ["bob.both", "cy.check", "di.chief"]}


def test_a_document_that_does_not_exist_cannot_be_filed(ashdale):
    ashdale.services.record.cases[("ashdale", "CD-7")] = {}
    with pytest.raises(Broken):
        file_call(ashdale, None, ["none"])


def test_a_usable_document_of_the_case_is_filed_and_an_unusable_one_is_not(ashdale):
    ashdale.services.record.cases[("ashdale", "CD-7")] = {}
    begin(ashdale, "ann.ask")
    case = case_of(ashdale, "AR-2026-0001")
    made = {"case_id": case.case_id, "media_type": "text/html"}
    for document_id in ("good", "bad"):
        content = f"<p>{document_id}".encode()
        ashdale.run(KeepDocument(document_id=document_id, name=f"{document_id}.html", content=content, **made))
    with ashdale.services.database.unit_of_work() as unit:
        unit.registers.mark_documents(council="ashdale", status="INADMISSIBLE", document_ids=["bad"])
        unit.commit()
    assert file_call(ashdale, case, ["good"])["documentRefs"][0].endswith("good.html")
    with pytest.raises(Broken):
        file_call(ashdale, case, ["bad"])


def test_a_made_document_is_kept_under_one_id_for_every_attempt(ashdale):
    begin(ashdale, "ann.ask")
    case = case_of(ashdale, "AR-2026-0001")
    render = ashdale.services.operations["documents.render"]
    parameters = {"template": "Dear {{name}}", "title": "Letter", "data": {"name": "Ann"}}
    first, second = (render.run(call(ashdale, "documents.render", case, parameters)) for _ in range(2))
    assert first == second
    assert ashdale.services.evidence.get(first["documentId"]).count(b"Dear Ann") == 1
