"""Guards while cases run: what is not true refuses with the sentence of the policy, nothing is lost, and what was stopped goes on once
the world is put right. On both databases, also when two act at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from connectors.recording import Recorder
from service.bootstrap import Services, build
from service.commands import ClaimTask, CompleteTask, DeployVersion, PutPerson, RetryIncident, RunCaseJob, SaveDraft, StartCase
from service.commands.runner import Runner
from service.domain.bundle import Bundle
from service.domain.errors import AgainstPolicy, NotAllowed, TriangulateError
from service.settings import Settings
from service.store.unit_of_work import UnitOfWork
from tests.integration.commands.conftest import COUNCIL, MACHINE, FakeClock, person

HERE = Path(__file__).parent / "guarded"
INVARIANTS = f"processes/{COUNCIL}/invariants.toml"
ASKED = {"reference": "CD-1", "question": "Robin Kaye"}
PLANNED = {"age": 41, "firstSign": "sm", "secondSign": "sd"}


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def services(tmp_path: Path, database_url: str, recorder: Recorder):
    settings = Settings(data_dir=tmp_path, database_url=database_url, processes_dir=HERE / "processes", forms_dir=HERE / "forms")
    built = build(settings, clock=FakeClock(), recorder=recorder)
    for one in (
        person("ann.ask", "asker"),
        person("cy.check", "checker"),
        person("di.check", "checker"),
        person("al.admin", "admin"),
    ):
        built.run(PutPerson(one), MACHINE)
    built.run(DeployVersion(built.library.bundle(COUNCIL, "ash_look")), MACHINE)
    with built.database.unit_of_work() as unit:
        for account in ("one", "two"):
            unit.registers.put_account(council=COUNCIL, account=account, platform="facebook", handle=account, purpose="search")
        unit.commit()
    worker(built, "cy.check", "active")
    yield built
    built.close()


def worker(services: Services, person_id: str, status: str) -> None:
    with services.database.unit_of_work() as unit:
        unit.registers.set_access_worker(council=COUNCIL, person_id=person_id, status=status, now=services.clock.now())
        unit.commit()


def run(services: Services, command: Any, person_id: str) -> Any:
    return services.run(command, services.actor(person_id))


def begun(services: Services, bundle: Bundle | None = None) -> str:
    """Begin a case and return its open task."""
    if bundle is not None:
        services.run(DeployVersion(bundle), MACHINE)
    number = run(services, StartCase(procedure_id="ash_look", answers=ASKED), "ann.ask")
    with services.database.unit_of_work(read_only=True) as unit:
        case = unit.cases.get(number)
        (task,) = unit.records.tasks_of(case.case_id)
    return str(task.task_id)


def with_invariants(services: Services, old: str, new: str) -> Bundle:
    """Return the procedure with other words in its invariants."""
    bundle = services.library.bundle(COUNCIL, "ash_look")
    text = bundle.files[INVARIANTS].decode()
    assert old in text
    files = {**bundle.files, INVARIANTS: text.replace(old, new).encode()}
    return Bundle(council=COUNCIL, procedure_id="ash_look", files=files)


def standing(services: Services, task_id: str) -> tuple[str, list[str], list[tuple[str, str]]]:
    """Return the state of a task's case, its open work by element, and its incidents by element and message."""
    with services.database.unit_of_work(read_only=True) as unit:
        _, case = unit.work.task(task_id)
        tasks = [task.element_id for task in unit.records.tasks_of(case.case_id) if task.closed_at is None]
        jobs = [job.element_id for job in unit.records.jobs(COUNCIL, case_id=case.case_id)]
        incidents = unit.records.incidents(COUNCIL, case_id=case.case_id)
        return case.ended or case.state, tasks + jobs, [(one.element_id, one.message) for one, _ in incidents]


def incident_id(services: Services) -> str:
    with services.database.unit_of_work(read_only=True) as unit:
        ((incident, _),) = unit.records.incidents(COUNCIL)
    return str(incident.incident_id)


