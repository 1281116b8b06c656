"""Hand a business error of a connector to the error boundary of the diagram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.authz.permissions import Matter, Permission
from service.commands.advancing import advance_case
from service.commands.gate import Context, Verb
from service.commands.jobs import job_and_case, load_job, require_fence
from service.domain.execution import ThrowError as Thrown


@dataclass(frozen=True)
class ThrowError:
    """The worker's error under the fence it leased the job with."""

    job_id: str
    fence: int
    code: str
    message: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


def load(request: ThrowError, context: Context) -> Matter:
    """Load the job with its case."""
    return load_job(request.job_id, context)


def handle(request: ThrowError, matter: Matter, context: Context) -> None:
    """Raises: Conflict when the fence is old or the case moved meanwhile."""
    job, case = job_and_case(matter)
    require_fence(job, request.fence)
    advance_case(context, case, Thrown(job_id=job.job_id, code=request.code, message=request.message, payload=request.payload))
    context.audit(
        case=case, object_id=job.job_id, facts={"operation": job.operation, "element": job.element_id, "code": request.code}
    )


VERB = Verb(request=ThrowError, permission=Permission.RUN_WORK, audit="job_error_thrown", load=load, handle=handle)
