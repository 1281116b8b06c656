"""Which ways of a procedure no scenario takes: sequence flows, boundary events, event sub-processes, rules of decision tables.

What lies in a sub-process counts for the procedure that it is drawn in, what lies in a called procedure for that one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from service import engine
from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.domain.execution import Description
from service.domain.records import EventRecord
from service.policy.assurance import procedures_of
from service.policy.decision_rules import TableRule, rules_called
from service.policy.places import Places
from service.policy.soundness.drawn import Drawn


class Kind(StrEnum):
    """What can be taken."""

    FLOW = "flow"
    EVENT = "boundary event"
    PHASE = "event sub-process"
    RULE = "rule"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What happened while scenarios were played. ``flows`` and ``elements`` by id; ``rules`` by decision id and number."""

    flows: frozenset[str] = frozenset()
    elements: frozenset[str] = frozenset()
    rules: frozenset[tuple[str, int]] = frozenset()

    def __or__(self, other: Taken) -> Taken:
        return Taken(flows=self.flows | other.flows, elements=self.elements | other.elements, rules=self.rules | other.rules)


@dataclass(frozen=True, kw_only=True)
class Way:
    """One thing that can be taken. ``way_id`` is the flow's or the element's id, of a rule ``decision#number``; ``words`` say that
    it never is. ``hidden`` behind another one that is never taken, it need not be told apart."""

    kind: Kind
    way_id: str
    words: str
    taken: bool
    file: str = ""
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """One procedure."""

    council: str
    procedure_id: str
    name: str
    file: str
    ways: tuple[Way, ...]

    @cached_property
    def untaken(self) -> tuple[Way, ...]:
        """What no scenario takes, but not what lies right behind it."""
        return tuple(way for way in self.ways if not way.taken and not way.hidden)

    @property
    def percent(self) -> int:
        """How much is taken, rounded down; 100 where there is nothing to take."""
        return 100 * sum(way.taken for way in self.ways) // len(self.ways) if self.ways else 100

    @property
    def marked(self) -> frozenset[str]:
        """Ids of everything drawn that is not taken, to be marked on the diagram."""
        return frozenset(way.way_id for way in self.ways if not way.taken and way.kind is not Kind.RULE)


def taken_of(events: Iterable[EventRecord]) -> Taken:
    """Return what the history of cases says was taken."""
    flows, elements, rules = set[str](), set[str](), set[tuple[str, int]]()
    for event in events:
        flows.update(event.facts.get("via", ()))
        if event.what == "entered":
            elements.add(event.element_id)
        if event.decision is not None:
            rules.update((event.decision["decision_id"], rule["number"]) for rule in event.decision["matched"])
    return Taken(flows=frozenset(flows), elements=frozenset(elements), rules=frozenset(rules))


def coverage(bundles: Iterable[Bundle], taken: Mapping[str, Taken]) -> tuple[Coverage, ...]:
    """Return the coverage of every procedure of the bundles, called ones too, each once. ``taken`` is by council. A bundle that
    cannot be compiled has none."""
    found: dict[tuple[str, str], Coverage] = {}
    for bundle in bundles:
        try:
            parts = procedures_of(bundle, engine.describe(engine.compile_procedure(bundle)))
        except Unfit:
            continue
        for part in parts:
            if (part.council, part.procedure_id) not in found:
                found[part.council, part.procedure_id] = _coverage(part, taken.get(part.council, Taken()))
    return tuple(found[key] for key in sorted(found))


def _coverage(bundle: Bundle, taken: Taken) -> Coverage:
    description = engine.describe(engine.compile_procedure(bundle))
    places = Places(bundle)
    return Coverage(
        council=bundle.council,
        procedure_id=bundle.procedure_id,
        name=description.name or bundle.procedure_id,
        file=places.main.file,
        ways=tuple(_ways(bundle, description, places, taken)),
    )


def _ways(bundle: Bundle, description: Description, places: Places, taken: Taken) -> Iterator[Way]:
    drawn = Drawn(description)
    own = {element.element_id: element for element in description.elements if element.process_id == bundle.procedure_id}
    for line in description.lines:
        if line.source not in own:
            continue
        behind = own[line.source].attached_to is not None and line.source not in taken.elements
        words = f"{sentence(drawn.way(line.flow_id))} is never taken"
        yield Way(
            kind=Kind.FLOW,
            way_id=line.flow_id,
            words=words,
            taken=line.flow_id in taken.flows,
            file=_file(places, line.flow_id),
            hidden=behind,
        )
    for element in own.values():
        if element.attached_to is None and not element.event_sub:
            continue
        kind = Kind.PHASE if element.event_sub else Kind.EVENT
        happens = "begins" if element.event_sub else f"happens at {drawn.name(element.attached_to or '')}"
        yield Way(
            kind=kind,
            way_id=element.element_id,
            words=f"{sentence(drawn.name(element.element_id))} never {happens}",
            taken=element.element_id in taken.elements,
            file=_file(places, element.element_id),
        )
    called = [element.called for element in own.values() if element.kind == "businessRuleTask" and element.called]
    yield from (_rule(rule, taken) for rule in rules_called(bundle, called))


def _rule(rule: TableRule, taken: Taken) -> Way:
    about = f" ({rule.words})" if rule.words else ""
    return Way(
        kind=Kind.RULE,
        way_id=f"{rule.decision_id}#{rule.number}",
        words=f"Rule {rule.number} of “{rule.table}”{about} never matches",
        taken=(rule.decision_id, rule.number) in taken.rules,
        file=rule.file,
    )


def _file(places: Places, element_id: str) -> str:
    place = places.of(element_id)
    return place.file if place else ""


def sentence(words: str) -> str:
    """Return words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]
