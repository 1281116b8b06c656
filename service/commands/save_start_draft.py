"""Keep what I have typed so far into a start form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.authz.permissions import Matter, Permission
from service.cases.drafts import start_draft_id
from service.commands import start_case
from service.commands.gate import Context, Verb


@dataclass(frozen=True)
class SaveStartDraft:
    """Save answers of a start form over what I saved before."""

    procedure_id: str
    answers: Mapping[str, Any]


def load(request: SaveStartDraft, context: Context) -> Matter:
    """Load who may start the procedure."""
    return start_case.load(start_case.StartCase(procedure_id=request.procedure_id), context)


def handle(request: SaveStartDraft, matter: Matter, context: Context) -> None:
    """Save the draft."""
    draft_id = start_draft_id(council=context.council, procedure_id=request.procedure_id, person_id=context.actor_id)
    context.unit.drafts.put(draft_id, context.actor_id, request.answers, at=context.now)
    context.audit(object_id=request.procedure_id)


VERB = Verb(request=SaveStartDraft, permission=Permission.START_CASE, audit="draft_saved", load=load, handle=handle)
