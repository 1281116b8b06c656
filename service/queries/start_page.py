"""The form that starts a case."""

from __future__ import annotations

from service import engine
from service.authz.permissions import Matter, Permission, require
from service.cases.drafts import start_draft_id
from service.cases.facts import doer_of
from service.domain.execution import CaseFacts
from service.queries.reading import Reading
from service.queries.views import TaskPage, TaskRow


def start_page(reading: Reading, *, procedure_id: str) -> TaskPage:
    """Return the start form of the live version, as if it were a task whose id is the procedure's; ``case`` is None.

    Raises: NotFound when there is no such procedure; NotAllowed for an actor who may not start it.
    """
    live = reading.unit.versions.live(reading.council, procedure_id)
    opened = reading.opened(live.version_id)
    starters = tuple(opened.property_of.get("startedBy", "").split())
    require(Permission.START_CASE, reading.who, Matter(procedure_id=procedure_id, starters=starters))
    form_id, doer = opened.procedure.start_form_id, doer_of(reading.who)
    facts = CaseFacts(
        case_id="",
        number="",
        council=reading.council,
        procedure_id=procedure_id,
        started_by=reading.actor_id,
        started_at=reading.now,
        pack=opened.pack.parameters,
        holidays=opened.pack.holidays,
    )
    draft_id = start_draft_id(council=reading.council, procedure_id=procedure_id, person_id=reading.actor_id)
    row = TaskRow(
        task_id=procedure_id,
        name=opened.property_of.get("startLabel") or live.name,
        case_number="",
        case_reference="",
        procedure_name=live.name,
        summary=opened.procedure.description.documentation,
        sent_by="",
        opened_at=reading.now,
        due_at=None,
        assignee=reading.who.actor.name,
        mine=True,
    )
    return TaskPage(
        row=row,
        element_id="",
        version_id=live.version_id,
        revision=0,
        form_id=form_id,
        form=opened.form_content(form_id) if form_id else None,
        context=engine.start_context(opened.procedure, facts, doer, reading.now, {}),
        draft=reading.unit.drafts.get(draft_id, reading.actor_id),
        guidance="",
        said_before=(),
        may_complete=True,
    )
