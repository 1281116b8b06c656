"""Run one leased job: its connector outside any transaction or its transactional operation inside the case's."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import structlog

from connectors.protocol import BpmnError, Broken, TryAgain
from service.cases.guarding import Watch, require_job
from service.cases.resources import Resources
from service.commands import CompleteJob, DeliverThrown, FailJob, RunCaseJob, Runner, ThrowError
from service.commands.advancing import DELIVER
from service.commands.calls import call_of, operation_of
from service.domain.errors import AgainstPolicy, Conflict
from service.domain.identity import system_actor
from service.domain.outside import Clock
from service.domain.ports import UnitOfWork
from service.domain.records import JobRecord

TRIES_AGAINST_CONFLICT = 6
log = structlog.get_logger("worker")


class Jobs:
    """Runs leased jobs. ``jitter`` gives a number from 0 to 1."""

    def __init__(
        self,
        runner: Runner,
        unit_of_work: Callable[..., UnitOfWork],
        *,
        clock: Clock,
        resources: Resources,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._runner = runner
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._resources = resources
        self._jitter = jitter

    def run(self, job: JobRecord) -> None:
        """Run one job under its fence, to an answer, a business error, another try or an incident. A Conflict that stays means
        that somebody else has the job now: it is left to them."""
        try:
            outcome = self._outcome(job)
        except BpmnError as error:
            outcome = ThrowError(job.job_id, job.fence, error.code, error.message, error.payload)
        except TryAgain as error:
            outcome = self._failure(job, str(error))
        except (Broken, AgainstPolicy) as error:
            outcome = self._failure(job, str(error), for_good=True)
        except Exception as error:  # noqa: BLE001  a connector's defect must end as an incident of its case, not end the worker
            log.error("A connector failed", operation=job.operation, error=type(error).__name__, tries=job.tries)
            outcome = self._failure(job, f"{job.operation} failed with {type(error).__name__}")
        if outcome is not None:
            self._hand_on(outcome, job)

    def _outcome(self, job: JobRecord) -> Any:
        """Return the command that hands the outcome on, None where it is done already."""
        if job.operation == DELIVER:
            return DeliverThrown(job.job_id, job.fence)
        operation = operation_of(job, self._resources)
        if operation.run is None:
            self._hand_on(RunCaseJob(job.job_id, job.fence), job)
            return None
        with self._unit_of_work(read_only=True) as unit:
            _, case = unit.work.job(job.job_id)
            opened = self._resources.shelf.take(case.version_id, unit.versions)
            watch = Watch(case=case, opened=opened, unit=unit, alone=False)
            require_job(watch, job, now=self._clock.now())
        result = operation.run(call_of(job, case, now=self._clock.now()))
        return CompleteJob(job.job_id, job.fence, given(result, operation.gives, job), tuple(watch.held))

    def _failure(self, job: JobRecord, message: str, *, for_good: bool = False) -> FailJob:
        return FailJob(job.job_id, job.fence, message, for_good=for_good, jitter=self._jitter())

    def _hand_on(self, command: Any, job: JobRecord) -> None:
        """Run the command again when the case moved meanwhile: its fence still says whether the job is ours."""
        for attempt in range(TRIES_AGAINST_CONFLICT):
            try:
                self._runner.run(command, system_actor(job.council))
            except Conflict:
                if attempt == TRIES_AGAINST_CONFLICT - 1:
                    log.warning("A job was left to another worker", operation=job.operation, tries=job.tries)
                continue
            return


def given(result: Mapping[str, Any], gives: tuple[str, ...], job: JobRecord) -> Mapping[str, Any]:
    """Return a connector's answer. Raises: Broken when it lacks or adds a name, because diagrams rely on what is declared."""
    if set(result) != set(gives):
        found, wanted = (", ".join(sorted(names)) or "nothing" for names in (result, gives))
        raise Broken(f"{job.operation} answered with {found} instead of {wanted}")
    return result
