"""Documents on the bundle of an open subject access request are lent to whoever acts in it: exactly these, and each look is recorded."""

from __future__ import annotations

from datetime import date

import pytest

from service.commands import AddDocument, CompleteTask, PutPerson, StartCase
from service.domain.errors import NotFound
from service.queries.case_page import case_page
from service.queries.document import document
from tests.integration.commands.conftest import COUNCIL, MACHINE, person

ASKED = {"reference": "CD-1", "question": "Who lives there?"}


class Access:
    """A case with two copies, and a request by Zed for what is held, with one of them on its bundle."""

    def __init__(self, ashdale):
        self.ashdale = ashdale
        for one in (person("zed.access", "asker"), person("ed.else", "asker")):
            ashdale.services.run(PutPerson(one), MACHINE)
        self.held = ashdale.run(StartCase(procedure_id="ash_request", answers=ASKED), "ann.ask")
        add = [
            AddDocument(self.task(self.held), f"{name}.pdf", b"%PDF-1.7 post", "application/pdf") for name in ("copy", "other")
        ]
        self.copy, self.other = (ashdale.run(one, "cy.check").document_id for one in add)
        self.number = ashdale.run(StartCase(procedure_id="ash_request", answers=ASKED), "zed.access")
        given = {"requester": "P", "subject": "P", "due_on": date(2026, 4, 20)}
        self.reference = self.enter("open_sar", **given)
        self.collect(self.copy)

    def case(self, number):
        with self.ashdale.services.database.unit_of_work(read_only=True) as unit:
            return unit.cases.get(number)

    def task(self, number):
        with self.ashdale.services.database.unit_of_work(read_only=True) as unit:
            return next(task.task_id for task, case in unit.records.open_tasks(COUNCIL) if case.number == number)

    def enter(self, what, **given):
        with self.ashdale.services.database.unit_of_work() as unit:
            known = {"council": COUNCIL, "case_id": unit.cases.get(self.number).case_id, "now": self.ashdale.clock.now()}
            answer = getattr(unit.registers, what)(**known, **given)
            unit.commit()
        return answer

    def collect(self, *documents):
        details = {"items": len(documents), "documents": list(documents)}
        self.enter("note_sar", reference=self.reference, event="collected", details=details)

    def opens(self, person_id, document_id):
        services = self.ashdale.services
        try:
            return services.query(document, services.actor(person_id), document_id=document_id)[1] == b"%PDF-1.7 post"
        except NotFound:
            return False

    def page(self, person_id, number):
        services = self.ashdale.services
        return services.query(case_page, services.actor(person_id), number=number)

    def looks(self, number):
        with self.ashdale.services.database.unit_of_work(read_only=True) as unit:
            return [(who, why) for who, why, _ in unit.records.looks(unit.cases.get(number).case_id)]


@pytest.fixture
def access(ashdale):
    return Access(ashdale)


def test_whoever_acts_in_it_opens_exactly_what_is_on_the_bundle_and_is_recorded(access):
    assert (access.opens("zed.access", access.copy), access.opens("zed.access", access.other)) == (True, False)
    assert ("zed.access", f"On the bundle of {access.number}") in access.looks(access.held)
    assert [row.name for row in access.page("zed.access", access.number).bundled] == ["copy.pdf"]
    with pytest.raises(NotFound):
        access.page("zed.access", access.held)


def test_nobody_else_is_lent_anything(access):
    assert not access.opens("ed.else", access.copy)
    assert access.looks(access.held) == [("cy.check", "Has a task")] or all(
        who != "ed.else" for who, _ in access.looks(access.held)
    )


def test_those_who_know_the_case_itself_open_its_documents_as_before(access):
    assert access.opens("ann.ask", access.other) and access.opens("cy.check", access.copy)
    assert access.page("ann.ask", access.held).bundled == ()


@pytest.mark.parametrize("event", ["supplied", "withdrawn", "refused"])
def test_when_the_request_is_answered_the_right_is_over(access, event):
    access.enter("note_sar", reference=access.reference, event=event)
    assert not access.opens("zed.access", access.copy)
    assert access.page("zed.access", access.number).bundled == ()


def test_when_its_case_has_ended_the_right_is_over(access):
    access.ashdale.run(CompleteTask(access.task(access.number), {"outcome": "yes"}), "cy.check")
    access.ashdale.services.worker.run_until_idle()
    assert access.case(access.number).ended_at is not None
    assert not access.opens("zed.access", access.copy)


def test_what_was_collected_last_is_the_bundle(access):
    access.collect(access.other)
    assert (access.opens("zed.access", access.copy), access.opens("zed.access", access.other)) == (False, True)
    access.collect("a-document-that-is-no-more")
    assert access.page("zed.access", access.number).bundled == ()
