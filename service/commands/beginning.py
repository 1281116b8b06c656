"""Begin a case, or keep it for its date where the diagram starts with a timer. Shared by people, connectors and the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from service import engine
from service.cases.facts import facts_of
from service.cases.opened import OpenedVersion
from service.commands.advancing import moved, with_doer, with_outbox, write_work
from service.commands.gate import Context
from service.domain.calendar import LONDON
from service.domain.execution import CaseFacts, Doer, Start
from service.domain.records import CaseRecord, ScheduledStart


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What came of it: the request number of a case that runs, or when it will start."""

    number: str | None = None
    due_at: datetime | None = None


def begin_or_schedule(
    context: Context,
    procedure_id: str,
    variables: Mapping[str, Any],
    *,
    doer: Doer,
    parent_case_id: str | None = None,
    due_at: datetime | None = None,
) -> Begun:
    """Begin a case of the live version now, or keep it until ``due_at`` or the date its timer start event gives.

    Raises: NotFound when the council has no such procedure.
    """
    version = context.live(procedure_id)
    opened = context.opened(version.version_id)
    due = due_at or engine.start_timer(
        opened.procedure, variables, facts=unborn(context, procedure_id, doer, opened), now=context.now
    )
    if due is None or due <= context.now:
        return Begun(number=begin(context, procedure_id, variables, doer=doer, parent_case_id=parent_case_id).number)
    start = ScheduledStart(
        scheduled_id=str(uuid4()),
        council=context.council,
        procedure_id=procedure_id,
        due_at=due,
        variables=dict(variables),
        started_by=doer.actor_id,
        parent_case_id=parent_case_id,
    )
    context.unit.work.schedule(start)
    context.brings_work = True
    context.audit(
        verb="case_scheduled", object_id=start.scheduled_id, facts={"procedure": procedure_id, "due_at": due.isoformat()}
    )
    return Begun(due_at=due)


def begin(
    context: Context, procedure_id: str, variables: Mapping[str, Any], *, doer: Doer, parent_case_id: str | None = None
) -> CaseRecord:
    """Begin a case of the live version now and return it. Raises: NotFound when the council has no such procedure."""
    version = context.live(procedure_id)
    opened = context.opened(version.version_id)
    year = context.now.astimezone(LONDON).year
    number = context.unit.cases.next_number(
        council=context.council, prefix=opened.property_of.get("numberPrefix", "CASE"), year=year
    )
    case = CaseRecord(
        case_id=str(uuid4()),
        number=number,
        council=context.council,
        procedure_id=procedure_id,
        procedure_name=version.name,
        version_id=version.version_id,
        version_number=version.number,
        title="",
        reference="",
        summary="",
        state="running",
        started_at=context.now,
        started_by=doer.actor_id,
        updated_at=context.now,
        updated_by=doer.actor_id,
        revision=1,
        parent_case_id=parent_case_id,
        readers=tuple(opened.property_of.get("readers", "").split()),
    )
    advance = engine.advance(
        opened.procedure,
        None,
        Start(variables=variables, doer=doer),
        facts=facts_of(case, opened),
        now=context.now,
        guards=context.watch(case) if opened.guarded else None,
    )
    advance = with_outbox(advance)
    begun = moved(case, advance, opened, context)
    started_at_element = next((step.element_id for step in advance.steps if step.element_type == "startEvent"), None)
    if started_at_element is not None:
        begun = replace(begun, doers=with_doer(begun.doers, started_at_element, doer.actor_id))
    context.unit.cases.add(begun)
    write_work(context, begun, advance)
    context.audit(verb="case_started", case=begun, object_id=number, facts={"procedure": procedure_id, "version": version.number})
    return begun


def unborn(context: Context, procedure_id: str, doer: Doer, opened: OpenedVersion) -> CaseFacts:
    """Return the facts of a case that has not begun: it has no number yet."""
    return CaseFacts(
        case_id="",
        number="",
        council=context.council,
        procedure_id=procedure_id,
        started_by=doer.actor_id,
        started_at=context.now,
        pack=opened.pack.parameters,
        holidays=opened.pack.holidays,
    )
