"""Take a task that is offered to me."""

from __future__ import annotations

from dataclasses import dataclass

from service.authz.permissions import Matter, Permission
from service.commands.gate import Context, Verb
from service.commands.guarded import require_policy_to_take
from service.commands.tasks import load_separated_task, require_free, require_open, task_and_case


@dataclass(frozen=True)
class ClaimTask:
    """Take an open task. Taking what I hold already is success without a trace."""

    task_id: str


def load(request: ClaimTask, context: Context) -> Matter:
    """Load the task with its case."""
    return load_separated_task(request.task_id, context)


def handle(request: ClaimTask, matter: Matter, context: Context) -> None:
    """Raises: Conflict when the task is closed or another's; NotAllowed when duties must be separate or a guard does
    not hold."""
    task, case = task_and_case(matter)
    require_open(task, context)
    if task.assignee == context.actor_id:
        return
    require_free(task, context)
    require_policy_to_take(task, case, context)
    context.unit.work.claim(task.task_id, person_id=context.actor_id, at=context.now, expected=None)
    context.audit(case=case, object_id=task.task_id, facts={"element": task.element_id})


VERB = Verb(request=ClaimTask, permission=Permission.TAKE_TASK, audit="task_claimed", load=load, handle=handle)