def audited(services: Services) -> list[tuple[str, str, dict[str, Any]]]:
    """Return (verb, rule, facts about guards) of the audit, oldest first, where a guard had a say."""
    with services.database.unit_of_work(read_only=True) as unit:
        assert unit.audit.verify() == []
        entries = list(reversed(unit.records.audit(COUNCIL)))
    told = [
        (entry.verb, entry.rule, {key: entry.facts[key] for key in ("held", "fault") if key in entry.facts}) for entry in entries
    ]
    return [one for one in told if one[1] or one[2]]


def test_a_task_is_not_given_to_somebody_whom_a_guard_refuses(services: Services) -> None:
    task_id = begun(services)
    for command in (ClaimTask(task_id), CompleteTask(task_id, PLANNED)):
        with pytest.raises(NotAllowed) as refused:
            run(services, command, "di.check")
        assert (refused.value.rule, str(refused.value)) == ("A-G01", "Only an active access worker plans a look.")
    run(services, ClaimTask(task_id), "cy.check")
    assert audited(services) == [("refused", "A-G01", {})] * 2 + [("task_claimed", "", {"held": "L_Plan:A-G01"})]


def test_a_completion_that_a_guard_refuses_keeps_the_task_and_the_draft(services: Services) -> None:
    task_id = begun(services)
    run(services, ClaimTask(task_id), "cy.check")
    same = {**PLANNED, "secondSign": "sm"}
    run(services, SaveDraft(task_id, same), "cy.check")
    with pytest.raises(AgainstPolicy) as refused:
        run(services, CompleteTask(task_id, same), "cy.check")
    assert (refused.value.rule, str(refused.value)) == ("A-G02", "Two different people sign.")
    assert [problem.message for problem in refused.value.problems] == ["Two different people sign."]
    assert standing(services, task_id) == ("running", ["L_Plan"], [])
    with services.database.unit_of_work(read_only=True) as unit:
        assert unit.drafts.get(task_id, "cy.check") == same
    run(services, CompleteTask(task_id, PLANNED), "cy.check")
    assert standing(services, task_id) == ("running", ["L_Open"], [])
    assert audited(services)[-2:] == [
        ("refused", "A-G02", {}),
        ("task_completed", "", {"held": "L_Plan:A-G02 L_Lock:A-G03"}),
    ]


def test_a_guard_that_is_null_refuses(services: Services) -> None:
    task_id = begun(services, with_invariants(services, "secondSign != null and firstSign != secondSign", "null"))
    with pytest.raises(AgainstPolicy, match="Two different people sign"):
        run(services, CompleteTask(task_id, PLANNED), "cy.check")


def test_a_guard_that_cannot_be_judged_refuses_and_says_what_is_missing(services: Services) -> None:
    task_id = begun(
        services, with_invariants(services, "secondSign != null and firstSign", "firstSign != thirdSign and firstSign")
    )
    with pytest.raises(AgainstPolicy) as refused:
        run(services, CompleteTask(task_id, PLANNED), "cy.check")
    fault = "“=firstSign != thirdSign and firstSign != secondSign” reads thirdSign, which does not exist here"
    assert str(refused.value) == (
        f"Two different people sign. This could not be checked, so it was not done. Tell an administrator: {fault}"
    )
    assert audited(services) == [("refused", "A-G02", {"fault": fault})]
    assert standing(services, task_id) == ("running", ["L_Plan"], [])


def test_a_step_that_no_person_does_stops_before_it_begins_and_goes_on_when_asked_again(services: Services) -> None:
    task_id = begun(services)
    run(services, CompleteTask(task_id, {**PLANNED, "age": 17}), "cy.check")
    stopped = ("L_Lock", "Lock the scope: Only adults are looked at. (A-G03)")
    assert standing(services, task_id) == ("paused", [], [stopped])
    run(services, RetryIncident(incident_id(services)), "al.admin")
    assert standing(services, task_id) == ("paused", [], [stopped])


