"""Asks the guards of a version: what they see, and the first that does not hold. What is not true refuses, and so does what cannot
be judged: nothing passes in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service import engine
from service.cases.facts import facts_of
from service.cases.opened import OpenedVersion
from service.cases.register_facts import Ask, looked_up
from service.domain.errors import AgainstPolicy
from service.domain.ports import UnitOfWork
from service.domain.records import CaseRecord, JobRecord
from service.engine import feel
from service.policy.invariants.guards import START, Asked


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A guard that does not hold. ``fault`` says in technical words, and never with a value, why it could not be judged; '' when
    it could."""

    guard: Asked
    fault: str = ""

    @property
    def sentence(self) -> str:
        """What to tell whoever is refused."""
        if not self.fault:
            return self.guard.sentence
        return f"{self.guard.sentence} This could not be checked, so it was not done. Tell an administrator: {self.fault}"


@dataclass(kw_only=True)
class Watch:
    """Asks guards about one case in one transaction; the engine asks it too, as activities begin. ``held`` collects those that held,
    as ``Element:invariant``. ``alone`` takes a turn at the registers first, so that what they say is true until the commit."""

    case: CaseRecord
    opened: OpenedVersion
    unit: UnitOfWork
    alone: bool = True
    held: list[str] = field(default_factory=list)

    @property
    def elements(self) -> frozenset[str]:
        """The activities that the engine asks about."""
        return self.opened.guarded

    def refusal(self, element_id: str, seen: Mapping[str, Any]) -> str | None:
        """Return the sentence that stops the case before an activity, None when it may begin."""
        refused = self.ask(START, element_id, seen)
        return f"{refused.sentence} ({refused.guard.invariant_id})" if refused else None

    def ask(self, moment: str, element_id: str, seen: Mapping[str, Any]) -> Refusal | None:
        """Return the first guard of a place that does not hold, None when all do or there is none."""
        guards = self.opened.guards.at(moment, element_id)
        if not guards:
            return None
        names = frozenset[str]().union(*(guard.facts for guard in guards))
        refused = judged(guards, {**seen, "register": self.facts(names, seen)} if names else seen)
        if refused is None:
            self.held.extend(f"{element_id}:{guard.invariant_id}" for guard in guards)
        return refused

    def facts(self, names: frozenset[str], seen: Mapping[str, Any]) -> dict[str, Any]:
        """Return what guards read of the registers."""
        if self.alone:
            self.unit.registers.take_turn(council=self.case.council)
        actor = seen.get("actor")
        return looked_up(names, Ask(unit=self.unit, case=self.case, actor_id=actor["id"] if actor else None))


def judged(guards: Sequence[Asked], seen: Mapping[str, Any]) -> Refusal | None:
    """Return the first guard that is not true of what is seen: all in one call of V8, one by one only to find out which one cannot
    be judged."""
    try:
        values = feel.evaluate_all([guard.expression for guard in guards], seen)
    except feel.FeelError as error:
        return Refusal(guard=guards[0], fault=fault_of(error)) if len(guards) == 1 else one_by_one(guards, seen)
    return next((Refusal(guard=guard) for guard, value in zip(guards, values, strict=True) if value is not True), None)


def one_by_one(guards: Sequence[Asked], seen: Mapping[str, Any]) -> Refusal | None:
    """Return the first guard that is not true, or cannot be judged, alone."""
    return next((refused for guard in guards if (refused := judged([guard], seen)) is not None), None)


def fault_of(error: feel.FeelError) -> str:
    """Say why an expression has no value, without any value."""
    if error.missing:
        return f"“={error.expression}” reads {error.missing}, which does not exist here"
    return f"“={error.expression}” could not be evaluated"


def require_job(watch: Watch, job: JobRecord, *, now: datetime) -> None:
    """Raises: AgainstPolicy with the sentence of the first guard that does not let a job start; Conflict when it is not open."""
    if not watch.opened.guards.at(START, job.element_id):
        return
    facts = facts_of(watch.case, watch.opened)
    seen = engine.job_view(watch.opened.procedure, watch.case.snapshot, job.job_id, facts=facts, now=now)
    refused = watch.ask(START, job.element_id, seen)
    if refused is not None:
        rule = refused.guard.invariant_id
        raise AgainstPolicy(f"{refused.sentence} ({rule})", rule=rule, fault=refused.fault)
