"""Permission → alternatives of one-line predicates; one that holds is enough, and what is not in the table is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from service.authz.authority import Authority
from service.domain.errors import NotAllowed
from service.domain.records import CaseRecord, IncidentRecord, JobRecord, SubscriptionRecord, TaskRecord


class Permission(StrEnum):
    """Everything that can be asked for."""

    START_CASE = "case:start"
    READ_CASE = "case:read"
    READ_PROCEDURES = "procedure:read"
    RAISE_EVENT = "case:raise"
    REPAIR_CASE = "case:repair"
    TAKE_TASK = "task:take"
    WORK_ON_TASK = "task:work"
    SEND_MESSAGE = "message:send"
    RUN_WORK = "work:run"
    MONITOR = "monitor"
    PUBLISH = "publish"
    WAIVE = "waive"
    MANAGE_PEOPLE = "people:manage"
    READ_REGISTER = "register:read"
    ANSWER_SURVEY = "survey:answer"


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What a permission is asked about; only what the question needs is set. ``open_tasks`` and ``waits`` (what it waits for) are
    those of ``case``, ``starters`` the role keys that a procedure's ``startedBy`` names; ``register`` is the name of a register."""

    procedure_id: str = ""
    starters: tuple[str, ...] = ()
    case: CaseRecord | None = None
    task: TaskRecord | None = None
    job: JobRecord | None = None
    subscription: SubscriptionRecord | None = None
    incident: IncidentRecord | None = None
    open_tasks: Sequence[TaskRecord] = ()
    waits: Sequence[SubscriptionRecord] = ()
    register: str = ""


Predicate: TypeAlias = Callable[[Authority, Matter], bool]


def is_machine(who: Authority, what: Matter) -> bool:
    """The actor is the worker."""
    return who.is_machine


def starts_by_diagram(who: Authority, what: Matter) -> bool:
    """The diagram names one of the actor's roles in ``startedBy``."""
    return not who.roles.isdisjoint(what.starters)


def works_here(who: Authority, what: Matter) -> bool:
    """The actor holds some role of the council, whatever it is."""
    return bool(who.roles)


def starts_by_pack(who: Authority, what: Matter) -> bool:
    """The pack lets one of the actor's roles start this procedure."""
    return f"start:{what.procedure_id}" in who.permissions


def holds_task(who: Authority, what: Matter) -> bool:
    """The task is the actor's."""
    return what.task is not None and what.task.assignee == who.actor.actor_id


def is_candidate(who: Authority, what: Matter) -> bool:
    """The task is offered to the actor, by name or by role, whoever holds it now."""
    return what.task is not None and offered_to(who, what.task)


def started_case(who: Authority, what: Matter) -> bool:
    """The actor started the case."""
    return what.case is not None and what.case.started_by == who.actor.actor_id


def took_part(who: Authority, what: Matter) -> bool:
    """The actor completed a step of the case."""
    return what.case is not None and any(who.actor.actor_id in doers for doers in what.case.doers.values())


def has_open_task(who: Authority, what: Matter) -> bool:
    """An open task of the case is the actor's or is offered to them."""
    return any(
        task.assignee == who.actor.actor_id or (task.assignee is None and offered_to(who, task)) for task in what.open_tasks
    )


def is_hidden(who: Authority, case: CaseRecord) -> bool:
    """Say whether the case does not exist for the actor, whatever their roles and whatever they did in it."""
    return who.actor.actor_id in case.hidden_from


def reads_by_role(who: Authority, what: Matter) -> bool:
    """The diagram lets one of the actor's roles read every case of the procedure."""
    return what.case is not None and not who.roles.isdisjoint(what.case.readers)


def raises_by_diagram(who: Authority, what: Matter) -> bool:
    """The diagram names one of the actor's roles in ``raisedBy``."""
    return what.subscription is not None and not who.roles.isdisjoint(what.subscription.raised_by)


def stops(who: Authority) -> frozenset[str]:
    """Return the events by which the pack lets one of the actor's roles stop a case, and so read it while it waits for one."""
    return frozenset(word.removeprefix("stop:") for word in who.permissions if word.startswith("stop:"))


def may_stop(who: Authority, what: Matter) -> bool:
    """The case waits for an event that the actor may raise, and the pack lets one of their roles read a case as long as it does."""
    return any(wait.name in stops(who) and not who.roles.isdisjoint(wait.raised_by) for wait in what.waits)


def reads_by_pack(who: Authority, what: Matter) -> bool:
    """The pack lets one of the actor's roles read this register."""
    return bool(what.register) and f"read:{what.register}" in who.permissions


def pack_says(word: str) -> Predicate:
    """Return the predicate: a role of the actor has this word among what it may."""
    return lambda who, what: word in who.permissions


TABLE: Mapping[Permission, tuple[Predicate, ...]] = {
    Permission.START_CASE: (starts_by_diagram, starts_by_pack),
    Permission.READ_CASE: (started_case, took_part, has_open_task, reads_by_role, may_stop),
    Permission.READ_PROCEDURES: (works_here,),
    Permission.RAISE_EVENT: (raises_by_diagram,),
    Permission.REPAIR_CASE: (pack_says("repair"), pack_says("monitor")),
    Permission.TAKE_TASK: (holds_task, is_candidate),
    Permission.WORK_ON_TASK: (holds_task, is_candidate),
    Permission.SEND_MESSAGE: (is_machine, pack_says("message")),
    Permission.RUN_WORK: (is_machine,),
    Permission.MONITOR: (pack_says("monitor"),),
    Permission.PUBLISH: (is_machine, pack_says("publish")),
    Permission.WAIVE: (pack_says("waive"),),
    Permission.MANAGE_PEOPLE: (is_machine, pack_says("monitor")),
    Permission.READ_REGISTER: (reads_by_pack,),
    Permission.ANSWER_SURVEY: (is_machine,),
}

SENTENCES: Mapping[Permission, str] = {
    Permission.START_CASE: "Your roles do not let you start this procedure",
    Permission.READ_CASE: "You are not on this case",
    Permission.READ_PROCEDURES: "Only people of this council can read its procedures",
    Permission.RAISE_EVENT: "Your roles do not let you do this to the case",
    Permission.REPAIR_CASE: "Only an administrator can repair a case",
    Permission.TAKE_TASK: "This task is not offered to you",
    Permission.WORK_ON_TASK: "This task is not yours",
    Permission.SEND_MESSAGE: "You may not send messages to cases",
    Permission.RUN_WORK: "Only the service itself does this",
    Permission.MONITOR: "Only an administrator can see this",
    Permission.PUBLISH: "Only a process owner can publish a procedure",
    Permission.WAIVE: "Your roles do not let you waive a finding",
    Permission.MANAGE_PEOPLE: "Only an administrator can change people and roles",
    Permission.READ_REGISTER: "Your roles do not let you read this register",
    Permission.ANSWER_SURVEY: "A survey is answered through its link",
}


def offered_to(who: Authority, task: TaskRecord) -> bool:
    """Say whether a task names the actor or one of their roles as a candidate."""
    return who.actor.actor_id in task.candidate_users or not who.roles.isdisjoint(task.candidate_groups)


def may(permission: Permission, who: Authority, what: Matter | None = None) -> bool:
    """Say whether one alternative of the permission holds."""
    return any(alternative(who, what or Matter()) for alternative in TABLE[permission])


def require(permission: Permission, who: Authority, what: Matter | None = None) -> None:
    """Raises: NotAllowed with the permission as its rule when no alternative holds."""
    if not may(permission, who, what):
        raise NotAllowed(SENTENCES[permission], rule=permission)
