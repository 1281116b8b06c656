"""The one gate for writes: authorise, open a unit of work, handle, audit, commit. A refusal leaves a line of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.authz.authority import Authority
from service.authz.need_to_know import NO_SUCH_CASE, may_know
from service.authz.permissions import Matter, Permission, is_hidden, require
from service.cases.asking import OpenUnit
from service.cases.resources import Resources
from service.commands.gate import Before, Context, Verb
from service.commands.registry import VERBS
from service.commands.tasks import open_tasks
from service.domain.errors import AgainstPolicy, Conflict, NotAllowed, NotFound
from service.domain.identity import Actor
from service.domain.outside import Clock
from service.domain.ports import UnitOfWork
from service.domain.records import AuditEntry

REFUSED = "refused"
TRIES_AGAINST_CONFLICT = 3
OBJECTS = ("task_id", "subscription_id", "job_id")


class Runner:
    """Runs every command. Built once; safe with several threads, because each run has a unit of work of its own."""

    def __init__(
        self,
        unit_of_work: OpenUnit,
        *,
        clock: Clock,
        resources: Resources,
        verbs: Mapping[type, Verb[Any]] = VERBS,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._resources = resources
        self._verbs = verbs

    def run(self, command: Any, actor: Actor) -> Any:
        """Run one command in one transaction and return what it answers with.

        Raises: NotAllowed when the actor may not, NotFound when the case is not theirs to know of, Conflict when somebody was
        faster, Invalid when what was sent cannot be used, AgainstPolicy when a guard does not hold. Nothing is changed then, but
        a refusal is audited.
        """
        verb = self._verbs[type(command)]
        who = Authority(actor, self._resources.pack(actor.council))
        try:
            prepared = verb.prepare(command, Before(who=who, resources=self._resources, unit_of_work=self._reading))
            return self._attempts(verb, command, who, prepared)
        except (NotAllowed, AgainstPolicy) as refusal:
            self._record_refusal(verb, command, who, refusal)
            raise

    def _reading(self) -> UnitOfWork:
        return self._unit_of_work(read_only=True)

    def _attempts(self, verb: Verb[Any], command: Any, who: Authority, prepared: Any) -> Any:
        """Try again when the case moved meanwhile: what is still possible then succeeds, what is not is refused in words that
        say who was faster."""
        for _ in range(TRIES_AGAINST_CONFLICT - 1):
            try:
                return self._attempt(verb, command, who, prepared)
            except Conflict:
                continue
        return self._attempt(verb, command, who, prepared)

    def _attempt(self, verb: Verb[Any], command: Any, who: Authority, prepared: Any) -> Any:
        with self._unit_of_work() as unit:
            context = Context(
                who=who, unit=unit, now=self._clock.now(), resources=self._resources, verb=verb.audit, prepared=prepared
            )
            matter = verb.load(command, context)
            self._authorise(verb.permission, matter, context)
            answer = verb.handle(command, matter, context)
            if context.entries:
                unit.audit.add(context.entries)
            unit.commit()
        if context.brings_work:
            self._resources.wake()
        return answer

    def _authorise(self, permission: Permission, matter: Matter, context: Context) -> None:
        case = matter.case
        if case is not None and (case.council != context.council or is_hidden(context.who, case)):
            raise NotFound(NO_SUCH_CASE)
        try:
            require(permission, context.who, matter)
        except NotAllowed as refusal:
            if case is not None and not may_know(context.who, case, open_tasks=open_tasks(context.unit, case)):
                raise NotFound(NO_SUCH_CASE) from refusal
            raise

    def _record_refusal(self, verb: Verb[Any], command: Any, who: Authority, refusal: NotAllowed | AgainstPolicy) -> None:
        """Write the refusal in a transaction of its own, because the refused one is rolled back."""
        with self._unit_of_work() as unit:
            entry = AuditEntry(
                verb=REFUSED,
                actor_id=who.actor.actor_id,
                council=who.actor.council,
                at=self._clock.now(),
                case_id=refused_case(unit, command),
                object_id=next((str(getattr(command, name)) for name in OBJECTS if hasattr(command, name)), ""),
                rule=refusal.rule,
                facts={"command": type(command).__name__, **({"fault": refusal.fault} if refusal.fault else {})},
            )
            unit.audit.add([entry])
            unit.commit()


def refused_case(unit: UnitOfWork, command: Any) -> str | None:
    """Return the id of the case that a refused command was about, or None."""
    task_id, job_id = getattr(command, "task_id", None), getattr(command, "job_id", None)
    try:
        if job_id:
            return unit.work.job(job_id)[1].case_id
        return unit.work.task(task_id)[1].case_id if task_id else None
    except NotFound:
        return None
