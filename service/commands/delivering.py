"""Deliver a message or signal to every case of a council that waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.commands.advancing import advance_case
from service.commands.gate import Context
from service.domain.errors import NotFound
from service.domain.execution import Deliver


def deliver(
    context: Context,
    *,
    kind: str,
    name: str,
    key: str | None,
    payload: Mapping[str, Any],
    case_id: str | None = None,
    but_not: str | None = None,
) -> int:
    """Deliver and return how many subscriptions were reached. A signal reaches all; a message without key reaches the one that
    has waited longest, with key all that wait with it. ``but_not`` is the id of the case that sent it.

    Raises: Conflict when a case moved meanwhile; nothing is delivered then.
    """
    waiting = context.unit.work.subscriptions(council=context.council, kind=kind, name=name, key=key, case_id=case_id)
    waiting = [item for item in waiting if item.case_id != but_not]
    if kind == "message" and key is None:
        waiting = waiting[:1]
    reached = 0
    for item in waiting:
        try:
            subscription, case = context.unit.work.subscription(item.subscription_id)
        except NotFound:
            continue  # an earlier delivery of this very signal ended the wait
        advance_case(context, case, Deliver(subscription_id=subscription.subscription_id, payload=payload))
        context.audit(
            verb="message_delivered", case=case, object_id=subscription.subscription_id, facts={"name": name, "kind": kind}
        )
        reached += 1
    return reached
