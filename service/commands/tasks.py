"""What the commands about one task share: loading it, refusing a closed one in words, separation of duties."""

from __future__ import annotations

from service.authz.permissions import Matter
from service.authz.separation import require_separation
from service.commands.gate import Context
from service.domain.errors import Conflict
from service.domain.ports import UnitOfWork
from service.domain.records import CaseRecord, TaskRecord


def load_task(task_id: str, context: Context) -> Matter:
    """Load a task with its case. Raises NotFound."""
    task, case = context.unit.work.task(task_id)
    return Matter(task=task, case=case)


def load_separated_task(task_id: str, context: Context) -> Matter:
    """Load a task as ``load_task``, and refuse at once who did a step that the diagram keeps apart from it: they took part in the
    case, so they are told why, even where the task is not offered to them. Raises NotFound, NotAllowed."""
    matter = load_task(task_id, context)
    task, case = task_and_case(matter)
    if case.council == context.council:
        require_separated(task, case, context)
    return matter


def task_and_case(matter: Matter) -> tuple[TaskRecord, CaseRecord]:
    """Return what ``load_task`` loaded."""
    assert matter.task is not None and matter.case is not None
    return matter.task, matter.case


def require_open(task: TaskRecord, context: Context) -> None:
    """Raises: Conflict with who closed the task and when, if it is closed."""
    if task.closed_at is None:
        return
    by = context.unit.people.names([task.closed_by])[task.closed_by] if task.closed_by else None
    if task.end == "completed":
        raise Conflict(
            f"{by} has already completed this task" if by else "This task is already completed", by=by, at=task.closed_at
        )
    raise Conflict("This task is no longer needed: the case has gone another way", by=by, at=task.closed_at)


def require_free(task: TaskRecord, context: Context) -> None:
    """Raises: Conflict with who holds the task and since when, if somebody else does."""
    if task.assignee is None or task.assignee == context.actor_id:
        return
    by = context.unit.people.names([task.assignee])[task.assignee]
    raise Conflict(f"{by} has this task", by=by, at=task.claimed_at or task.opened_at)


def require_separated(task: TaskRecord, case: CaseRecord, context: Context) -> None:
    """Raises: NotAllowed when the actor did a step that the diagram keeps apart from this task."""
    opened = context.opened(case.version_id)
    require_separation(task, case, context.actor_id, pack=opened.pack, name_of=opened.name_of)


def open_tasks(unit: UnitOfWork, case: CaseRecord) -> list[TaskRecord]:
    """Return the open tasks of a case."""
    return [task for task in unit.records.tasks_of(case.case_id) if task.closed_at is None]
