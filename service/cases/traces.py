"""A case's history as the formulas of the policy read it: what was passed, in order, and which conditions held then, as far as the
history tells. It keeps answers and decisions, not variables; what follows from them is worked out again, the rest stays unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from service.cases.facts import facts_of
from service.cases.opened import OpenedVersion
from service.domain.behaviour import ENTERING, Passed, What
from service.domain.execution import Doer
from service.domain.records import CaseRecord, EventRecord
from service.engine import feel
from service.engine.recalling import UNKNOWN, is_certain, node_of, recalled
from service.engine.scopes import fixed
from service.policy.invariants.machines import is_instance

PASSED = {"entered": What.ENTERED, "completed": What.COMPLETED, "cancelled": What.CANCELLED}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One thing passed, with when, by whom, and the conditions of it that cannot be told."""

    passed: Passed
    at: datetime
    by: str
    unsure: frozenset[str] = frozenset()

    def assuming(self, conditions: frozenset[str]) -> Passed:
        """Return what was passed, as if of the conditions that cannot be told these had held."""
        return replace(self.passed, holds=self.passed.holds | (self.unsure & conditions)) if self.unsure else self.passed


@dataclass(kw_only=True)
class Teller:
    """Goes through the history of one case once. ``asked`` are the conditions to judge, as a Question has them."""

    case: CaseRecord
    opened: OpenedVersion
    asked: Mapping[str, Sequence[str]]
    known: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    doers: dict[str, list[str]] = field(default_factory=dict)
    decided: dict[str, Any] = field(default_factory=dict)

    def marks(self, events: Sequence[EventRecord]) -> list[Mark]:
        """Return what the case passed, oldest first; its end last, once it has ended."""
        found = [mark for event in events for mark in self.marks_of(event)]
        if self.case.ended is not None:
            at = self.case.ended_at or self.case.updated_at
            found.append(Mark(passed=Passed(What.ENDED, self.case.ended), at=at, by=""))
        return found

    def seen(self, event: EventRecord, *, wrote: frozenset[str] = frozenset()) -> dict[str, Any]:
        """Return what expressions saw at a line of the history, as far as is known: variables, the answers given, the case. What
        the element ``wrote`` out lies over the answers."""
        facts = facts_of(self.case, self.opened)
        doer = Doer(event.by, "") if event.by else None
        told = {name: value for name, value in fixed(facts, doer, event.at).items() if name != "actor"}
        actor = {"actor": {"id": event.by}} if doer else {"actor": None}
        own = event.answers or {}
        said = {**self.answers, **({event.element_id: own} if event.answers is not None else {})}
        variables = self._variables(event)
        seen = {**variables, **own, **{name: variables[name] for name in wrote if name in variables}}
        return {**seen, **told, **actor, "answers": said, "doers": self.doers, "visit": event.visit}

    def certain(self, event: EventRecord) -> dict[str, Any]:
        """Return what expressions saw at the line that comes next, without what is not known."""
        return {name: value for name, value in self.seen(event).items() if value is not UNKNOWN}

    def marks_of(self, event: EventRecord) -> list[Mark]:
        """Return what the line that comes next says was passed, and go on past it."""
        if event.decision is not None:
            self.decided[event.element_id] = event.decision.get("output")
        if event.what not in PASSED:
            return []
        place = tuple(event.facts.get("place", ()))
        flows = event.facts.get("via", ())
        taken = [Mark(passed=Passed(What.TAKEN, flow, place=place), at=event.at, by=event.by) for flow in flows]
        key = {"completed": event.element_id, "entered": f"{ENTERING}{event.element_id}"}.get(event.what, "")
        wrote = self._completed(event) if event.what == "completed" else frozenset()
        if event.what == "entered":
            self._entered(event)
        passed = Passed(PASSED[event.what], event.element_id, place=place)
        if not self.asked.get(key):
            return [*taken, Mark(passed=passed, at=event.at, by=event.by)]
        holds, unsure = self._judged(self.asked[key], self.seen(event, wrote=wrote))
        return [*taken, Mark(passed=replace(passed, holds=holds), at=event.at, by=event.by, unsure=unsure)]

    def _judged(self, conditions: Sequence[str], seen: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
        holds, unsure = set[str](), set[str]()
        certain = {name: value for name, value in seen.items() if value is not UNKNOWN}
        for condition in conditions:
            try:
                if not is_certain(condition):
                    unsure.add(condition)
                elif feel.evaluate(condition, certain) is True:
                    holds.add(condition)
            except feel.FeelError:
                unsure.add(condition)
        return frozenset(holds), frozenset(unsure)

    def _entered(self, event: EventRecord) -> None:
        """Forget what an earlier visit left in a scope that begins anew: an instance, or a called process."""
        place = tuple(event.facts.get("place", ()))
        begins = self._around(place) if is_own(event, place) else (*self._around(place), event.element_id)
        for each in [each for each in self.known if begins and each[: len(begins)] == begins]:
            del self.known[each]

    def _completed(self, event: EventRecord) -> frozenset[str]:
        """Note what an element left behind, and return the names it wrote out."""
        decided = self.decided.pop(event.element_id, UNKNOWN)
        instance = self._home(event) != self._home(event, outside=True)
        seen = self.seen(event)
        wrote = recalled(
            self.opened.procedure, event.element_id, seen=seen, answers=event.answers, decided=decided, instance=instance
        )
        scopes = [variables for place, variables in self.known.items() if self._home(event)[: len(place)] == place]
        for scope in scopes if wrote is None else ():
            scope.clear()
        if wrote:
            for scope in scopes:
                scope.update({name: UNKNOWN for name in wrote if name in scope})
            self.known.setdefault(self._home(event), {}).update(wrote)
        if event.answers is not None:
            self.answers[event.element_id] = event.answers
            done = self.doers.setdefault(event.element_id, [])
            if event.by not in done:
                self.doers[event.element_id] = [*done, event.by]
        return frozenset(wrote or ())

    def _variables(self, event: EventRecord) -> dict[str, Any]:
        """Return what is known in the scope of a line: instances see what is around them, called processes only their own."""
        home, found = self._home(event), dict[str, Any]()
        for length in range(len(home) + 1):
            if length and not home[length - 1].endswith("]"):
                found.clear()
            found.update(self.known.get(home[:length], {}))
        return found

    def _home(self, event: EventRecord, *, outside: bool = False) -> tuple[str, ...]:
        """Return the instances and called processes around a line, from the outside in; ``outside`` leaves out its own instance."""
        place = tuple(event.facts.get("place", ()))
        return self._around(place[:-1] if outside and is_own(event, place) else place)

    def _around(self, place: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(part for part in place if part.endswith("]") or self._called(part))

    def _called(self, element_id: str) -> bool:
        node = node_of(self.opened.procedure, element_id)
        return node is not None and node.settings.called is not None


def runs_of(marks: Sequence[Mark], opened: OpenedVersion, process_id: str) -> list[list[Mark]]:
    """Return what was passed inside each run of a process that the case called, one list a run, oldest first. A run that was done
    ends with its own ENDED, as a case does: two that go side by side are never taken for one."""
    running: dict[tuple[str, ...], list[Mark]] = {}
    found: list[list[Mark]] = []
    for mark in marks:
        passed = mark.passed
        node = node_of(opened.procedure, passed.element_id)
        if node is not None and node.settings.called == process_id:
            inside = passed.place if is_instance(passed) else (*passed.place, passed.element_id)
            if passed.what is What.ENTERED:
                running[inside] = []
                found.append(running[inside])
            elif inside in running:
                run = running.pop(inside)
                end = next((each for each in reversed(run) if each.passed.what is What.COMPLETED), None)
                if passed.what is What.COMPLETED and end is not None:
                    run.append(Mark(passed=Passed(What.ENDED, end.passed.element_id, place=inside), at=mark.at, by=""))
            continue
        for place, run in running.items():
            if passed.place[: len(place)] == place:
                run.append(mark)
    return found


def is_own(event: EventRecord, place: tuple[str, ...]) -> bool:
    """Say whether a line is of one instance of a multi-instance."""
    return bool(place) and place[-1].startswith(f"{event.element_id}[")
