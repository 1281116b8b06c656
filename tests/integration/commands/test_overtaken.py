"""Two transactions over one case, in a fixed order: the slow one has read everything when the fast one comes. PostgreSQL lets the
fast one commit, and the slow one notices; SQLite makes it wait. Either way one wins and the case has one history."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from service.bootstrap import build
from service.commands import CompleteTask, DeployVersion, FireTimers, PutPerson, Runner, SendMessage, StartCase
from service.domain.bundle import Bundle
from service.domain.errors import TriangulateError
from service.settings import Settings
from service.store.unit_of_work import UnitOfWork
from tests.integration.commands.conftest import COUNCIL, HERE, MACHINE, FakeClock, person

LATE = (
    '<bpmn:boundaryEvent id="A_Late" name="Two days" attachedToRef="A_Check"><bpmn:outgoing>F7</bpmn:outgoing>'
    '<bpmn:timerEventDefinition id="LT"><bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>'
    '<bpmn:sequenceFlow id="F7" sourceRef="A_Late" targetRef="A_TooLate" />'
    '<bpmn:endEvent id="A_TooLate" name="Too late"><bpmn:incoming>F7</bpmn:incoming></bpmn:endEvent>'
)
NUMBER = "AR-2026-0001"


@pytest.fixture
def services(tmp_path: Path, database_url: str):
    settings = Settings(data_dir=tmp_path, database_url=database_url, processes_dir=HERE / "processes", forms_dir=HERE / "forms")
    built = build(settings, clock=FakeClock())
    for one in (person("ann.ask", "asker"), person("cy.check", "checker"), person("di.check", "checker")):
        built.run(PutPerson(one), MACHINE)
    built.run(DeployVersion(with_deadline(built.library.bundle(COUNCIL, "ash_request"))), MACHINE)
    answers = {"reference": "CD-1", "question": "Who lives there?"}
    built.run(StartCase(procedure_id="ash_request", answers=answers), built.actor("ann.ask"))
    built.clock.pass_time(days=3)
    yield built
    built.close()


def with_deadline(bundle: Bundle) -> Bundle:
    """Return the procedure with a time limit on its task."""
    path = "processes/ashdale/ash_request.bpmn"
    lane = b"<bpmn:flowNodeRef>A_Check</bpmn:flowNodeRef>"
    more = b"<bpmn:flowNodeRef>A_Late</bpmn:flowNodeRef><bpmn:flowNodeRef>A_TooLate</bpmn:flowNodeRef>"
    drawn = bundle.files[path].replace(b"</bpmn:userTask>", b"</bpmn:userTask>" + LATE.encode()).replace(lane, lane + more)
    return Bundle(council=bundle.council, procedure_id=bundle.procedure_id, files={**bundle.files, path: drawn})


class Slow(UnitOfWork):
    """A unit of work that calls somebody just before it writes a case, the first time."""

    def __init__(self, engine, *, gate, calls):
        super().__init__(engine, gate=gate)
        self._calls = calls

    def __enter__(self):
        entered = super().__enter__()
        save = self.cases.save

        def called(case):
            if self._calls:
                self._calls.pop()()
            save(case)

        self.cases.save = called
        return entered


def overtake(services, backend, slow, fast):
    """Run ``slow`` and, when it is about to write, ``fast``; return what came of each: 'done' or the error's sentence."""
    came = {}

    def run(who, runner, command, person_id):
        actor = services.actor(person_id) if person_id else MACHINE
        try:
            runner.run(command, actor)
            came[who] = "done"
        except TriangulateError as error:
            came[who] = str(error)

    rival = Thread(target=run, args=("fast", services.runner, *fast))

    def let_pass():
        rival.start()
        rival.join(0.1 if backend == "sqlite" else 60)
        assert rival.is_alive() == (backend == "sqlite")

    calls = [let_pass]
    database = services.database
    opened = partial(Slow, database.engine, gate=database._gate, calls=calls)
    run("slow", Runner(opened, clock=services.clock, resources=services.resources), *slow)
    rival.join(60)
    assert calls == []
    return came


def outcome(services):
    """Return where the case stands: its end or its open work, how often its task was completed, and whether the audit holds."""
    with services.database.unit_of_work(read_only=True) as unit:
        case = unit.cases.get(NUMBER)
        lines = [(line.what, line.element_id) for line in unit.records.events(case.case_id)]
        open_work = [job.element_id for job in unit.records.jobs(COUNCIL, case_id=case.case_id)]
        assert [task.element_id for task in unit.records.tasks_of(case.case_id) if task.closed_at is None] == []
        assert unit.audit.verify() == []
    return case.ended or open_work, lines.count(("completed", "A_Check"))


def task_and_case(services):
    with services.database.unit_of_work(read_only=True) as unit:
        task, case = unit.records.open_tasks(COUNCIL)[0]
    return task.task_id, case.case_id


def completing(services, person_id="cy.check"):
    return CompleteTask(task_and_case(services)[0], {"outcome": "yes"}), person_id


WITHDRAWING = (SendMessage(name="msg.withdraw", case_number=NUMBER), None)
ANOTHER_WAY = "This task is no longer needed: the case has gone another way"
COMPLETED = (["A_Tell"], 1)


def test_complete_and_complete(services, backend):
    came = overtake(services, backend, completing(services), completing(services, "di.check"))
    slow = {"slow": "done", "fast": "Cy Check has already completed this task"}
    fast = {"slow": "Di Check has already completed this task", "fast": "done"}
    assert (came, outcome(services)) == (slow if backend == "sqlite" else fast, COMPLETED)


def test_complete_overtaken_by_a_withdrawal(services, backend):
    came = overtake(services, backend, completing(services), WITHDRAWING)
    if backend == "sqlite":
        assert (came, outcome(services)) == ({"slow": "done", "fast": "done"}, ("A_Withdrawn", 1))
    else:
        assert (came, outcome(services)) == ({"slow": ANOTHER_WAY, "fast": "done"}, ("A_Withdrawn", 0))


def test_a_withdrawal_overtaken_by_complete(services, backend):
    came = overtake(services, backend, WITHDRAWING, completing(services))
    if backend == "sqlite":
        assert (came, outcome(services)) == ({"slow": "done", "fast": ANOTHER_WAY}, ("A_Withdrawn", 0))
    else:
        assert (came, outcome(services)) == ({"slow": "done", "fast": "done"}, ("A_Withdrawn", 1))


def test_complete_overtaken_by_the_timer(services, backend):
    came = overtake(services, backend, completing(services), (FireTimers(task_and_case(services)[1]), None))
    slow, fast = ({"slow": "done", "fast": "done"}, COMPLETED), ({"slow": ANOTHER_WAY, "fast": "done"}, ("A_TooLate", 0))
    assert (came, outcome(services)) == (slow if backend == "sqlite" else fast)


def test_the_timer_overtaken_by_complete(services, backend):
    came = overtake(services, backend, (FireTimers(task_and_case(services)[1]), None), completing(services))
    slow, fast = ({"slow": "done", "fast": ANOTHER_WAY}, ("A_TooLate", 0)), ({"slow": "done", "fast": "done"}, COMPLETED)
    assert (came, outcome(services)) == (slow if backend == "sqlite" else fast)


def test_message_and_message(services, backend):
    came = overtake(services, backend, WITHDRAWING, WITHDRAWING)
    loser, winner = ("fast", "slow") if backend == "sqlite" else ("slow", "fast")
    assert (came, outcome(services)) == ({winner: "done", loser: "No case waits for this message"}, ("A_Withdrawn", 0))
