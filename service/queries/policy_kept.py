"""Whether a case kept the policy of its own version: the history is held against the invariants, the separation of duties and the
sealed audit. Says what is broken and what the records do not tell; never a word of what a case is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from service.authz.separation import duties_in
from service.cases.guarding import judged
from service.cases.opened import OpenedVersion
from service.cases.register_facts import FACTS, Ask, looked_up
from service.cases.traces import Mark, Teller, is_own, runs_of
from service.domain.behaviour import Passed, What
from service.domain.ports import UnitOfWork
from service.domain.records import AuditEntry, CaseRecord, EventRecord
from service.engine.recalling import is_certain, node_of
from service.policy.invariants.catalogue import catalogue
from service.policy.invariants.formulas import PATHS, Formula, points
from service.policy.invariants.guards import CLAIM, COMPLETE, START, Asked
from service.policy.invariants.judging import judge_trace
from service.policy.invariants.machines import Sight, machines
from service.policy.invariants.resolving import applying, asked, unfit

HISTORY = "history-as-sealed"
SEALED = "The history of a case says what the sealed audit says."
EVERYTHING = 1_000_000
ASSUMED_AT_MOST = 4
DONE_BY_PEOPLE = frozenset({"userTask", "manualTask", "startEvent", "boundaryEvent", "intermediateCatchEvent"})
TAKING = ("task_claimed", "task_completed")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One thing that was found in one case. ``broken`` is False for what the records do not tell. ``check_id`` is the id of an
    invariant or of a rule, ``sentence`` what had to hold; ``at`` and ``element_id`` say when and where, as far as there is a place."""

    case_number: str
    procedure_id: str
    version_number: int
    check_id: str
    sentence: str
    why: str
    broken: bool = True
    at: datetime | None = None
    element_id: str = ""
    element: str = ""


