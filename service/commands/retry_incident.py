"""Try again what stopped a case."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.authz.permissions import Matter, Permission
from service.commands.advancing import advance_case, still_open
from service.commands.gate import Context, Verb
from service.domain.execution import RetryIncident as Retried


@dataclass(frozen=True)
class RetryIncident:
    """Let a given-up job run again, or let the engine evaluate again what it could not."""

    incident_id: str


def load(request: RetryIncident, context: Context) -> Matter:
    """Load the incident with its case."""
    incident, case = context.unit.work.incident(request.incident_id)
    return Matter(incident=incident, case=case)


def handle(request: RetryIncident, matter: Matter, context: Context) -> None:
    """Raises: Conflict when the case moved meanwhile."""
    incident, case = matter.incident, matter.case
    assert incident is not None and case is not None
    if incident.job_id is None:
        advance_case(context, case, Retried(incident_id=incident.incident_id))
    else:
        context.unit.work.reopen_job(incident.job_id, now=context.now)
        context.brings_work = True
        if case.state == "paused" and not still_open(context, case, {incident.incident_id}):
            context.unit.cases.save(replace(case, state="running", updated_at=context.now, updated_by=context.actor_id))
    context.audit(case=case, object_id=incident.incident_id, facts={"element": incident.element_id})


VERB = Verb(request=RetryIncident, permission=Permission.REPAIR_CASE, audit="incident_retried", load=load, handle=handle)
