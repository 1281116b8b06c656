"""Proves the invariants of a bundle: one exploration for each procedure and level, every formula on it, one verdict each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from connectors.protocol import Operation
from service import engine
from service.domain.behaviour import Behaviour, Evidence
from service.domain.bundle import Bundle
from service.domain.verdicts import Outcome, Verdict
from service.policy import soundness
from service.policy.behaviours import behaviour
from service.policy.invariants.catalogue import Catalogue, catalogue
from service.policy.invariants.formulas import PATHS, Formula, Sound, points
from service.policy.invariants.judging import Graph
from service.policy.invariants.machines import Machine, machines
from service.policy.invariants.resolving import applying, asked, unfit, visible
from service.policy.invariants.standing import Seen, standing
from service.policy.invariants.written import EVERY, Invariant

WEIGHT = (Outcome.BROKEN, Outcome.REFUSED, Outcome.NOT_DECIDED, Outcome.PROVED, Outcome.GUARDED)
"""Of several formulas the first of these that one has is what the invariant is."""
Progress = Callable[[int, int, str], None]


class Explore(Protocol):
    """What gives the behaviour of a bundle."""

    def __call__(
        self,
        bundle: Bundle,
        operations: Mapping[str, Operation],
        /,
        *,
        asked: Mapping[str, tuple[str, ...]],
        visible: frozenset[str],
        by_answers: bool,
    ) -> Behaviour:
        """Return everything that the procedure of a bundle can do."""
        ...


def prove(
    bundle: Bundle,
    operations: Mapping[str, Operation],
    invariants: Iterable[Invariant] | None = None,
    progress: Progress | None = None,
    *,
    explore: Explore = behaviour,
) -> tuple[Verdict, ...]:
    """Return a verdict for each invariant that applies to a bundle (or each of ``invariants``), in the order of writing.

    An invariant about a called procedure is proved on that procedure by itself; one about several is what the worst of them says.
    ``progress`` hears (done, of how many, id). Raises Unfit for a bundle that the engine refuses."""
    wanted = applying(bundle) if invariants is None else tuple(invariants)
    work = _Work(bundle, operations, explore, wanted)
    found = []
    for number, invariant in enumerate(wanted):
        if progress:
            progress(number, len(wanted), invariant.invariant_id)
        found.append(_verdict(invariant, work))
    return tuple(found)


@dataclass(frozen=True)
class Broken:
    """A formula that is broken, and the way that shows it. ``unsure`` says which conditions were taken both ways."""

    why: str
    evidence: Evidence
    unsure: str = ""


@dataclass
class _Work:
    bundle: Bundle
    operations: Mapping[str, Operation]
    explore: Explore
    invariants: tuple[Invariant, ...]
    graphs: dict[tuple[str, bool], Graph] = field(default_factory=dict)

    def part(self, procedure_id: str) -> Bundle:
        """The same files, with the procedure by itself."""
        if procedure_id == self.bundle.procedure_id:
            return self.bundle
        return Bundle(council=self.bundle.council, procedure_id=procedure_id, files=self.bundle.files)

    def procedures(self, invariant: Invariant) -> list[str]:
        if EVERY in invariant.procedures:
            return [self.bundle.procedure_id]
        return [name for name in invariant.procedures if name in catalogue(self.bundle).processes]

    def graph(self, procedure_id: str, level: str) -> Graph:
        """The graph for all invariants of a level about a procedure, explored once."""
        key = procedure_id, level == "C"
        if key not in self.graphs:
            part = self.part(procedure_id)
            known = catalogue(part)
            mine = [
                each
                for each in self.invariants
                if each.level == level and procedure_id in self.procedures(each) and not unfit(each, self.bundle)
            ]
            conditions = asked(mine, known) if level == "C" else {}
            self.graphs[key] = Graph(
                self.explore(part, self.operations, asked=conditions, visible=visible(mine), by_answers=level == "C")
            )
        return self.graphs[key]


def _verdict(invariant: Invariant, work: _Work) -> Verdict:
    begun = time.perf_counter()
    verdict = Verdict(
        check_id=invariant.invariant_id,
        sentence=invariant.says,
        source=invariant.source,
        level=invariant.level,
        formal="; ".join(invariant.formal),
        outcome=Outcome.GUARDED,
        why=f"Held by {invariant.enforced}." if invariant.enforced else "It is asked while cases run.",
        elements=tuple(dict.fromkeys(point.element_id for formula in invariant.formulas for point in points(formula))),
        procedure_id=next(iter(work.procedures(invariant)), work.bundle.procedure_id),
    )
    findings = unfit(invariant, work.bundle)
    if findings:
        said = " ".join(f"{each.message.partition(': ')[2]}." for each in findings)
        return replace(verdict, outcome=Outcome.REFUSED, why=said)
    explored = time.perf_counter()
    for procedure_id in work.procedures(invariant):
        if any(_on_graph(each, invariant) for each in invariant.formulas):
            work.graph(procedure_id, invariant.level)
    begun += time.perf_counter() - explored
    found = [
        (procedure_id, each)
        for procedure_id in work.procedures(invariant)
        for formula in invariant.formulas
        for each in _formula(formula, invariant, procedure_id, work)
    ]
    return replace(_worst(verdict, found), seconds=time.perf_counter() - begun)


def _worst(verdict: Verdict, found: list[tuple[str, Seen | Broken]]) -> Verdict:
    """Return the verdict with the outcome, the reasons and the evidence of the formulas that decide."""
    if not found:
        return verdict
    outcomes = [Outcome.BROKEN if isinstance(each, Broken) else each.outcome for _, each in found]
    worst = min(outcomes, key=WEIGHT.index)
    deciding = [pair for pair, outcome in zip(found, outcomes, strict=True) if outcome is worst]
    broken = [(procedure_id, each.evidence) for procedure_id, each in deciding if isinstance(each, Broken)]
    procedure_id, evidence = min(broken, key=lambda pair: len(pair[1].moves)) if broken else (deciding[0][0], None)
    shown = tuple(name for _, each in deciding if isinstance(each, Seen) for name in each.elements)
    reasons = [each.why for _, each in deciding] + [each.unsure for _, each in deciding if isinstance(each, Broken)]
    if worst is Outcome.PROVED and Outcome.GUARDED in outcomes:
        reasons.append("What the diagram cannot show is asked while cases run.")
    return replace(
        verdict,
        outcome=worst,
        why=" ".join(dict.fromkeys(reason for reason in reasons if reason)) or verdict.why,
        evidence=evidence,
        elements=tuple(dict.fromkeys((*shown, *verdict.elements))),
        procedure_id=procedure_id,
    )


def _formula(formula: Formula, invariant: Invariant, procedure_id: str, work: _Work) -> Iterator[Seen | Broken]:
    known = catalogue(work.bundle)
    if isinstance(formula, Sound):
        yield from _sound(procedure_id, work)
    elif _on_graph(formula, invariant):
        yield _on(formula, work.graph(procedure_id, invariant.level), known)
    else:
        yield standing(formula, work.bundle, known) or Seen(Outcome.GUARDED, "It is asked while cases run.")


def _on_graph(formula: Formula, invariant: Invariant) -> bool:
    return isinstance(formula, PATHS) and invariant.level != "R" and not getattr(formula, "people", False)


def _sound(procedure_id: str, work: _Work) -> Iterator[Seen | Broken]:
    part = work.part(procedure_id)
    described = engine.describe(engine.compile_procedure(part))
    graph = work.explore(part, work.operations, asked={}, visible=soundness.jobs(described), by_answers=False)
    for verdict in soundness.judge(graph, described):
        if verdict.outcome is Outcome.BROKEN and verdict.evidence is not None:
            yield Broken(verdict.why, verdict.evidence)
        else:
            why = (
                "Every case can end, and nothing is left open or drawn in vain."
                if verdict.outcome is Outcome.PROVED
                else verdict.why
            )
            yield Seen(verdict.outcome, why, verdict.elements)


def _on(formula: Formula, graph: Graph, known: Catalogue) -> Seen | Broken:
    behaviour = graph.behaviour
    made = machines(formula, known)
    broken = [(evidence, machine) for machine in made if (evidence := graph.find(machine)) is not None]
    if broken:
        evidence, machine = min(broken, key=lambda pair: len(pair[0].moves))
        return Broken(f"{_named(machine.says, known)}.", evidence, _unsure(behaviour))
    if not behaviour.whole:
        return Seen(Outcome.NOT_DECIDED, f"Not everything was looked at: {behaviour.stopped}.")
    return _idle(formula, made, graph, known) or Seen(Outcome.PROVED, f"It holds in all {len(behaviour.rests):,} situations.")


def _idle(formula: Formula, made: Iterable[Machine], graph: Graph, known: Catalogue) -> Seen | None:
    """Return how a formula stands that holds only because what it speaks of never happens; None when it does happen."""
    for sight in dict.fromkeys(sight for machine in made for sight in machine.reaches):
        if graph.happens(sight):
            continue
        given = f" with {sight.condition}" if sight.condition else ""
        if given or sight.element_id in known.elements:
            return Seen(Outcome.REFUSED, _named(f"“{sight.element_id}”{given} never happens, so nothing is shown.", known))
    return None


def _unsure(behaviour: Behaviour) -> str:
    if not behaviour.unsure:
        return ""
    return f"Taken both ways, because they read what can be anything: {'; '.join(behaviour.unsure)}."


def _named(text: str, known: Catalogue) -> str:
    """Return the text with the name of each element beside its id."""
    for element_id, entry in known.elements.items():
        if entry.name:
            text = text.replace(f"“{element_id}”", f"“{entry.name}” ({element_id})")
    return text
