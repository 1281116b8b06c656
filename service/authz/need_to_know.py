"""Need to know: a case is for who started it, who worked on it, who has a task of it, the roles its diagram names, and whom the pack
lets stop it while it can be stopped; never for those from whom its diagram hides it."""

from __future__ import annotations

from collections.abc import Sequence

from service.authz.authority import Authority
from service.authz.permissions import Matter, Permission, has_open_task, is_hidden, may, may_stop, started_case, took_part
from service.domain.errors import NotFound
from service.domain.records import CaseRecord, SubscriptionRecord, TaskRecord

NO_SUCH_CASE = "There is no such case, or it is not one of yours"


def may_know(
    who: Authority, case: CaseRecord, *, open_tasks: Sequence[TaskRecord], waits: Sequence[SubscriptionRecord] = ()
) -> bool:
    """Say whether the actor may read the content of a case; never across councils, and never one that is hidden from them. ``waits``
    are events that it waits for, as far as the actor may stop it by them."""
    if case.council != who.actor.council or is_hidden(who, case):
        return False
    return may(Permission.READ_CASE, who, Matter(case=case, open_tasks=open_tasks, waits=waits))


def acts_in(who: Authority, case: CaseRecord, *, open_tasks: Sequence[TaskRecord]) -> bool:
    """Say whether the actor has a task of a case, did one, or started it. To read it by role is not to act in it."""
    if case.council != who.actor.council or is_hidden(who, case):
        return False
    matter = Matter(case=case, open_tasks=open_tasks)
    return any(alternative(who, matter) for alternative in (started_case, took_part, has_open_task))


def require_need_to_know(
    who: Authority, case: CaseRecord, *, open_tasks: Sequence[TaskRecord], waits: Sequence[SubscriptionRecord] = ()
) -> None:
    """Raises: NotFound, in the words for a case that does not exist, when the actor may not read it."""
    if not may_know(who, case, open_tasks=open_tasks, waits=waits):
        raise NotFound(NO_SUCH_CASE)


def why_known(
    who: Authority, case: CaseRecord, *, open_tasks: Sequence[TaskRecord], waits: Sequence[SubscriptionRecord] = ()
) -> str:
    """Return in words why the actor may read the case, for the list of who looked."""
    matter = Matter(case=case, open_tasks=open_tasks, waits=waits)
    if started_case(who, matter):
        return "Started it"
    if has_open_task(who, matter):
        return "Has a task"
    if took_part(who, matter):
        return "Took part"
    names = [role.name for role in who.pack.roles if role.key in case.readers and role.key in who.roles]
    if not names and may_stop(who, matter):
        return "May stop it"
    return ", ".join(names) or "By role"
