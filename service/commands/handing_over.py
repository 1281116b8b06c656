"""Work of somebody who stands aside, has left or has lost a role: what they hold is offered to the others who may do it, and nothing new
is given to whoever stands aside or has left."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from service.authz.separation import broken_duty
from service.commands.gate import Context
from service.domain.errors import NotFound
from service.domain.execution import Advance, OpenTask
from service.domain.records import CaseRecord, TaskRecord

OFFERED = "task_offered_to_others"
KEPT = "task_kept_for_want_of_others"
ASIDE = frozenset(("suspended", "revoked"))


def every(_task: TaskRecord) -> bool:
    """Say yes to any task."""
    return True


def hand_over(context: Context, person_id: str, *, which: Callable[[TaskRecord], bool] = every) -> tuple[int, int]:
    """Take every open task in the council that a person holds, or is offered by name, and offer it to the others who may do it; what
    nobody else may do stays theirs. ``which`` says of each whether it goes. Each that goes, or had to stay, leaves a line in the audit of its
    case. Return how many were offered and how many stay.

    Raises: Conflict when one of them was closed or given away meanwhile.
    """
    found = context.unit.records.open_tasks(context.council, person_id=person_id)
    held = [(task, case) for task, case in found if is_theirs(task, person_id) and which(task)]
    offered = 0
    for task, case in held:
        others = others_for(task, case, person_id, context)
        if others:
            context.unit.work.offer(task.task_id, users=others, expected=task.assignee)
            offered += 1
        facts: dict[str, str | int | bool | None] = {"element": task.element_id, "person": person_id, "others": len(others)}
        context.audit(case=case, object_id=task.task_id, verb=OFFERED if others else KEPT, facts=facts)
    return offered, len(held) - offered


def is_theirs(task: TaskRecord, person_id: str) -> bool:
    """Say whether a person holds a task, or is offered it by name while nobody holds it."""
    return task.assignee == person_id or (task.assignee is None and person_id in task.candidate_users)


def hand_over_of_roles(context: Context, person_id: str, *, before: Collection[str], after: Collection[str]) -> tuple[int, int]:
    """Hand over what a person may not do any longer because they lost a role, ``before`` and ``after`` being the role keys that they held and
    hold, included ones too. What they may do through another role stays theirs. Return and raise as ``hand_over``."""
    lost = set(before) - set(after)

    def needs_what_is_lost(task: TaskRecord) -> bool:
        roles = task.candidate_groups or role_of(task)
        return not lost.isdisjoint(roles) and set(after).isdisjoint(roles)

    return hand_over(context, person_id, which=needs_what_is_lost) if lost else (0, 0)


def given_rightly(context: Context, case: CaseRecord, advance: Advance) -> Advance:
    """Return the Advance without a new task that is given to somebody who has left, from whom the case is hidden, or whose access is
    suspended or revoked: whoever has taken over from them gets it, otherwise it is offered to the others who may do it. A task that
    nobody else may do stays theirs."""
    given = {task.assignee for task in advance.tasks_opened if task.assignee}
    if not given:
        return advance
    left = {person_id for person_id in given if person_id in case.hidden_from or has_left(person_id, context)}
    looking = any(task.assignee and looks(task, case, context) for task in advance.tasks_opened)
    aside = standing_aside(case, context) if looking else set()
    return replace(
        advance,
        tasks_opened=tuple(
            passed_on(task, case, context)
            if task.assignee in left or (task.assignee in aside and looks(task, case, context))
            else task
            for task in advance.tasks_opened
        ),
    )


def has_left(person_id: str, context: Context) -> bool:
    """Say whether somebody who was known has left. Whoever is not known at all has not."""
    try:
        return not context.unit.people.get(person_id).active
    except NotFound:
        return False


def looks(task: TaskRecord | OpenTask, case: CaseRecord, context: Context) -> bool:
    """Say whether a task is done in the role that looks at pages, as the policy pack names it."""
    return role_of(task) == (context.opened(case.version_id).pack.parameters.get("searcherRole"),)


def passed_on(task: OpenTask, case: CaseRecord, context: Context) -> OpenTask:
    """Return a new task for the others who may do it instead of the person it was meant for."""
    assert task.assignee is not None
    others = others_for(task, case, task.assignee, context)
    if not others:
        return task
    before = [context.actor_id, *(done.closed_by or "" for done in reversed(steps_in_role(task, case, context)))]
    successor = next((person_id for person_id in before if person_id in others), None)
    return replace(task, assignee=successor, candidate_users=others, candidate_groups=())


def others_for(task: TaskRecord | OpenTask, case: CaseRecord, person_id: str, context: Context) -> tuple[str, ...]:
    """Return who may do a task instead of somebody, by id: those whom the task names or the case found fit for this role when the
    person took it on, otherwise who holds the role; never anybody from whom the case is hidden, who did a step that the diagram
    keeps apart from this one, or whose own access is suspended. Nobody, while it is not said yet from whom the case is to be hidden."""
    if is_unsaid(case, context):
        return ()
    named = task.candidate_users or (() if task.candidate_groups else named_before(task, case, person_id, context))
    groups = task.candidate_groups or (() if named else role_of(task))
    holders = (person.person_id for group in groups for person in context.directory.holding(group))
    barred = {person_id, *case.hidden_from, *(standing_aside(case, context) if looks(task, case, context) else ())}
    fit = dict.fromkeys(one for one in (*named, *holders) if one not in barred)
    return tuple(one for one in fit if context.directory.person(one) and broken_duty(task, case, one) is None)


def is_unsaid(case: CaseRecord, context: Context) -> bool:
    """Say whether a case may come to be hidden from somebody, and no step is done yet that could say from whom: whoever is to be reported
    may be among those who could do its first step."""
    may_hide = "hiddenFrom" in context.opened(case.version_id).property_of
    return may_hide and not any(step.closed_by for step in context.unit.records.tasks_of(case.case_id))


def role_of(task: TaskRecord | OpenTask) -> tuple[str, ...]:
    """Return the role that the diagram says a task is done in, where it says so."""
    return tuple(task.properties.get("performer", "").split())


def named_before(task: TaskRecord | OpenTask, case: CaseRecord, person_id: str, context: Context) -> Iterable[str]:
    """Return whom the case named for the last step that the person did in the same role, nobody if it named none."""
    done = [step for step in steps_in_role(task, case, context) if step.closed_by == person_id and step.candidate_users]
    return done[-1].candidate_users if done else ()


def steps_in_role(task: TaskRecord | OpenTask, case: CaseRecord, context: Context) -> list[TaskRecord]:
    """Return the completed steps of a case that were done in the role of a task, in their order."""
    role = role_of(task)
    return [one for one in context.unit.records.tasks_of(case.case_id) if role and one.closed_by and role_of(one) == role]


def standing_aside(case: CaseRecord, context: Context) -> set[str]:
    """Return whose access is suspended or revoked."""
    workers = context.unit.registers.access_workers(council=case.council)
    return {worker["person_id"] for worker in workers if worker["status"] in ASIDE}
