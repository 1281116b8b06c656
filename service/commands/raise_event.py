"""Raise a message or signal that a case waits for, from its page: withdraw a request, withdraw an approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.authz.need_to_know import require_need_to_know
from service.authz.permissions import Matter, Permission
from service.cases.facts import doer_of
from service.commands.advancing import advance_case
from service.commands.gate import Context, Verb
from service.commands.tasks import open_tasks
from service.domain.execution import Deliver


@dataclass(frozen=True)
class RaiseEvent:
    """Deliver to one open subscription of a case that I know. Answers with the request number."""

    subscription_id: str
    payload: Mapping[str, Any] = field(default_factory=dict)


def load(request: RaiseEvent, context: Context) -> Matter:
    """Load the subscription with its case. Raises: NotFound, also for a case outside the actor's need to know."""
    subscription, case = context.unit.work.subscription(request.subscription_id)
    require_need_to_know(context.who, case, open_tasks=open_tasks(context.unit, case), waits=[subscription])
    return Matter(subscription=subscription, case=case)


def handle(request: RaiseEvent, matter: Matter, context: Context) -> str:
    """Raises: Conflict when the case moved meanwhile."""
    assert matter.subscription is not None and matter.case is not None
    intent = Deliver(subscription_id=request.subscription_id, payload=request.payload, doer=doer_of(context.who))
    advance_case(context, matter.case, intent, did=matter.subscription.element_id)
    context.audit(
        case=matter.case,
        object_id=request.subscription_id,
        facts={"name": matter.subscription.name, "kind": matter.subscription.kind},
    )
    return matter.case.number


VERB = Verb(request=RaiseEvent, permission=Permission.RAISE_EVENT, audit="event_raised", load=load, handle=handle)
