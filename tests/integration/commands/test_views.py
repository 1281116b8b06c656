"""The rest of what pages ask: documents, diagrams, incidents, the cockpit's lists, filters of the inbox."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.protocol import Broken
from service.commands import AddDocument, ClaimTask, CompleteTask, StartCase
from service.domain.errors import Conflict, NotAllowed, NotFound
from service.queries.bundle import bundle
from service.queries.case_diagrams import case_diagrams
from service.queries.case_page import case_page
from service.queries.cases import cases
from service.queries.document import document
from service.queries.inbox import inbox, offered_tasks
from service.queries.incidents import incident, incidents
from service.queries.procedure_page import procedure_page
from service.queries.task_page import guidance, task_page


def asked(reference="CD-1", question="Who lives there?"):
    return StartCase(procedure_id="ash_request", answers={"reference": reference, "question": question})


def ask(ashdale, function, person_id, **parameters):
    return ashdale.services.query(function, ashdale.actor(person_id), **parameters)


def task_of(ashdale, number):
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        return next(task.task_id for task, case in unit.records.open_tasks("ashdale") if case.number == number)


@pytest.fixture
def number(ashdale):
    return ashdale.run(asked(), "ann.ask")


def test_a_document_is_read_by_who_knows_its_case_and_the_look_is_recorded(ashdale, number):
    kept = ashdale.run(AddDocument(task_of(ashdale, number), "post.pdf", b"%PDF-1.7", "application/pdf"), "cy.check")
    row, content = ask(ashdale, document, "ann.ask", document_id=kept.document_id)
    assert (row.name, row.sha256, content) == ("post.pdf", kept.sha256, b"%PDF-1.7")
    page = ask(ashdale, case_page, "ann.ask", number=number)
    assert ([look.name for look in page.looks], [item.name for item in page.documents]) == (["Ann Ask"], ["post.pdf"])
    with pytest.raises(NotFound):
        ask(ashdale, document, "al.admin", document_id=kept.document_id)


def test_diagrams_of_a_case_are_those_of_its_version_and_leave_no_look(ashdale, number):
    assert list(ask(ashdale, case_diagrams, "ann.ask", number=number)) == ["processes/ashdale/ash_request.bpmn"]
    assert ask(ashdale, case_page, "ann.ask", number=number).looks == ()
    assert list(ask(ashdale, case_diagrams, "al.admin", number=number, content=False))


def test_incidents_are_for_administrators(ashdale, number):
    ashdale.run(CompleteTask(task_of(ashdale, number), {"outcome": "yes"}), "cy.check")
    ashdale.recorder.fail_next("A_Tell", Broken("No address"))
    ashdale.services.worker.run_until_idle()
    (row,) = ask(ashdale, incidents, "al.admin")
    assert (row.case_number, row.element_name, row.message, row.attempts) == (number, "Tell the asker", "No address", 1)
    assert ask(ashdale, incident, "al.admin", incident_id=row.incident_id) == row
    page = ask(ashdale, case_page, "ann.ask", number=number)
    assert [item.waiting_for for item in page.incidents] == ["“Tell the asker” could not be done yet."]
    with pytest.raises(NotAllowed):
        ask(ashdale, incidents, "ann.ask")
    with pytest.raises(NotFound):
        ask(ashdale, incident, "al.admin", incident_id="none")


def test_while_a_job_runs_the_case_says_so(ashdale, number):
    ashdale.run(CompleteTask(task_of(ashdale, number), {"outcome": "yes"}), "cy.check")
    assert ask(ashdale, case_page, "ann.ask", number=number).next_words == "We are doing this now: Tell the asker."


def test_the_cockpit_lists_numbers_and_finds_numbers_only(ashdale, number):
    assert [row.number for row in ask(ashdale, cases, "al.admin", content=False)] == [number]
    assert [row.number for row in ask(ashdale, cases, "al.admin", content=False, search="ar-2026")] == [number]
    assert ask(ashdale, cases, "al.admin", content=False, search="CD-1") == ()
    assert ask(ashdale, cases, "al.admin", content=False, state="ended") == ()
    with pytest.raises(NotAllowed):
        ask(ashdale, cases, "ann.ask", content=False)


def test_my_cases_are_found_by_reference_and_paged(ashdale, number):
    assert [row.number for row in ask(ashdale, cases, "ann.ask", search="CD-1", procedure="ash_request")] == [number]
    assert ask(ashdale, cases, "ann.ask", page=2) == ()


def test_the_inbox_filters_searches_sorts_and_pages(ashdale):
    numbers = [ashdale.run(asked(f"CD-{index}", f"Question {index}"), "ann.ask") for index in range(30)]
    team = ask(ashdale, inbox, "cy.check", tab="team")
    assert (len(team.rows), team.total, team.pages) == (25, 30, 2)
    assert len(ask(ashdale, inbox, "cy.check", tab="team", page=9).rows) == 5
    assert [row.case_number for row in ask(ashdale, inbox, "cy.check", tab="team", search="cd-7 request").rows] == [numbers[7]]
    for sort in ("task", "case", "from", "due"):
        down = ask(ashdale, inbox, "cy.check", tab="team", sort=sort, descending=True).rows[0]
        assert down.case_reference in ("CD-9", "CD-29")
    assert ask(ashdale, inbox, "cy.check", tab="team", due="soon").total == 30
    assert ask(ashdale, inbox, "cy.check", tab="team", due="late").total == 0
    ashdale.clock.pass_time(days=3)
    assert ask(ashdale, inbox, "cy.check", tab="team", due="late").total == 30
    for filtered in ({"show": ["urgent"]}, {"show": ["flagged"]}, {"procedure": "other"}):
        assert ask(ashdale, inbox, "cy.check", tab="team", **filtered).total == 0
    ashdale.run(ClaimTask(task_of(ashdale, numbers[3])), "cy.check")
    mine = ask(ashdale, inbox, "cy.check", tab="nonsense")
    assert ([row.case_number for row in mine.rows], mine.rows[0].assignee, mine.rows[0].mine) == ([numbers[3]], "Cy Check", True)
    assert len(ask(ashdale, offered_tasks, "cy.check")) == 30


def test_soon_does_not_count_the_weekend(ashdale, number):
    friday = ashdale.clock.at
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        assert unit.records.open_tasks("ashdale")[0][0].due_at == friday + timedelta(days=2)
    assert ask(ashdale, inbox, "cy.check", tab="team", due="soon").total == 1


def test_an_open_task_page_ends_when_somebody_completes_it(ashdale, number):
    task_id = task_of(ashdale, number)
    ashdale.run(ClaimTask(task_id), "cy.check")
    assert ask(ashdale, task_page, "ann.ask", task_id=task_id).refusal_rule == "SOD-01"
    ashdale.run(CompleteTask(task_id, {"outcome": "yes"}), "cy.check")
    with pytest.raises(Conflict) as closed:
        ask(ashdale, task_page, "cy.check", task_id=task_id)
    assert (closed.value.by, closed.value.at) == ("Cy Check", ashdale.clock.at)
    with pytest.raises(NotFound):
        ask(ashdale, task_page, "al.admin", task_id=task_id)


def test_guidance_is_text_or_an_expression_and_never_stops_the_page():
    assert guidance("Read the case first", {}) == "Read the case first"
    assert guidance('="For " + name', {"name": "Ann"}) == "For Ann"
    assert guidance("=missing + 1", {}) == ""


def test_a_task_without_guidance_shows_what_the_diagram_says_of_it(ashdale, number):
    page = ask(ashdale, task_page, "cy.check", task_id=task_of(ashdale, number))
    assert page.guidance == "Say whether the answer is right."


def test_files_of_a_version_are_for_those_who_publish(ashdale):
    version_id = ask(ashdale, procedure_page, "al.admin", procedure_id="ash_request").version_id
    assert "forms/ashdale/form-ask.form" in ask(ashdale, bundle, "al.admin", version_id=version_id).files
    with pytest.raises(NotAllowed):
        ask(ashdale, bundle, "ann.ask", version_id=version_id)
    with pytest.raises(NotFound):
        ask(ashdale, procedure_page, "al.admin", procedure_id="ash_request", version_id="none")
