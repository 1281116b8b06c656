"""Queries over the real store: who sees what, and in which words."""

from __future__ import annotations

import pytest

from service.commands import ClaimTask, CompleteTask, RaiseEvent, StartCase
from service.domain.errors import Conflict, NotAllowed, NotFound
from service.queries.case_page import case_page
from service.queries.cases import cases
from service.queries.inbox import inbox
from service.queries.procedure_page import procedure_page
from service.queries.procedures import procedures
from service.queries.rooms import Rooms, rooms
from service.queries.start_page import start_page
from service.queries.startable import startable
from service.queries.task_page import task_page

ASKED = StartCase(procedure_id="ash_request", answers={"reference": "CD-1", "question": "Who lives there?"})


def ask(ashdale, function, person_id, **parameters):
    return ashdale.services.query(function, ashdale.actor(person_id), **parameters)


def first_task(ashdale, person_id):
    return ask(ashdale, inbox, person_id, tab="team").rows[0].task_id


def test_a_task_is_in_the_inbox_of_candidates_and_waits_for_the_starter(ashdale):
    ashdale.run(ASKED, "ann.ask")
    assert ask(ashdale, inbox, "cy.check").counts == {"mine": 0, "team": 1, "waiting": 0}
    assert ask(ashdale, inbox, "di.chief", tab="team").total == 1
    assert ask(ashdale, inbox, "ann.ask").counts == {"mine": 0, "team": 0, "waiting": 1}


def test_a_task_kept_apart_is_not_offered(ashdale):
    ashdale.run(ASKED, "bob.both")
    assert ask(ashdale, inbox, "bob.both").counts == {"mine": 0, "team": 0, "waiting": 1}


def test_a_case_outside_need_to_know_does_not_exist(ashdale):
    number = ashdale.run(ASKED, "ann.ask")
    task_id = first_task(ashdale, "cy.check")
    ashdale.run(CompleteTask(task_id, {"outcome": "yes"}), "cy.check")
    for outsider in ("di.chief", "al.admin"):
        with pytest.raises(NotFound):
            ask(ashdale, case_page, outsider, number=number)
    assert ask(ashdale, cases, "di.chief") == ()
    assert [row.number for row in ask(ashdale, cases, "cy.check")] == [number]


def test_who_may_stop_a_case_reaches_it_as_long_as_it_can_be_stopped(ashdale):
    number = ashdale.run(ASKED, "ann.ask")
    assert [row.number for row in ask(ashdale, cases, "wil.warden")] == [number]
    page = ask(ashdale, case_page, "wil.warden", number=number)
    assert [action.label for action in page.actions] == ["Withdraw the question"]
    ashdale.run(RaiseEvent(page.actions[0].subscription_id), "ann.ask")
    assert ask(ashdale, cases, "wil.warden") == ()
    with pytest.raises(NotFound):
        ask(ashdale, case_page, "wil.warden", number=number)


def test_the_cockpit_shows_numbers_and_never_content(ashdale):
    number = ashdale.run(ASKED, "ann.ask")
    page = ask(ashdale, case_page, "al.admin", number=number, content=False)
    assert (page.row.title, page.row.reference, page.tasks, page.documents, page.looks) == ("", "", (), (), ())
    assert page.row.stands_at == "Check the question"
    assert "CD-1" not in repr(page) and "Who lives" not in repr(page)
    with pytest.raises(NotAllowed):
        ask(ashdale, case_page, "ann.ask", number=number, content=False)


def test_a_look_is_recorded_with_its_reason(ashdale):
    number = ashdale.run(ASKED, "ann.ask")
    ask(ashdale, case_page, "ann.ask", number=number)
    page = ask(ashdale, case_page, "cy.check", number=number)
    assert [(look.name, look.why) for look in page.looks] == [("Ann Ask", "Started it")]


