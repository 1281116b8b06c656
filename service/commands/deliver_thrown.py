"""Empty the outbox: carry a message that a case threw to the cases that wait for it, and close the job, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from service.authz.permissions import Matter, Permission
from service.commands.advancing import write_work
from service.commands.delivering import deliver
from service.commands.gate import Context, Verb
from service.commands.jobs import job_and_case, load_job, require_fence
from service.domain.execution import Advance, Closed, End


@dataclass(frozen=True)
class DeliverThrown:
    """Deliver what an outbox job holds. Nobody waiting is no error."""

    job_id: str
    fence: int


def load(request: DeliverThrown, context: Context) -> Matter:
    """Load the job with the case that threw."""
    return load_job(request.job_id, context)


def handle(request: DeliverThrown, matter: Matter, context: Context) -> int:
    """Answers with how many subscriptions were reached. Raises: Conflict when a case moved meanwhile; the job stays then."""
    job, case = job_and_case(matter)
    require_fence(job, request.fence)
    letter = job.parameters
    payload = letter["payload"]
    reached = deliver(
        context,
        kind=letter["kind"],
        name=letter["name"],
        key=payload.get("correlationKey"),
        payload=payload,
        but_not=case.case_id,
    )
    done = Closed(item_id=job.job_id, element_id=job.element_id, end=End.COMPLETED)
    write_work(context, case, Advance(snapshot=case.snapshot, variables={}, jobs_closed=(done,)))
    return reached


VERB = Verb(request=DeliverThrown, permission=Permission.RUN_WORK, audit="message_delivered", load=load, handle=handle)
