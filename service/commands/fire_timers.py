"""Fire the timers of a case that are due."""

from __future__ import annotations

from dataclasses import dataclass

from service.authz.permissions import Matter, Permission
from service.commands.advancing import advance_case
from service.commands.gate import Context, Verb
from service.domain.execution import FireTimers as Due


@dataclass(frozen=True)
class FireTimers:
    """Fire every due timer of one case, in order of due time."""

    case_id: str


def load(request: FireTimers, context: Context) -> Matter:
    """Load the case."""
    return Matter(case=context.unit.cases.by_id(request.case_id))


def handle(request: FireTimers, matter: Matter, context: Context) -> None:
    """Raises: Conflict when the case moved meanwhile. A case that has ended has no timers left."""
    case = matter.case
    assert case is not None
    if case.state == "ended":
        return
    if advance_case(context, case, Due()) is not case:
        context.audit(case=case, object_id=case.number)


VERB = Verb(request=FireTimers, permission=Permission.RUN_WORK, audit="timers_fired", load=load, handle=handle)
