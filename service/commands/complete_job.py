"""Hand a connector's answer to the case that asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.authz.permissions import Matter, Permission
from service.commands.advancing import advance_case
from service.commands.gate import Context, Verb
from service.commands.jobs import job_and_case, load_job, require_fence
from service.domain.execution import CompleteJob as Completed


@dataclass(frozen=True)
class CompleteJob:
    """The worker's answer under the fence it leased the job with. ``held`` are the guards that held before it called the
    connector, for the audit."""

    job_id: str
    fence: int
    result: Mapping[str, Any] = field(default_factory=dict)
    held: tuple[str, ...] = ()


def load(request: CompleteJob, context: Context) -> Matter:
    """Load the job with its case."""
    return load_job(request.job_id, context)


def handle(request: CompleteJob, matter: Matter, context: Context) -> None:
    """Raises: Conflict when the fence is old or the case moved meanwhile."""
    job, case = job_and_case(matter)
    require_fence(job, request.fence)
    if request.held:
        context.watch(case).held.extend(request.held)
    advance_case(context, case, Completed(job_id=job.job_id, result=request.result))
    context.audit(
        case=case, object_id=job.job_id, facts={"operation": job.operation, "element": job.element_id, "tries": job.tries}
    )


VERB = Verb(request=CompleteJob, permission=Permission.RUN_WORK, audit="job_completed", load=load, handle=handle)
