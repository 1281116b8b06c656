"""Complete a task with answers: the hot path, one transaction of at most twelve statements, no connector call and no file read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service import form_schemas
from service.authz.permissions import Matter, Permission
from service.cases.facts import doer_of
from service.cases.files import require_known_files, speaks_of_files, with_files
from service.commands.advancing import advance_case
from service.commands.gate import Context, Verb
from service.commands.guarded import is_guarded, require_policy, seen_at
from service.commands.tasks import load_separated_task, require_free, require_open, task_and_case
from service.domain.errors import Invalid, NotFound, Problem
from service.domain.execution import CompleteTask as Completed
from service.domain.records import CaseRecord, TaskRecord


@dataclass(frozen=True)
class CompleteTask:
    """Complete an open task that I hold or that is offered to me and held by nobody. ``case_number``, where given, must be the
    task's case. Answers with the request number."""

    task_id: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    case_number: str | None = None


def load(request: CompleteTask, context: Context) -> Matter:
    """Load the task with its case, in one statement."""
    matter = load_separated_task(request.task_id, context)
    _, case = task_and_case(matter)
    if request.case_number is not None and request.case_number != case.number:
        raise NotFound("There is no such task in this case")
    return matter


def handle(request: CompleteTask, matter: Matter, context: Context) -> str:
    """Raises: Conflict when the task is closed, another's, or the case moved meanwhile; NotAllowed when duties must be separate;
    Invalid with the form's problems; AgainstPolicy when a guard does not hold."""
    task, case = task_and_case(matter)
    require_open(task, context)
    require_free(task, context)
    guarded = is_guarded(task, case, context)
    seen = seen_at(task, case, context) if task.form_id is not None or guarded else {}
    answers = validated(request, task, case, context, seen=seen)
    if guarded:
        require_policy(task, case, context, seen=seen, answers=answers)
    intent = Completed(task_id=task.task_id, answers=answers, doer=doer_of(context.who))
    advance_case(context, case, intent, task=task, answers=answers)
    context.unit.drafts.drop(task.task_id)
    context.audit(
        case=case,
        object_id=task.task_id,
        facts={"element": task.element_id, "visit": task.visit, "was_held": task.assignee is not None},
    )
    return case.number


def validated(
    request: CompleteTask, task: TaskRecord, case: CaseRecord, context: Context, *, seen: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return the answers as the form types them, every field present; ``seen`` is what the form sees. A task without form takes
    none."""
    if task.form_id is None:
        if request.answers:
            raise Invalid("This task has no form", problems=[Problem(name, "Leave this out") for name in request.answers])
        return {}
    form = context.opened(case.version_id).form(task.form_id)
    if any(speaks_of_files(field) for field in form.fields):
        context.unit.registers.take_turn(council=case.council)  # what may be used now is not ruled out before the commit
    scope = with_files(seen, form, case.case_id, context.unit)
    answers = form_schemas.validate(form, request.answers, scope, context.directory)
    require_known_files(form, answers, scope)
    return answers


VERB = Verb(request=CompleteTask, permission=Permission.WORK_ON_TASK, audit="task_completed", load=load, handle=handle)