def test_a_job_that_a_guard_refuses_is_an_incident_and_runs_once_the_world_is_mended(services: Services) -> None:
    task_id = begun(services)
    with services.database.unit_of_work() as unit:
        _, case = unit.work.task(task_id)
        session = unit.registers.open_session(
            council=COUNCIL, case_id=case.case_id, reference="CD-9", person_id="cy.check", subjects=[], now=services.clock.now()
        )
        unit.commit()
    run(services, CompleteTask(task_id, PLANNED), "cy.check")
    services.worker.run_until_idle()
    assert standing(services, task_id) == ("paused", ["L_Open"], [("L_Open", "One account at a time is in use. (A-G04)")])
    with services.database.unit_of_work() as unit:
        unit.registers.close_session(council=COUNCIL, session_id=session["session_id"], now=services.clock.now())
        unit.commit()
    run(services, RetryIncident(incident_id(services)), "al.admin")
    services.worker.run_until_idle()
    assert standing(services, task_id) == ("L_End", [], [])
    assert ("job_completed", "", {"held": "L_Open:A-G04"}) in audited(services)


def test_a_guard_keeps_a_connector_from_being_called(services: Services, recorder: Recorder) -> None:
    task_id = begun(services, with_invariants(services, "item.closedAt = null]) = 1", "item.closedAt = null]) = 2"))
    run(services, CompleteTask(task_id, PLANNED), "cy.check")
    services.worker.run_until_idle()
    told = ("L_Tell", "Nobody is told of a look that did not happen. (A-G05)")
    assert standing(services, task_id) == ("paused", ["L_Tell"], [told])
    assert [call.operation for call in recorder.calls] == ["register.open_session"]


class Slow(UnitOfWork):
    """A unit of work that calls somebody just after it has read the registers, the first time."""

    def __init__(self, engine, *, gate, calls):
        super().__init__(engine, gate=gate)
        self._calls = calls

    def __enter__(self):
        entered = super().__enter__()
        read = self.registers.sessions

        def called(**asked):
            found = read(**asked)
            if self._calls:
                self._calls.pop()()
            return found

        self.registers.sessions = called
        return entered


def test_what_a_guard_read_in_the_registers_is_still_true_when_its_transaction_commits(services: Services, backend: str) -> None:
    """Two cases want to open an account each; two accounts are free, so no constraint of the register stands between them. The slow
    one has been judged (no session is open) when the fast one comes. Both take a turn at the council's row before they read, so the
    fast one waits, reads the slow one's session and is refused. On SQLite the one writer at a time makes it wait already."""
    tasks = [begun(services) for _ in range(2)]
    for task_id in tasks:
        run(services, CompleteTask(task_id, PLANNED), "cy.check")
    with services.database.unit_of_work() as unit:
        first, second = unit.work.lease_jobs(now=services.clock.now(), lease_s=300, limit=5)
        unit.commit()
    came: dict[str, str] = {}

    def start(who: str, runner: Runner, command: RunCaseJob) -> None:
        try:
            runner.run(command, MACHINE)
            came[who] = "opened"
        except TriangulateError as error:
            came[who] = str(error)

    rival = Thread(target=start, args=("fast", services.runner, RunCaseJob(second.job_id, second.fence)))

    def let_pass() -> None:
        rival.start()
        rival.join(0.3)
        assert rival.is_alive(), "the rival did not wait"

    calls = [let_pass]
    database = services.database
    slow = Runner(
        partial(Slow, database.engine, gate=database._gate, calls=calls), clock=services.clock, resources=services.resources
    )
    start("slow", slow, RunCaseJob(first.job_id, first.fence))
    rival.join(60)
    assert (calls, came) == ([], {"slow": "opened", "fast": "One account at a time is in use. (A-G04)"})
    with database.unit_of_work(read_only=True) as unit:
        assert [row["account"] for row in unit.registers.sessions(council=COUNCIL, only_open=True)] == ["one"]
