"""Send a message or signal by name, as other systems do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.authz.permissions import Matter, Permission
from service.commands.delivering import deliver
from service.commands.gate import Context, Verb, nothing
from service.domain.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class SendMessage:
    """Send to the cases of the council that wait for ``name``; narrowed by correlation key or case number where given. ``kind``
    is message or signal. Answers with the number of subscriptions reached."""

    name: str
    kind: str = "message"
    key: str | None = None
    case_number: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


def handle(request: SendMessage, matter: Matter, context: Context) -> int:
    """Raises: NotFound when nothing waits for the message."""
    case_id = context.unit.cases.get(request.case_number, context.council).case_id if request.case_number else None
    reached = deliver(context, kind=request.kind, name=request.name, key=request.key, payload=request.payload, case_id=case_id)
    if not reached:
        raise NotFound("No case waits for this message")
    return reached


VERB = Verb(request=SendMessage, permission=Permission.SEND_MESSAGE, audit="message_delivered", load=nothing, handle=handle)
