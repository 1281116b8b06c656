"""Run a transactional operation and hand its answer to the case, all in one transaction: a register and its case cannot disagree."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.protocol import BpmnError, Broken
from service.authz.permissions import Matter, Permission
from service.commands.advancing import advance_case
from service.commands.calls import call_of, operation_of
from service.commands.gate import Context, Verb
from service.commands.guarded import require_policy_to_start
from service.commands.in_case import Inside
from service.commands.jobs import job_and_case, load_job, require_fence
from service.domain.errors import Invalid, NotFound, RegisterRefused
from service.domain.execution import CompleteJob as Completed


@dataclass(frozen=True)
class RunCaseJob:
    """Run a leased job inside the transaction of its case."""

    job_id: str
    fence: int


def load(request: RunCaseJob, context: Context) -> Matter:
    """Load the job with its case."""
    return load_job(request.job_id, context)


def handle(request: RunCaseJob, matter: Matter, context: Context) -> None:
    """Raises: BpmnError for a refusal of a register, Broken for a call that can never work, AgainstPolicy when a guard does not
    hold, Conflict when the fence is old or the case moved meanwhile. Nothing is changed then."""
    job, case = job_and_case(matter)
    require_fence(job, request.fence)
    operation = operation_of(job, context.resources)
    assert operation.run_in_case is not None
    require_policy_to_start(job, case, context)
    inside = Inside(context, case, context.opened(case.version_id))
    try:
        result = operation.run_in_case(call_of(job, case, now=context.now), inside)
    except RegisterRefused as refusal:
        raise BpmnError(refusal.code, str(refusal)) from refusal
    except (Invalid, NotFound) as error:
        raise Broken(str(error)) from error
    advance_case(context, case, Completed(job_id=job.job_id, result=result))
    context.audit(
        case=case, object_id=job.job_id, facts={"operation": job.operation, "element": job.element_id, "tries": job.tries}
    )


VERB = Verb(request=RunCaseJob, permission=Permission.RUN_WORK, audit="job_completed", load=load, handle=handle)