def test_the_case_page_says_where_it_stands(ashdale):
    number = ashdale.run(ASKED, "ann.ask")
    page = ask(ashdale, case_page, "ann.ask", number=number)
    assert (page.row.title, page.row.stands_at, page.row.with_whom) == ("Question about CD-1", "Check the question", "Checker")
    assert {step.element_id: step.state for step in page.steps if step.element_id != "A_Withdrawing"} == {
        "A_Start": "done",
        "A_Check": "here",
        "A_Tell": "to_come",
        "A_End": "to_come",
        "A_Withdraw": "to_come",
        "A_Withdrawn": "to_come",
    }
    assert [action.label for action in page.actions] == ["Withdraw the question"]


def test_history_has_answers_in_words(ashdale):
    number = ashdale.run(ASKED, "ann.ask")
    ashdale.run(CompleteTask(first_task(ashdale, "cy.check"), {"outcome": "no", "reason": "It is not needed"}), "cy.check")
    ashdale.services.worker.run_until_idle()
    page = ask(ashdale, case_page, "ann.ask", number=number)
    assert page.outcome == "Decided"
    checked = next(event for event in page.history if event.element_id == "A_Check")
    assert (checked.title, checked.by) == ("Check the question", "Cy Check")
    assert checked.answers == (("What do you decide?", "No"), ("Why?", "It is not needed"))


def test_the_task_page_has_what_the_form_needs(ashdale):
    ashdale.run(ASKED, "ann.ask")
    page = ask(ashdale, task_page, "cy.check", task_id=first_task(ashdale, "cy.check"))
    assert (page.form_id, page.may_complete, page.context["question"]) == ("form-check", True, "Who lives there?")
    assert page.form is not None and b"form-check" in page.form


def test_being_a_candidate_lets_nobody_read_what_another_has_in_hand(ashdale):
    ashdale.run(ASKED, "ann.ask")
    task_id = first_task(ashdale, "cy.check")
    ashdale.run(ClaimTask(task_id), "cy.check")
    with pytest.raises(Conflict, match="Cy Check has this task"):
        ask(ashdale, task_page, "bob.both", task_id=task_id)
    assert not ask(ashdale, task_page, "ann.ask", task_id=task_id).may_complete


def test_the_task_page_says_why_somebody_else_must_do_it(ashdale):
    ashdale.run(ASKED, "bob.both")
    page = ask(ashdale, task_page, "bob.both", task_id=first_task(ashdale, "cy.check"))
    assert (page.may_complete, page.refusal, page.refusal_rule) == (
        False,
        "Choose someone other than the person who asked",
        "SOD-01",
    )


def test_a_withdrawn_case_ends(ashdale):
    number = ashdale.run(ASKED, "ann.ask")
    action = ask(ashdale, case_page, "ann.ask", number=number).actions[0]
    assert ask(ashdale, case_page, "cy.check", number=number).actions == ()
    with pytest.raises(NotAllowed):
        ashdale.run(RaiseEvent(action.subscription_id, {}), "cy.check")
    ashdale.run(RaiseEvent(action.subscription_id, {"reason": "Not needed"}), "ann.ask")
    assert ask(ashdale, case_page, "ann.ask", number=number).outcome == "Withdrawn"


def test_rooms_follow_the_roles(ashdale):
    assert ask(ashdale, rooms, "ann.ask") == Rooms(work=True, start=True)
    assert ask(ashdale, rooms, "al.admin") == Rooms(cockpit=True, studio=True)


def test_only_starters_see_what_can_be_started(ashdale):
    assert [row.procedure_id for row in ask(ashdale, startable, "ann.ask")] == ["ash_request"]
    assert ask(ashdale, startable, "cy.check") == ()
    assert ask(ashdale, start_page, "ann.ask", procedure_id="ash_request").form_id == "form-ask"
    with pytest.raises(NotAllowed):
        ask(ashdale, start_page, "cy.check", procedure_id="ash_request")


def test_counts_of_a_procedure(ashdale):
    ashdale.run(ASKED, "ann.ask")
    page = ask(ashdale, procedure_page, "al.admin", procedure_id="ash_request")
    assert {count.element_id: count.open for count in page.counts if count.open} == {"A_Check": 1}
    assert [(row.procedure_id, row.running) for row in ask(ashdale, procedures, "al.admin")] == [
        ("ash_chain", 0),
        ("ash_request", 1),
    ]
    with pytest.raises(NotAllowed):
        ask(ashdale, procedures, "ann.ask")
