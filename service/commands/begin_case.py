"""Begin a case with variables, as the service itself: nobody fills in a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.authz.authority import Authority
from service.authz.permissions import Matter, Permission
from service.cases.facts import doer_of
from service.commands.beginning import Begun, begin_or_schedule
from service.commands.gate import Context, Verb, nothing
from service.domain.execution import Doer
from service.domain.identity import Actor


@dataclass(frozen=True, kw_only=True)
class BeginCase:
    """Begin a case, or keep it for ``due_at`` or the date of its timer start event. ``started_by`` is a person's id, None for
    the service itself. Answers with a Begun."""

    procedure_id: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    started_by: str | None = None
    due_at: datetime | None = None


def doer_by_id(context: Context, person_id: str | None) -> Doer:
    """Return a person of the council as a doer; the service itself for None or its own id. Raises NotFound."""
    if person_id is None or person_id == context.actor_id:
        return doer_of(context.who)
    person = context.unit.people.get(person_id)
    actor = Actor(
        actor_id=person.person_id, name=person.name, job_title=person.job_title, council=context.council, grants=person.grants
    )
    return doer_of(Authority(actor, context.who.pack))


def handle(request: BeginCase, matter: Matter, context: Context) -> Begun:
    """Begin or schedule the case."""
    return begin_or_schedule(
        context, request.procedure_id, request.variables, doer=doer_by_id(context, request.started_by), due_at=request.due_at
    )


VERB = Verb(request=BeginCase, permission=Permission.RUN_WORK, audit="case_started", load=nothing, handle=handle)
