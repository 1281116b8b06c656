"""The loop: what it does in a turn, when it rests, and that nothing ends it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from connectors.protocol import Operation
from service.cases.resources import Resources
from service.commands import CompleteJob, DeliverThrown, FailJob, FireTimers, RunCaseJob, StartDue
from service.domain.errors import Conflict
from service.domain.records import JobRecord
from service.worker.jobs import Jobs
from service.worker.loop import LONGEST_SLEEP_S, SHORTEST_SLEEP_S, NeverIdle, Worker

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
CLOCK = SimpleNamespace(now=lambda: NOW)
CASE = SimpleNamespace(
    number="N", case_id="c1", council="ashdale", procedure_id="p", started_by="a", version_id="v1", hidden_from=()
)
UNGUARDED = SimpleNamespace(guards=SimpleNamespace(at=lambda moment, element_id: ()))


def job(operation="email.send"):
    return JobRecord(
        job_id="j1",
        case_id="c1",
        council="ashdale",
        element_id="E",
        name="Tell",
        operation=operation,
        key="k",
        retries=3,
        parameters={"to": "a", "copy": None},
        headers={},
        state="open",
        tries=1,
        run_at=NOW,
        fence=1,
    )


class FakeUnit:
    """A unit of work whose work is given."""

    def __init__(self, **work):
        defaults = {
            "lease_jobs": lambda **_: [],
            "cases_with_due_timers": lambda **_: [],
            "due_starts": lambda **_: [],
            "next_due_at": lambda: None,
            "job": lambda job_id: (job(), CASE),
        }
        self.work = SimpleNamespace(**(defaults | work))
        self.cases = SimpleNamespace(by_id=lambda case_id: CASE)
        self.versions = SimpleNamespace()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def commit(self):
        pass


class FakeRunner:
    """Notes commands; ``meets`` are raised one by one first."""

    def __init__(self, *meets):
        self.ran = []
        self.meets = list(meets)

    def run(self, command, actor):
        if self.meets:
            raise self.meets.pop(0)
        self.ran.append((command, actor.actor_id, actor.council))


def jobs(runner, *operations):
    shelf = SimpleNamespace(take=lambda version_id, versions: UNGUARDED)
    resources = Resources(
        packs={}, evidence=None, operations={operation.name: operation for operation in operations}, shelf=shelf
    )
    return Jobs(runner, FakeUnit, clock=CLOCK, resources=resources, jitter=lambda: 0.5)


def worker(runner, unit, run_job=lambda one: None):
    return Worker(SimpleNamespace(run=run_job), runner, lambda **_: unit, clock=CLOCK, councils=lambda: ("ashdale",))


def test_an_answer_is_handed_on_without_parameters_that_are_null():
    seen = []
    send = Operation(name="email.send", summary="", gives=("sentTo",), run=lambda call: seen.append(call) or {"sentTo": []})
    runner = FakeRunner()
    jobs(runner, send).run(job())
    assert runner.ran == [(CompleteJob("j1", 1, {"sentTo": []}), "triangulate", "ashdale")]
    assert (seen[0].parameters, seen[0].key, seen[0].element_id) == ({"to": "a"}, "k", "E")


def test_a_connector_is_called_once_when_its_case_moves_meanwhile():
    calls = []
    send = Operation(name="email.send", summary="", run=lambda call: calls.append(call) or {})
    runner = FakeRunner(Conflict("moved"), Conflict("moved"))
    jobs(runner, send).run(job())
    assert (len(calls), len(runner.ran)) == (1, 1)


def test_a_job_that_somebody_else_has_now_is_left_to_them():
    send = Operation(name="email.send", summary="", run=lambda call: {})
    runner = FakeRunner(*[Conflict("old fence")] * 6)
    jobs(runner, send).run(job())
    assert runner.ran == []


def test_an_answer_that_is_not_as_declared_is_an_incident():
    send = Operation(name="email.send", summary="", gives=("sentTo",), run=lambda call: {"other": 1})
    runner = FakeRunner()
    jobs(runner, send).run(job())
    message = "email.send answered with other instead of sentTo"
    assert runner.ran[0][0] == FailJob("j1", 1, message, for_good=True, jitter=0.5)


def test_an_unknown_operation_is_an_incident():
    runner = FakeRunner()
    jobs(runner).run(job("no.such"))
    assert runner.ran[0][0] == FailJob("j1", 1, "No connector offers no.such", for_good=True, jitter=0.5)


def test_transactional_operations_and_letters_are_commands():
    inside = Operation(name="register.x", summary="", run_in_case=lambda call, case: {})
    runner = FakeRunner()
    jobs(runner, inside).run(job("register.x"))
    jobs(runner, inside).run(job("triangulate.deliver"))
    assert [command for command, _, _ in runner.ran] == [RunCaseJob("j1", 1), DeliverThrown("j1", 1)]


def test_a_turn_does_what_is_due():
    runner, ran = FakeRunner(), []
    unit = FakeUnit(
        lease_jobs=lambda **_: [job()],
        cases_with_due_timers=lambda **_: ["c1"],
        due_starts=lambda **_: [SimpleNamespace(council="ashdale"), SimpleNamespace(council="unknown")],
    )
    assert worker(runner, unit, ran.append).turn()
    assert [command for command, _, _ in runner.ran] == [StartDue(limit=20), FireTimers("c1")]
    assert ran == [job()]


def test_a_case_that_cannot_move_does_not_hold_up_the_others():
    runner = FakeRunner(Conflict("moving"))
    unit = FakeUnit(cases_with_due_timers=lambda **_: ["c1", "c2"])
    assert worker(runner, unit).turn()
    assert [command for command, _, _ in runner.ran] == [FireTimers("c2")]
    assert not worker(FakeRunner(Conflict("moving")), FakeUnit(cases_with_due_timers=lambda **_: ["c1"])).turn()


def test_work_without_end_is_reported():
    with pytest.raises(NeverIdle):
        worker(FakeRunner(), FakeUnit(lease_jobs=lambda **_: [job()])).run_until_idle()


@pytest.mark.parametrize(
    ("due_at", "sleep_s"),
    [
        (None, LONGEST_SLEEP_S),
        (NOW - timedelta(days=1), SHORTEST_SLEEP_S),
        (NOW + timedelta(seconds=2), 2),
        (NOW + timedelta(days=1), LONGEST_SLEEP_S),
    ],
)
def test_the_loop_sleeps_until_the_next_due_time(due_at, sleep_s):
    assert worker(FakeRunner(), FakeUnit(next_due_at=lambda: due_at))._do_or_rest() == sleep_s


def test_nothing_due_costs_one_read():
    def opened(*, read_only=False):
        assert read_only
        return FakeUnit()

    idle = Worker(SimpleNamespace(), FakeRunner(), opened, clock=CLOCK, councils=lambda: ())
    assert idle._do_or_rest() == LONGEST_SLEEP_S


def test_a_defect_does_not_end_the_loop(monkeypatch):
    monkeypatch.setattr("service.worker.loop.REST_AFTER_DEFECT_S", 0.01)
    turns, done = [], threading.Event()

    def lease(**_):
        turns.append(1)
        if len(turns) == 1:
            raise RuntimeError("the database went away")
        done.set()
        return []

    running = worker(FakeRunner(), FakeUnit(lease_jobs=lease, next_due_at=lambda: NOW))
    running.start()
    assert done.wait(60)
    running.wake()
    running.stop()
    assert len(turns) >= 2