@dataclass(kw_only=True)
class CaseAudit:
    """Judges one case. Reads its history and its part of the audit once. ``judged`` counts what was looked at, ``by_seal`` the guards
    that cannot be asked again, of which the sealed audit alone says that they held."""

    unit: UnitOfWork
    case: CaseRecord
    opened: OpenedVersion
    found: list[Kept] = field(default_factory=list)
    judged: int = 0
    by_seal: int = 0

    def run(self) -> CaseAudit:
        """Judge everything and return itself."""
        events = self.unit.records.events(self.case.case_id)
        entries = self.unit.records.audit(self.case.council, case_id=self.case.case_id, limit=EVERYTHING)
        self._ways(events)
        self._guards(events, entries)
        self._duties(events)
        self._seals(events, entries)
        return self

    def say(
        self, check_id: str, sentence: str, why: str, *, event: EventRecord | Mark | None = None, broken: bool = True
    ) -> None:
        """Write down what was found."""
        element_id = "" if event is None else event.passed.element_id if isinstance(event, Mark) else event.element_id
        self.found.append(
            Kept(
                case_number=self.case.number,
                procedure_id=self.case.procedure_id,
                version_number=self.case.version_number,
                check_id=check_id,
                sentence=sentence,
                why=why,
                broken=broken,
                at=event.at if event is not None else None,
                element_id=element_id,
                element=self.opened.name_of(element_id) if element_id else "",
            )
        )

    # ---- ways

    def _ways(self, events: Sequence[EventRecord]) -> None:
        bundle = self.opened.bundle
        held = [each for each in applying(bundle) if not unfit(each, bundle)]
        marks = Teller(case=self.case, opened=self.opened, asked=asked(held, catalogue(bundle))).marks(events)
        flows_kept = all(self._tells_flows(event) for event in events)
        for invariant in held:
            for formula in invariant.formulas:
                if isinstance(formula, PATHS):
                    for run in self._runs(formula, marks):
                        self.judged += 1
                        self._way(invariant.invariant_id, invariant.says, formula, run, flows_kept=flows_kept)

    def _runs(self, formula: Formula, marks: Sequence[Mark]) -> Sequence[Sequence[Mark]]:
        """Return what a formula is about: the case, or each run of the one process it called that the formula speaks of."""
        elements = catalogue(self.opened.bundle).elements
        about = {elements[point.element_id].process_id for point in points(formula) if point.element_id in elements}
        if len(about) != 1 or self.case.procedure_id in about:
            return [marks]
        return runs_of(marks, self.opened, about.pop())

    def _way(self, check_id: str, sentence: str, formula: Formula, marks: Sequence[Mark], *, flows_kept: bool) -> None:
        known = catalogue(self.opened.bundle)
        sights = [sight for machine in machines(formula, known) for sight in machine.sights]
        if not flows_kept and any(sight.what is What.TAKEN for sight in sights):
            self.say(
                check_id, sentence, "cannot be checked again: this history does not say which flows were taken", broken=False
            )
            return
        unsure = sorted(unsure_of(marks, sights))
        if len(unsure) > ASSUMED_AT_MOST:
            self.say(check_id, sentence, "cannot be checked again: too much of it is not kept", broken=False)
            return
        people = [mark.by or None for mark in marks]
        ats = [judge_trace(formula, assumed(marks, chosen), known, people=people) for chosen in subsets(unsure)]
        broken = [at for at in ats if at is not None]
        if len(broken) == len(ats):
            self.say(check_id, sentence, "it was not kept", event=marks[min(broken)])
        elif broken:
            names = ", ".join(f"“{condition}” at {element_id}" for element_id, condition in unsure)
            self.say(check_id, sentence, f"cannot be checked again: whether {names} held then is not kept", broken=False)

    def _tells_flows(self, event: EventRecord) -> bool:
        if event.what != "entered" or event.facts.get("via") or is_own(event, tuple(event.facts.get("place", ()))):
            return True
        node = node_of(self.opened.procedure, event.element_id)
        return node is None or not node.incoming

    # ---- guards

    def _guards(self, events: Sequence[EventRecord], entries: Sequence[AuditEntry]) -> None:
        if not list(self.opened.guards):
            return
        sealed: dict[str, int] = {}
        for entry in entries:
            for word in str(entry.facts.get("held") or "").split():
                sealed[word] = sealed.get(word, 0) + 1
        teller = Teller(case=self.case, opened=self.opened, asked={})
        done: dict[Asked, int] = {}
        for event in events:
            if event.what == "completed" and self._counts(event):
                for guard in self._asked_at(event):
                    done[guard] = done.get(guard, 0) + 1
                    self._again(guard, event, teller)
                    self._sealed(guard, event, entries, missing=done[guard] > sealed.get(word_of(guard), 0))
            teller.marks_of(event)

    def _asked_at(self, event: EventRecord) -> Iterator[Asked]:
        for moment in (CLAIM, COMPLETE, START):
            yield from self.opened.guards.at(moment, event.element_id)

    def _counts(self, event: EventRecord) -> bool:
        """Say whether a line is of a thing that a guard was asked about: of a multi-instance, each instance."""
        node = node_of(self.opened.procedure, event.element_id)
        multiple = node is not None and node.settings.loop is not None
        return is_own(event, tuple(event.facts.get("place", ()))) == multiple

    def _again(self, guard: Asked, event: EventRecord, teller: Teller) -> None:
        """Ask a guard of a completion again, where answers and registers still tell what it saw."""
        self.judged += 1
        why = f"cannot be asked again: {guard.moment} is not kept with what it saw" if guard.moment != COMPLETE else ""
        unkept = sorted(name for name in guard.facts if name not in FACTS or not FACTS[name].kept)
        if not why and (unkept or not is_certain(guard.expression)):
            why = f"cannot be asked again: “={guard.expression}” reads what is not kept"
        refused = None
        if not why:
            refused = judged([guard], self._saw(guard, event, teller))
            if refused is not None and refused.fault:
                why = f"cannot be asked again: {refused.fault}"
        if why:
            self.by_seal += 1
        elif refused is not None:
            self.say(guard.invariant_id, guard.sentence, "it did not hold when it was completed", event=event)

    def _saw(self, guard: Asked, event: EventRecord, teller: Teller) -> Mapping[str, object]:
        seen = teller.certain(event)
        if guard.facts:
            ask = Ask(unit=self.unit, case=self.case, actor_id=event.by, at=event.at)
            seen["register"] = looked_up(guard.facts, ask)
        return seen

    def _sealed(self, guard: Asked, event: EventRecord, entries: Sequence[AuditEntry], *, missing: bool) -> None:
        """A guard of this version was asked whenever its element was done, and the audit says so; a task's own entry is asked for."""
        task_id = event.facts.get("task_id")
        if task_id and guard.moment != START:
            of_task = [entry for entry in entries if entry.object_id == task_id and entry.verb in TAKING]
            missing = not any(word_of(guard) in str(entry.facts.get("held") or "").split() for entry in of_task)
        if missing:
            self.say(
                guard.invariant_id, guard.sentence, "it was done, and the audit does not say that the guard held", event=event
            )

    # ---- duties and seals

    def _duties(self, events: Sequence[EventRecord]) -> None:
        done: dict[str, set[str]] = {}
        for event in events:
            if event.what != "completed" or event.element_type not in DONE_BY_PEOPLE:
                continue
            element = self.opened.procedure.description.element(event.element_id)
            for duty in duties_in(element.properties) if element else ():
                self.judged += 1
                if event.by in done.get(duty.element_id, ()):
                    other = self.opened.name_of(duty.element_id)
                    sentence = self.opened.pack.rules.get(duty.rule) or f"Somebody else does this than “{other}”"
                    self.say(duty.rule, sentence, f"the same person did “{other}” before", event=event)
            done.setdefault(event.element_id, set()).add(event.by)

    def _seals(self, events: Sequence[EventRecord], entries: Sequence[AuditEntry]) -> None:
        """Hold who completed which task, by the history, against the audit; an entry whose payload was erased tells nothing."""
        erased = any(entry.verb == "task_completed" and not entry.object_id for entry in entries)
        sealed = {entry.object_id: entry.actor_id for entry in entries if entry.verb == "task_completed" and entry.object_id}
        told: dict[str, EventRecord] = {str(event.facts["task_id"]): event for event in events if "task_id" in event.facts}
        for task_id, event in told.items():
            self.judged += 1
            if task_id in sealed and sealed[task_id] != event.by:
                self.say(HISTORY, SEALED, "the audit names another person as the one who completed it", event=event)
            elif task_id not in sealed and not erased:
                self.say(HISTORY, SEALED, "the audit knows nothing of its completion", event=event)
        if sealed.keys() - told.keys():
            self.say(HISTORY, SEALED, f"{len(sealed.keys() - told.keys())} completed tasks of the audit are not in the history")


def word_of(guard: Asked) -> str:
    """Return what the audit says when a guard held."""
    return f"{guard.element_id}:{guard.invariant_id}"


def unsure_of(marks: Sequence[Mark], sights: Sequence[Sight]) -> set[tuple[str, str]]:
    """Return (element id, condition) of what the sights of a formula look for and the history does not tell."""
    return {
        (mark.passed.element_id, condition)
        for mark in marks
        for condition in mark.unsure
        for sight in sights
        if (sight.element_id, sight.condition, sight.what) == (mark.passed.element_id, condition, mark.passed.what)
    }


def assumed(marks: Sequence[Mark], chosen: frozenset[tuple[str, str]]) -> list[Passed]:
    """Return what was passed, as if of all that is not told just the chosen conditions had held."""
    return [
        mark.assuming(frozenset(text for element_id, text in chosen if element_id == mark.passed.element_id)) for mark in marks
    ]


def subsets(items: Sequence[tuple[str, str]]) -> Iterator[frozenset[tuple[str, str]]]:
    """Yield every choice of some of the items."""
    for size in range(len(items) + 1):
        yield from map(frozenset, combinations(items, size))
