"""Start a case with the answers of the procedure's start form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service import engine, form_schemas
from service.authz.permissions import Matter, Permission
from service.cases.drafts import start_draft_id
from service.cases.facts import doer_of
from service.cases.opened import OpenedVersion
from service.commands.beginning import begin, unborn
from service.commands.gate import Context, Verb
from service.domain.errors import Invalid, Problem


@dataclass(frozen=True, kw_only=True)
class StartCase:
    """Start a case of a procedure in the actor's council. Answers with the request number."""

    procedure_id: str
    answers: Mapping[str, Any] = field(default_factory=dict)


def load(request: StartCase, context: Context) -> Matter:
    """Load who may start the procedure."""
    opened = live_version(request.procedure_id, context)
    return Matter(procedure_id=request.procedure_id, starters=tuple(opened.property_of.get("startedBy", "").split()))


def handle(request: StartCase, matter: Matter, context: Context) -> str:
    """Validate the answers, begin the case, drop the draft. Raises: Invalid with the form's problems."""
    opened = live_version(request.procedure_id, context)
    variables = start_variables(request, opened, context)
    number = begin(context, request.procedure_id, variables, doer=doer_of(context.who)).number
    draft_id = start_draft_id(council=context.council, procedure_id=request.procedure_id, person_id=context.actor_id)
    context.unit.drafts.drop(draft_id)
    return number


def live_version(procedure_id: str, context: Context) -> OpenedVersion:
    """Return the version that new cases take. Raises NotFound."""
    return context.opened(context.live(procedure_id).version_id)


def start_variables(request: StartCase, opened: OpenedVersion, context: Context) -> Mapping[str, Any]:
    """Return the validated answers as start variables. A procedure without start form takes none."""
    form_id = opened.procedure.start_form_id
    if form_id is None:
        if request.answers:
            raise Invalid(
                "This procedure starts without answers", problems=[Problem(name, "Leave this out") for name in request.answers]
            )
        return {}
    doer = doer_of(context.who)
    facts = unborn(context, request.procedure_id, doer, opened)
    scope = engine.start_context(opened.procedure, facts, doer, context.now, {})
    return form_schemas.validate(opened.form(form_id), request.answers, scope, context.directory)


VERB = Verb(request=StartCase, permission=Permission.START_CASE, audit="case_started", load=load, handle=handle)
