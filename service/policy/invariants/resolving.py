"""Holds invariants against a bundle: which apply, and whether all that they name is there. An unknown name is a finding with the
nearest known one; nothing is proved here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from service.domain.behaviour import ENTERING, What
from service.domain.bundle import Bundle
from service.domain.findings import Finding
from service.engine import feel
from service.policy.invariants.catalogue import Catalogue, Entry, catalogue, near
from service.policy.invariants.formulas import (
    PATHS,
    Card,
    Ends,
    Formula,
    Guard,
    Lane,
    NoLane,
    NoOperation,
    NoReach,
    Point,
    Sound,
    Table,
    Total,
    points,
)
from service.policy.invariants.guards import faults
from service.policy.invariants.machines import machines
from service.policy.invariants.written import EVERY, RULE, Invariant, written


def applying(bundle: Bundle) -> tuple[Invariant, ...]:
    """Return the invariants that a bundle brings along and that are about a process it has, in their order."""
    known = catalogue(bundle).processes
    return tuple(each for each in written(bundle) if any(name in known or name == EVERY for name in each.procedures))


def unfit(invariant: Invariant, bundle: Bundle) -> tuple[Finding, ...]:
    """Return what an invariant that applies to a bundle names and the bundle does not have, or cannot judge."""
    known = catalogue(bundle)
    messages = [text for formula in invariant.formulas for text in _wrong(formula, invariant, known)]
    return tuple(
        Finding(rule=RULE, file=invariant.file, message=f"{invariant.invariant_id}: {text}") for text in dict.fromkeys(messages)
    )


def lost(files: Mapping[str, bytes], *, council: str) -> tuple[Finding, ...]:
    """Return what none of a council's diagrams has, all its own and the shared ones taken together: processes that invariants are
    about, so that they would apply to nothing in silence, and elements that must not be reached."""
    everything = Bundle(council=council, procedure_id="", files=files)
    known = catalogue(everything)
    return tuple(
        Finding(rule=RULE, file=invariant.file, message=f"{invariant.invariant_id}: {message}")
        for invariant in written(everything)
        for message in dict.fromkeys(_lost(invariant, known))
    )


def _lost(invariant: Invariant, known: Catalogue) -> Iterator[str]:
    for name in invariant.procedures:
        if name not in {*known.processes, EVERY}:
            yield f"No diagram has the process {name!r}{near(name, known.processes)}"
    for formula in invariant.formulas:
        for point in formula.target.items if isinstance(formula, NoReach) else ():
            yield from _element(point, known)


def asked(invariants: Iterable[Invariant], known: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """Return the FEEL conditions to judge when an element is completed, by its id, and when it is entered, by ``entered:`` and its
    id; answers of gateways are flows instead."""
    found: dict[str, dict[str, None]] = {}
    for invariant in invariants:
        for formula in invariant.formulas:
            for sight in (sight for machine in machines(formula, known) for sight in machine.sights):
                if sight.condition and sight.element_id:
                    key = sight.element_id if sight.what is What.COMPLETED else f"{ENTERING}{sight.element_id}"
                    found.setdefault(key, {})[sight.condition] = None
    return {key: tuple(texts) for key, texts in found.items()}


def visible(invariants: Iterable[Invariant]) -> frozenset[str]:
    """Return the elements whose order matters: those that formulas about ways name."""
    return frozenset(
        point.element_id
        for invariant in invariants
        for formula in invariant.formulas
        if isinstance(formula, PATHS)
        for point in points(formula)
    )


def _wrong(formula: Formula, invariant: Invariant, known: Catalogue) -> Iterator[str]:
    for point in points(formula):
        # What a process does not even have it cannot reach: this target may be another procedure's.
        if not (isinstance(formula, NoReach) and point in formula.target.items):
            yield from _element(point, known)
    match formula:
        case Guard(at) if at.element_id in known.elements:
            yield from faults(invariant, formula, kind=known.elements[at.element_id].kind)
        case Ends(_, ends):
            yield from _ends(ends.items, known)
        case Card(of) if not formula.people and getattr(known.elements.get(of.element_id), "multiple", False):
            yield f"{of} is done for each item of a list, which is not counted on a diagram: count people at level R instead"
        case Lane(_, role) | NoLane(_, role):
            yield from _role(role, known)
        case Total(decision_id) | Table(decision_id):
            yield from _decision(formula, decision_id, known)
    if isinstance(formula, NoLane | NoOperation | Sound) and formula.process_id not in {*known.processes, EVERY}:
        yield f"No diagram has the process {formula.process_id!r}{near(formula.process_id, known.processes)}"
    if isinstance(formula, PATHS):
        yield from _conditions(formula, invariant, known)


def _element(point: Point, known: Catalogue) -> Iterator[str]:
    if point.element_id not in known.elements:
        yield f"The diagram has no element {point.element_id!r}{known.nearest(point.element_id)}"


def _conditions(formula: Formula, invariant: Invariant, known: Catalogue) -> Iterator[str]:
    for point in points(formula):
        entry = known.elements.get(point.element_id)
        if entry is None or not point.condition:
            continue
        if entry.gateway:
            yield from _answer(entry, point)
            continue
        if entry.multiple:
            yield f"{point} is done for each item of a list: put the condition on a step after it"
        if invariant.level == "D":
            yield f"{point} has a condition over answers, which needs level C"
        if error := feel.parse_error(point.condition):
            yield f"The condition of {point} cannot be read as FEEL ({error})"


def _answer(entry: Entry, point: Point) -> Iterator[str]:
    if entry.flow(point.condition) is None:
        answers = {label or flow_id: None for flow_id, label in entry.flows}
        hint = near(point.condition, answers) or f"; its answers are {', '.join(map(repr, answers))}"
        yield f"{entry.element_id} has no answer {point.condition!r}{hint}"


def _ends(ends: Iterable[Point], known: Catalogue) -> Iterator[str]:
    for point in ends:
        entry = known.elements.get(point.element_id)
        if entry is not None and entry.kind != "endEvent":
            yield f"{point.element_id} is no end event"


def _role(role: str, known: Catalogue) -> Iterator[str]:
    if known.roles and role not in known.roles:
        yield f"The policy pack has no role {role!r}{near(role, known.roles)}"


def _decision(formula: Total | Table, decision_id: str, known: Catalogue) -> Iterator[str]:
    if decision_id not in known.decisions:
        yield f"No table has the decision {decision_id!r}{near(decision_id, known.decisions)}"
    for text in (formula.when, formula.then) if isinstance(formula, Table) else ():
        if error := feel.parse_error(text):
            yield f"{text!r} cannot be read as FEEL ({error})"
