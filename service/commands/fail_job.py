"""Put a job off until later, or give it up and open an incident: never silence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

from service.authz.permissions import Matter, Permission
from service.commands.gate import Context, Verb
from service.commands.jobs import job_and_case, load_job, require_fence
from service.domain.records import CaseRecord, IncidentRecord, JobRecord

FIRST_WAIT_S = 10.0
LONGEST_WAIT_S = 3600.0


@dataclass(frozen=True)
class FailJob:
    """The worker could not finish a job. ``message`` is technical and holds no case content; ``for_good`` says that another try
    is useless; ``jitter`` (0 to 1) spreads the next tries of jobs that failed together."""

    job_id: str
    fence: int
    message: str
    for_good: bool = False
    jitter: float = 0.0


def load(request: FailJob, context: Context) -> Matter:
    """Load the job with its case."""
    return load_job(request.job_id, context)


def handle(request: FailJob, matter: Matter, context: Context) -> None:
    """Raises: Conflict when the fence is old or the case moved meanwhile."""
    job, case = job_and_case(matter)
    require_fence(job, request.fence)
    if request.for_good or job.tries >= job.retries:
        give_up(request, job, case, context)
        return
    run_at = context.now + timedelta(seconds=wait_s(job.tries, jitter=request.jitter))
    context.unit.work.put_off_job(job.job_id, fence=request.fence, run_at=run_at, message=request.message)
    context.audit(
        case=case, object_id=job.job_id, facts={"operation": job.operation, "tries": job.tries, "run_at": run_at.isoformat()}
    )


def wait_s(tries: int, *, jitter: float) -> float:
    """Return the seconds until the next try: doubled with every try up to an hour, and up to a quarter longer by jitter."""
    return min(FIRST_WAIT_S * 2.0 ** max(tries - 1, 0), LONGEST_WAIT_S) * (1 + jitter / 4)


def give_up(request: FailJob, job: JobRecord, case: CaseRecord, context: Context) -> None:
    """Open an incident and pause the case."""
    incident = IncidentRecord(
        incident_id=str(uuid4()),
        case_id=case.case_id,
        element_id=job.element_id,
        message=request.message,
        opened_at=context.now,
        job_id=job.job_id,
    )
    context.unit.work.give_up_job(job.job_id, fence=request.fence, incident=incident)
    if case.state == "running":
        context.unit.cases.save(replace(case, state="paused", updated_at=context.now, updated_by=context.actor_id))
    context.audit(
        verb="incident_opened",
        case=case,
        object_id=incident.incident_id,
        facts={"operation": job.operation, "element": job.element_id, "tries": job.tries},
    )


VERB = Verb(request=FailJob, permission=Permission.RUN_WORK, audit="job_put_off", load=load, handle=handle)
