"""Start the cases whose date has come."""

from __future__ import annotations

from dataclasses import dataclass

from service.authz.permissions import Matter, Permission
from service.commands.begin_case import doer_by_id
from service.commands.beginning import begin
from service.commands.gate import Context, Verb, nothing


@dataclass(frozen=True)
class StartDue:
    """Start at most ``limit`` due cases of the council. Answers with how many were started."""

    limit: int = 20


def handle(request: StartDue, matter: Matter, context: Context) -> int:
    """Start each and forget its date, in one transaction."""
    starts = [
        start for start in context.unit.work.due_starts(now=context.now, limit=request.limit) if start.council == context.council
    ]
    for start in starts:
        begin(
            context,
            start.procedure_id,
            start.variables,
            doer=doer_by_id(context, start.started_by),
            parent_case_id=start.parent_case_id,
        )
        context.unit.work.drop_start(start.scheduled_id)
    return len(starts)


VERB = Verb(request=StartDue, permission=Permission.RUN_WORK, audit="case_started", load=nothing, handle=handle)
