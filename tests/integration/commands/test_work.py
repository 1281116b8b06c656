"""Jobs, incidents, messages, timers, dates: what happens by itself, and how it fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.protocol import BpmnError, Broken, TryAgain
from service.cases.drafts import start_draft_id
from service.commands import (
    BeginCase,
    ClaimTask,
    CompleteJob,
    CompleteTask,
    DeliverThrown,
    FailJob,
    FireTimers,
    KeepDocument,
    PutPerson,
    RetryIncident,
    RunCaseJob,
    Runner,
    SaveStartDraft,
    SendMessage,
    StartCase,
    StartDue,
    ThrowError,
)
from service.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from service.domain.identity import Grant, Person
from tests.integration.commands.conftest import person

ASKED = StartCase(procedure_id="ash_request", answers={"reference": "CD-1", "question": "Who lives there?"})
MACHINE_COMMANDS = (
    CompleteJob("x", 0),
    RunCaseJob("x", 0),
    ThrowError("x", 0, "CODE"),
    FailJob("x", 0, "why"),
    DeliverThrown("x", 0),
)


def checked(ashdale):
    """Ask and decide: the case then tells the asker."""
    number = ashdale.run(ASKED, "ann.ask")
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        ((task, _),) = unit.records.open_tasks("ashdale")
    ashdale.run(CompleteTask(task.task_id, {"outcome": "yes"}), "cy.check")
    return number


def case_of(ashdale, number):
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        return unit.cases.get(number)


def incidents(ashdale):
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        return [incident for incident, _ in unit.records.incidents("ashdale")]


def test_a_job_that_meets_no_answer_is_tried_again_later(ashdale):
    number = checked(ashdale)
    ashdale.recorder.fail_next("A_Tell", TryAgain("The mail server does not answer"))
    ashdale.services.worker.run_until_idle()
    assert case_of(ashdale, number).state == "running"
    ashdale.clock.pass_time(seconds=13)
    ashdale.services.worker.run_until_idle()
    assert case_of(ashdale, number).ended == "A_End"
    assert [call.attempt for call in ashdale.recorder.calls] == [1, 2]
    assert len({call.key for call in ashdale.recorder.calls}) == 1


def test_a_job_that_never_succeeds_becomes_an_incident_that_can_be_retried(ashdale):
    number = checked(ashdale)
    for _ in range(2):
        ashdale.recorder.fail_next("A_Tell", TryAgain("The mail server does not answer"))
        ashdale.services.worker.run_until_idle()
        ashdale.clock.pass_time(minutes=5)
    (incident,) = incidents(ashdale)
    assert (incident.message, case_of(ashdale, number).state) == ("The mail server does not answer", "paused")
    ashdale.run(RetryIncident(incident.incident_id), "al.admin")
    assert case_of(ashdale, number).state == "running"
    ashdale.services.worker.run_until_idle()
    assert case_of(ashdale, number).ended == "A_End"
    with pytest.raises(NotFound):
        ashdale.run(RetryIncident(incident.incident_id), "al.admin")


@pytest.mark.parametrize("error", [Broken("No address"), ValueError("a defect")])
def test_what_can_never_work_is_an_incident_and_no_connector_ends_the_worker(ashdale, error):
    checked(ashdale)
    for _ in range(2):
        ashdale.recorder.fail_next("A_Tell", error)
        ashdale.services.worker.run_until_idle()
        ashdale.clock.pass_time(hours=1)
    assert [incident.element_id for incident in incidents(ashdale)] == ["A_Tell"]


def test_an_error_that_no_boundary_catches_is_an_incident(ashdale):
    number = checked(ashdale)
    ashdale.recorder.fail_next("A_Tell", BpmnError("NOBODY_CATCHES"))
    ashdale.services.worker.run_until_idle()
    assert (len(incidents(ashdale)), case_of(ashdale, number).state) == (1, "paused")


@pytest.mark.parametrize("command", MACHINE_COMMANDS)
def test_an_unknown_job_is_refused(ashdale, command):
    with pytest.raises(NotFound):
        ashdale.run(command)


def test_an_answer_under_an_old_fence_is_refused(ashdale):
    checked(ashdale)
    with ashdale.services.database.unit_of_work() as unit:
        (first,) = unit.work.lease_jobs(now=ashdale.clock.at, lease_s=10, limit=5)
        unit.commit()
    ashdale.clock.pass_time(seconds=11)
    with ashdale.services.database.unit_of_work() as unit:
        (second,) = unit.work.lease_jobs(now=ashdale.clock.at, lease_s=10, limit=5)
        unit.commit()
    with pytest.raises(Conflict):
        ashdale.run(CompleteJob(first.job_id, first.fence, {"sentTo": []}))
    ashdale.run(CompleteJob(second.job_id, second.fence, {"sentTo": []}))
    with pytest.raises(Conflict):
        ashdale.run(CompleteJob(second.job_id, second.fence, {"sentTo": []}))


def test_people_cannot_do_the_work_of_the_machine(ashdale):
    for command in (BeginCase(procedure_id="ash_request"), StartDue(), SendMessage(name="msg.withdraw")):
        with pytest.raises(NotAllowed):
            ashdale.run(command, "ann.ask")


def test_a_message_ends_the_case_that_waits_for_it(ashdale):
    number = ashdale.run(ASKED, "ann.ask")
    assert ashdale.run(SendMessage(name="msg.withdraw", case_number=number)) == 1
    assert case_of(ashdale, number).ended == "A_Withdrawn"
    with pytest.raises(NotFound):
        ashdale.run(SendMessage(name="msg.withdraw"))


def test_timers_of_an_ended_case_do_nothing(ashdale):
    number = ashdale.run(ASKED, "ann.ask")
    ashdale.run(SendMessage(name="msg.withdraw", case_number=number))
    before = ashdale.verbs()
    ashdale.run(FireTimers(case_of(ashdale, number).case_id))
    assert ashdale.verbs() == before


def test_a_case_kept_for_its_date_starts_then(ashdale):
    due_at = ashdale.clock.at + timedelta(days=30)
    variables = {"reference": "CD-2", "question": "Later"}
    begun = ashdale.run(BeginCase(procedure_id="ash_request", variables=variables, started_by="ann.ask", due_at=due_at))
    assert (begun.number, begun.due_at) == (None, due_at)
    assert ashdale.services.worker.next_due_at() == due_at
    ashdale.services.worker.run_until_idle()
    ashdale.clock.pass_time(days=31)
    ashdale.services.worker.run_until_idle()
    case = case_of(ashdale, "AR-2026-0001")
    assert (case.started_by, case.reference) == ("ann.ask", "CD-2")
    assert ashdale.run(StartDue()) == 0


def test_a_made_document_is_kept_once(ashdale):
    case = case_of(ashdale, ashdale.run(ASKED, "ann.ask"))
    made = KeepDocument(case_id=case.case_id, document_id="d1", name="letter.html", content=b"<p>", media_type="text/html")
    assert ashdale.run(made) == ashdale.run(made)
    assert ashdale.verbs().count("document_made") == 1


def test_a_start_draft_is_dropped_by_the_start(ashdale):
    ashdale.run(SaveStartDraft("ash_request", {"reference": "CD"}), "ann.ask")
    ashdale.run(ASKED, "ann.ask")
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        draft_id = start_draft_id(council="ashdale", procedure_id="ash_request", person_id="ann.ask")
        assert unit.drafts.get(draft_id, "ann.ask") is None


def test_only_who_the_diagram_names_may_start(ashdale):
    with pytest.raises(NotAllowed):
        ashdale.run(ASKED, "cy.check")
    with pytest.raises(Invalid):
        ashdale.run(StartCase(procedure_id="ash_request", answers={"reference": "CD-1", "approved": True}), "ann.ask")


def test_a_person_needs_known_roles(ashdale):
    stranger = Person(person_id="x.y", name="X", job_title="", grants=frozenset({Grant("ashdale", "wizard")}))
    with pytest.raises(Invalid, match="wizard"):
        ashdale.run(PutPerson(stranger), "al.admin")
    robot = Person(person_id="triangulate", name="X", job_title="", grants=frozenset())
    with pytest.raises(Invalid):
        ashdale.run(PutPerson(robot), "al.admin")


def test_only_a_command_that_brings_work_wakes_the_worker(ashdale):
    woken = []
    resources = replace(ashdale.services.resources, wake=lambda: woken.append(1))
    runner = Runner(ashdale.services.database.unit_of_work, clock=ashdale.clock, resources=resources)
    runner.run(StartCase(procedure_id="ash_request", answers={"reference": "CD-1", "question": "Who?"}), ashdale.actor("ann.ask"))
    assert woken == []
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        ((task, _),) = unit.records.open_tasks("ashdale")
    runner.run(CompleteTask(task.task_id, {"outcome": "yes"}), ashdale.actor("cy.check"))
    assert woken == [1]


def test_what_somebody_who_leaves_has_in_hand_is_offered_to_the_others(ashdale):
    ashdale.run(ASKED, "ann.ask")
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        ((task, _),) = unit.records.open_tasks("ashdale")
    ashdale.run(ClaimTask(task.task_id), "cy.check")
    with pytest.raises(Conflict, match="Cy Check has this task"):
        ashdale.run(ClaimTask(task.task_id), "bob.both")
    ashdale.run(PutPerson(replace(person("cy.check", "checker"), active=False)))
    assert ashdale.verbs()[-2:] == ["person_changed", "task_offered_to_others"]
    ashdale.run(ClaimTask(task.task_id), "bob.both")


def test_what_somebody_who_loses_a_role_has_in_hand_is_offered_to_the_others(ashdale):
    ashdale.run(ASKED, "ann.ask")
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        ((task, _),) = unit.records.open_tasks("ashdale")
    ashdale.run(ClaimTask(task.task_id), "bob.both")
    ashdale.run(PutPerson(person("bob.both", "checker")))
    assert ashdale.verbs()[-1] == "person_changed"
    ashdale.run(PutPerson(person("bob.both", "asker")))
    assert ashdale.verbs()[-2:] == ["person_changed", "task_offered_to_others"]
    with pytest.raises(NotFound):
        ashdale.run(ClaimTask(task.task_id), "bob.both")
    ashdale.run(ClaimTask(task.task_id), "cy.check")
    ashdale.run(PutPerson(person("cy.check")))
    assert ashdale.verbs()[-2:] == ["person_changed", "task_offered_to_others"]
    ashdale.run(ClaimTask(task.task_id), "di.chief")
