"""Move a case by one intent: run the engine, put the case into words again, write what changed. Every command that moves a case comes here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from service import engine
from service.cases.facts import facts_of
from service.cases.opened import OpenedVersion
from service.commands.gate import Context
from service.commands.handing_over import given_rightly
from service.commands.words import words_of
from service.domain.execution import Advance, Intent, OpenJob
from service.domain.records import CaseRecord, TaskRecord

DELIVER = "triangulate.deliver"
"""The operation of a job that carries a thrown message to other cases: an outbox, so that it survives a crash."""


def advance_case(
    context: Context,
    case: CaseRecord,
    intent: Intent,
    *,
    task: TaskRecord | None = None,
    answers: Mapping[str, Any] | None = None,
    did: str | None = None,
) -> CaseRecord:
    """Move a case and write it back, guarded by its revision. ``task`` and ``answers`` are what a person completed, ``did`` the
    id of the element that the actor did, where it is not a task's.

    Returns the case as it stands now, with the revision that a further change in this transaction needs; the case given, when
    the intent changed nothing.
    Raises: Conflict when somebody else moved the case since it was read; Invalid when the engine refuses the intent.
    """
    opened = context.opened(case.version_id)
    advance = with_outbox(
        engine.advance(
            opened.procedure,
            case.snapshot or None,
            intent,
            facts=facts_of(case, opened),
            now=context.now,
            guards=context.watch(case) if opened.guarded else None,
        )
    )
    if not changes_anything(advance):
        return case
    changed = moved(case, advance, opened, context)
    element_id = task.element_id if task else did
    if element_id is not None:
        changed = replace(changed, doers=with_doer(changed.doers, element_id, context.actor_id))
    context.unit.cases.save(changed)
    write_work(context, changed, advance, task=task, answers=answers)
    return replace(changed, revision=changed.revision + 1)


def changes_anything(advance: Advance) -> bool:
    """Say whether an Advance did anything: timers fired a moment too early do not."""
    return bool(
        advance.steps or advance.timers_closed or advance.timers_opened or advance.incidents_opened or advance.incidents_closed
    )


def write_work(
    context: Context,
    case: CaseRecord,
    advance: Advance,
    *,
    task: TaskRecord | None = None,
    answers: Mapping[str, Any] | None = None,
) -> None:
    """Write everything of an Advance beside the case row."""
    context.brings_work |= bool(advance.jobs_opened or advance.timers_opened)
    advance = given_rightly(context, case, advance)
    context.unit.work.apply(
        case, advance, at=context.now, by=context.actor_id, answers=answers, task_id=task.task_id if task else None
    )


def moved(case: CaseRecord, advance: Advance, opened: OpenedVersion, context: Context) -> CaseRecord:
    """Return the case as it is after an Advance, with its title, summary and flags in the words of the diagram. ``updated_by``
    stays the last person while jobs and timers carry on: what they set going is their doing."""
    ended = advance.ended is not None
    return replace(
        case,
        snapshot=advance.snapshot,
        state="ended" if ended else standing(case, advance, context),
        ended=advance.ended,
        ended_at=context.now if ended else None,
        updated_at=context.now,
        updated_by=case.updated_by if context.who.is_machine else context.actor_id,
        **words_of(case, advance.variables, opened, now=context.now),
    )


def standing(case: CaseRecord, advance: Advance, context: Context) -> str:
    """Say whether a case that goes on is running or paused: it is paused while one incident of it is open."""
    if advance.incidents_opened:
        return "paused"
    if case.state != "paused":
        return "running"
    closed = {item.item_id for item in advance.incidents_closed}
    return "paused" if still_open(context, case, closed) else "running"


def still_open(context: Context, case: CaseRecord, closed: set[str]) -> bool:
    """Say whether an incident of the case is open beside those being closed now."""
    return any(
        incident.incident_id not in closed for incident, _ in context.unit.records.incidents(case.council, case_id=case.case_id)
    )


def with_doer(doers: Mapping[str, Sequence[str]], element_id: str, person_id: str) -> dict[str, tuple[str, ...]]:
    """Return who did what, with one more person for one element; each person once, in order."""
    before = tuple(doers.get(element_id, ()))
    after = before if person_id in before else (*before, person_id)
    return {**{key: tuple(value) for key, value in doers.items()}, element_id: after}


def with_outbox(advance: Advance) -> Advance:
    """Return the Advance with a job for each message or signal that is to reach other cases."""
    letters = tuple(
        OpenJob(
            job_id=str(uuid4()),
            element_id="",
            name=thrown.name,
            operation=DELIVER,
            key=str(uuid4()),
            retries=8,
            parameters={"kind": thrown.kind, "name": thrown.name, "payload": dict(thrown.payload)},
        )
        for thrown in advance.thrown
    )
    return replace(advance, jobs_opened=(*advance.jobs_opened, *letters)) if letters else advance
