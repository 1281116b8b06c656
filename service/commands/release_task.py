"""Give a task that I hold back to those it is offered to."""

from __future__ import annotations

from dataclasses import dataclass

from service.authz.permissions import Matter, Permission
from service.commands.gate import Context, Verb
from service.commands.tasks import load_task, require_free, require_open, task_and_case
from service.domain.errors import Invalid


@dataclass(frozen=True)
class ReleaseTask:
    """Give an open task back. A task that nobody holds is given back already."""

    task_id: str


def load(request: ReleaseTask, context: Context) -> Matter:
    """Load the task with its case."""
    return load_task(request.task_id, context)


def handle(request: ReleaseTask, matter: Matter, context: Context) -> None:
    """Raises: Conflict when the task is closed or another's; Invalid when it is meant for the actor alone."""
    task, case = task_and_case(matter)
    require_open(task, context)
    if task.assignee is None:
        return
    require_free(task, context)
    if not task.candidate_groups and set(task.candidate_users) <= {context.actor_id}:
        raise Invalid("This task is meant for you alone, so there is nobody to give it back to")
    context.unit.work.claim(task.task_id, person_id=None, at=context.now, expected=context.actor_id)
    context.audit(case=case, object_id=task.task_id, facts={"element": task.element_id})


VERB = Verb(request=ReleaseTask, permission=Permission.WORK_ON_TASK, audit="task_released", load=load, handle=handle)
