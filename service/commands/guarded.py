"""What policy says before a task is taken or completed or a job starts. Where there is no guard nothing is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service import engine
from service.cases.facts import doer_of, facts_of
from service.cases.guarding import require_job
from service.commands.gate import Context
from service.domain.errors import AgainstPolicy, NotAllowed
from service.domain.records import CaseRecord, JobRecord, TaskRecord
from service.engine.scopes import RESERVED
from service.policy.invariants.guards import CLAIM, COMPLETE, START


def seen_at(task: TaskRecord, case: CaseRecord, context: Context) -> Mapping[str, Any]:
    """Return what the form of an open task sees, with the actor as the one who answers it."""
    opened = context.opened(case.version_id)
    return engine.view(
        opened.procedure, case.snapshot, task.task_id, facts=facts_of(case, opened), doer=doer_of(context.who), now=context.now
    )


def is_guarded(task: TaskRecord, case: CaseRecord, context: Context) -> bool:
    """Say whether a guard is asked when the task is completed. Whoever completes a task that nobody claimed takes it then."""
    guards = context.opened(case.version_id).guards
    return bool(guards.at(COMPLETE, task.element_id) or (task.claimed_at is None and guards.at(CLAIM, task.element_id)))


def require_policy_to_take(task: TaskRecord, case: CaseRecord, context: Context) -> None:
    """Raises: NotAllowed with the sentence of the first guard that does not let the actor claim the task."""
    if context.opened(case.version_id).guards.at(CLAIM, task.element_id):
        require_taking(task, case, context, seen=seen_at(task, case, context))


def require_policy(
    task: TaskRecord, case: CaseRecord, context: Context, *, seen: Mapping[str, Any], answers: Mapping[str, Any]
) -> None:
    """Judge a task about to be completed: what its form sees with the answers over it, ``answers`` with these among them, and
    ``doers`` as they were before.

    Raises: NotAllowed when it is taken only now and a guard does not let the actor; AgainstPolicy with the sentence of the first
    guard that the completion would break.
    """
    if task.claimed_at is None:
        require_taking(task, case, context, seen=seen)
    said = {**seen, **answers, **{name: seen[name] for name in RESERVED}}
    said["answers"] = {**seen["answers"], task.element_id: answers}
    refused = context.watch(case).ask(COMPLETE, task.element_id, said)
    if refused is not None:
        raise AgainstPolicy(refused.sentence, rule=refused.guard.invariant_id, fault=refused.fault)


def require_taking(task: TaskRecord, case: CaseRecord, context: Context, *, seen: Mapping[str, Any]) -> None:
    """Raises: NotAllowed with the sentence of the first guard that does not let the actor take the task."""
    refused = context.watch(case).ask(CLAIM, task.element_id, seen)
    if refused is not None:
        raise NotAllowed(refused.sentence, rule=refused.guard.invariant_id, fault=refused.fault)


def require_policy_to_start(job: JobRecord, case: CaseRecord, context: Context) -> None:
    """Raises: AgainstPolicy with the sentence of the first guard that does not let a job start."""
    if context.opened(case.version_id).guards.at(START, job.element_id):
        require_job(context.watch(case), job, now=context.now)
