"""The embedded loop: everything that is due, in turns. Woken by commits, asleep until the next due time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from service.commands import FireTimers, Runner, StartDue
from service.domain.errors import TriangulateError
from service.domain.identity import system_actor
from service.domain.outside import Clock
from service.domain.ports import UnitOfWork
from service.worker.jobs import Jobs

LEASE_S = 300
BATCH = 20
LONGEST_SLEEP_S = 5.0
REST_AFTER_DEFECT_S = 5.0
TURNS_AT_MOST = 2_000
SHORTEST_SLEEP_S = 0.5
log = structlog.get_logger("worker")


class NeverIdle(Exception):
    """Work breeds work without end: a diagram or a connector goes in circles."""


class Worker:
    """Does what is due. ``wake`` may be called from any thread, ``start`` and ``stop`` from the one that owns the worker."""

    def __init__(
        self,
        jobs: Jobs,
        runner: Runner,
        unit_of_work: Callable[..., UnitOfWork],
        *,
        clock: Clock,
        councils: Callable[[], Sequence[str]],
    ) -> None:
        self._jobs = jobs
        self._runner = runner
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._councils = councils
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Say that there may be something to do."""
        self._woken.set()

    def start(self) -> None:
        """Run in a thread of its own until ``stop``."""
        self._thread = threading.Thread(target=self.run_forever, name="worker", daemon=True)
        self._thread.start()

    def stop(self, *, timeout_s: float = 10.0) -> None:
        """Ask the loop to end after the job in hand, and wait for it."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def run_forever(self) -> None:
        """Do what is due, then sleep until something is or somebody wakes the loop."""
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                sleep_s = self._do_or_rest()
            except Exception as error:  # noqa: BLE001  the loop must outlive a lost database or a defect; it rests, says so and goes on
                log.error("The worker met a defect", error=type(error).__name__)
                sleep_s = REST_AFTER_DEFECT_S
            if sleep_s > 0:
                self._woken.wait(sleep_s)

    def run_until_idle(self) -> None:
        """Do everything that is due now, and what comes of it, then return: for tests, scenarios and demos.

        Raises: NeverIdle when there is no end to it.
        """
        for _ in range(TURNS_AT_MOST):
            if not self.turn():
                return
        raise NeverIdle(f"There was still work after {TURNS_AT_MOST} turns")

    def turn(self) -> bool:
        """Do one batch of jobs, timers and starts that are due. Say whether there was anything."""
        started = self._start_due()
        fired = self._fire_timers()
        ran = self._run_jobs()
        return started or fired or ran

    def next_due_at(self) -> datetime | None:
        """Return when the next job, timer or start is due, or None."""
        with self._unit_of_work(read_only=True) as unit:
            return unit.work.next_due_at()

    def _do_or_rest(self) -> float:
        """Do a turn if anything is due, and return how long to rest. Looking first is one read: a commit wakes the loop, and most
        leave it nothing to do, so it must not take the write lock from the next request."""
        due_at = self.next_due_at()
        if due_at is None:
            return LONGEST_SLEEP_S
        if due_at <= self._clock.now() and self.turn():
            return 0.0
        return min(max((due_at - self._clock.now()).total_seconds(), SHORTEST_SLEEP_S), LONGEST_SLEEP_S)

    def _run_jobs(self) -> bool:
        with self._unit_of_work() as unit:
            leased = unit.work.lease_jobs(now=self._clock.now(), lease_s=LEASE_S, limit=BATCH)
            unit.commit()
        for job in leased:
            self._jobs.run(job)
        return bool(leased)

    def _fire_timers(self) -> bool:
        with self._unit_of_work(read_only=True) as unit:
            case_ids = unit.work.cases_with_due_timers(now=self._clock.now(), limit=BATCH)
            councils = {case_id: unit.cases.by_id(case_id).council for case_id in case_ids}
        done = [self._done(FireTimers(case_id), council) for case_id, council in councils.items()]
        return any(done)

    def _start_due(self) -> bool:
        with self._unit_of_work() as unit:
            due = unit.work.due_starts(now=self._clock.now(), limit=BATCH)
        councils = sorted({start.council for start in due} & set(self._councils()))
        done = [self._done(StartDue(limit=BATCH), council) for council in councils]
        return any(done)

    def _done(self, command: FireTimers | StartDue, council: str) -> bool:
        """Run a command and say whether it went through. What is refused stays due and is tried again after a rest, so that one
        case cannot hold up the others."""
        try:
            self._runner.run(command, system_actor(council))
        except TriangulateError as error:
            log.warning("Due work was put off", command=type(command).__name__, error=type(error).__name__)
            return False
        return True
