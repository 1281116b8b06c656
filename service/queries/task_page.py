"""One task with everything its page needs: the form and what it sees, what was said before, and whether the actor may complete it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service import engine
from service.authz.need_to_know import NO_SUCH_CASE, may_know, why_known
from service.authz.permissions import Matter, Permission, is_hidden, may
from service.authz.separation import require_separation
from service.cases.facts import doer_of, facts_of
from service.cases.files import with_files
from service.cases.opened import OpenedVersion
from service.domain.errors import Conflict, NotAllowed, NotFound
from service.domain.records import CaseRecord, TaskRecord
from service.engine import feel
from service.queries.history import said_before
from service.queries.reading import Reading
from service.queries.rows import case_row, people_of, task_row
from service.queries.views import TaskPage


def task_page(reading: Reading, *, task_id: str) -> TaskPage:
    """Return an open task of a case that the actor may know.

    Raises: NotFound when there is none for this actor; Conflict with who closed it, or has it in hand, and when.
    """
    task, case = reading.unit.work.task(task_id)
    tasks = [item for item in reading.unit.records.tasks_of(case.case_id) if item.closed_at is None]
    known = may_know(reading.who, case, open_tasks=tasks)
    if not known and not may_take(reading, task, case):
        raise NotFound(NO_SUCH_CASE)
    names = reading.names(people_of([task, *tasks], case))
    require_open(task, names)
    if not known:
        require_free(task, reading.actor_id, names)
    opened = reading.opened(case.version_id)
    refusal, rule = refused(reading, task, case, opened=opened, names=names)
    scope = form_scope(reading, task, case, opened)
    reading.looked_at(case, why_known(reading.who, case, open_tasks=[task, *tasks]))
    return TaskPage(
        row=task_row(task, case, names=names, actor_id=reading.actor_id),
        element_id=task.element_id,
        version_id=case.version_id,
        revision=case.revision,
        form_id=task.form_id,
        form=opened.form_content(task.form_id) if task.form_id else None,
        context=scope,
        draft=reading.unit.drafts.get(task.task_id, reading.actor_id),
        guidance=guidance(task.properties.get("guidance", ""), scope) or documentation(opened, task.element_id),
        said_before=said_before(reading, case, opened, variables=scope),
        may_complete=not refusal,
        refusal=refusal,
        refusal_rule=rule,
        case=case_row(reading, case, tasks=tasks, names=names),
    )


def may_take(reading: Reading, task: TaskRecord, case: CaseRecord) -> bool:
    """Say whether the task is the actor's or is offered to them, and its case is not hidden from them."""
    if case.council != reading.council or is_hidden(reading.who, case):
        return False
    return may(Permission.WORK_ON_TASK, reading.who, Matter(task=task, case=case))


def require_open(task: TaskRecord, names: Mapping[str, str]) -> None:
    """Raises: Conflict when the task is closed."""
    if task.closed_at is None:
        return
    by = names.get(task.closed_by or "", task.closed_by or "")
    if task.end == "completed":
        raise Conflict(f"{by} has already completed this task", by=by or None, at=task.closed_at)
    raise Conflict("This task is no longer needed: the case has gone another way", by=by or None, at=task.closed_at)


def require_free(task: TaskRecord, actor_id: str, names: Mapping[str, str]) -> None:
    """Raises: Conflict when somebody else holds the task: being a candidate lets nobody read what another has in hand."""
    if task.assignee not in (None, actor_id):
        by = names.get(task.assignee or "", task.assignee or "")
        raise Conflict(f"{by} has this task", by=by, at=task.claimed_at or task.opened_at)


def refused(
    reading: Reading, task: TaskRecord, case: CaseRecord, *, opened: OpenedVersion, names: Mapping[str, str]
) -> tuple[str, str]:
    """Return why the actor may not complete the task, in words, with the rule's id; two empty texts when they may."""
    try:
        require_separation(task, case, reading.actor_id, pack=opened.pack, name_of=opened.name_of)
    except NotAllowed as refusal:
        return str(refusal), refusal.rule
    if task.assignee not in (None, reading.actor_id):
        return f"{names.get(task.assignee or '', task.assignee)} has this task", ""
    if not may_take(reading, task, case):
        return "This task is not offered to you", ""
    return "", ""


def form_scope(reading: Reading, task: TaskRecord, case: CaseRecord, opened: OpenedVersion) -> Mapping[str, Any]:
    """Return what the task's form sees."""
    scope = engine.view(
        opened.procedure, case.snapshot, task.task_id, facts=facts_of(case, opened), doer=doer_of(reading.who), now=reading.now
    )
    return with_files(scope, opened.form(task.form_id), case.case_id, reading.unit) if task.form_id else scope


def documentation(opened: OpenedVersion, element_id: str) -> str:
    """Return what the diagram says about an element, in words for people; '' when it says nothing."""
    element = opened.procedure.description.element(element_id)
    return element.documentation if element else ""


def guidance(text: str, scope: Mapping[str, Any]) -> str:
    """Return the words above the form; an expression that cannot be evaluated says nothing rather than stop the page."""
    if not text.startswith("="):
        return text
    try:
        return str(feel.evaluate(text[1:], scope) or "")
    except feel.FeelError:
        return ""
