"""Guards of a procedure by the place where they are asked: a task that is taken or completed, an activity that begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from service.domain.bundle import Bundle
from service.domain.execution import Description, Element
from service.engine import feel
from service.policy.invariants.formulas import Guard
from service.policy.invariants.written import Invariant, written

CLAIM, COMPLETE, START = "claim", "complete", "start"
PEOPLES = frozenset({"userTask", "manualTask"})
JOBS = frozenset({"serviceTask", "sendTask"})
BEGINNING = PEOPLES | JOBS | {"task", "scriptTask", "businessRuleTask", "receiveTask", "subProcess", "callActivity"}
FITTING: Mapping[str, frozenset[str]] = {CLAIM: PEOPLES, COMPLETE: PEOPLES, START: BEGINNING}
READ = re.compile(r"\bregister\s*\.\s*(\w+)")

REGISTER: Mapping[str, str] = {
    "sessionsOfCase": "the sessions of this case so far, oldest first: account, person, caseId, number, openedAt, closedAt",
    "openSessions": "the sessions of the council that nobody has closed, with the same",
    "accounts": "the official accounts of the council: id, platform, purpose, status, overseer",
    "workers": "the access workers of the council: person, status, until",
    "workerStatus": "the status of the actor as an access worker, null for somebody who is none",
    "activeWorkers": "how many access workers are active",
    "documents": "the documents of this case: id, status, addedBy",
    "inadmissible": "the ids of the documents of this case that may not be used",
}
"""What a guard may read as ``register``; looked up only when it does."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One guard at one place. ``expression`` is FEEL; ``facts`` are the names it reads of ``register``."""

    invariant_id: str
    sentence: str
    element_id: str
    moment: str
    expression: str
    facts: frozenset[str] = frozenset()


class Guards:
    """All guards of a version. Asking for a place that has none costs one look-up."""

    def __init__(self, asked: Iterable[Asked]) -> None:
        self._by_place: dict[tuple[str, str], tuple[Asked, ...]] = {}
        for each in asked:
            place = each.moment, each.element_id
            self._by_place[place] = (*self._by_place.get(place, ()), each)

    def at(self, moment: str, element_id: str) -> tuple[Asked, ...]:
        """Return the guards of an element at a moment, in the order of writing."""
        return self._by_place.get((moment, element_id), ())

    def __iter__(self) -> Iterator[Asked]:
        for each in self._by_place.values():
            yield from each

    def starting(self, description: Description) -> frozenset[str]:
        """Return the ids of the elements that the engine asks about as they begin. A job asks as it runs, in its transaction."""
        kinds = {element.element_id: element.kind for element in description.elements}
        return frozenset(each.element_id for each in self if each.moment == START and kinds[each.element_id] not in JOBS)


def guards_of(bundle: Bundle, description: Description) -> Guards:
    """Return the guards that hold in a procedure and in what it calls."""
    return Guards(each for invariant in written(bundle) for each in _of(invariant, bundle, description))


def faults(invariant: Invariant, guard: Guard, *, kind: str) -> Iterator[str]:
    """Yield why a guard would never be asked at an element of this kind, or could not be judged."""
    at = guard.at
    if at.condition or at.moment:
        yield f"A guard names an element without condition: {at}"
    if not any(kind in FITTING.get(moment, ()) for moment in invariant.at):
        yield f"Nobody asks a guard of {at.element_id} at {' or '.join(invariant.at)}: {_where(kind)}"
    if error := feel.parse_error(guard.expression):
        yield f"The guard {guard.expression!r} cannot be read as FEEL ({error})"
    for name in sorted(set(READ.findall(guard.expression)) - REGISTER.keys()):
        yield f"The registers know no {name!r}; a guard may read {', '.join(REGISTER)}"


def _of(invariant: Invariant, bundle: Bundle, description: Description) -> Iterator[Asked]:
    for guard, element in _here(invariant, bundle, description):
        for moment in invariant.at:
            if element.kind in FITTING[moment]:
                yield Asked(
                    invariant_id=invariant.invariant_id,
                    sentence=invariant.says,
                    element_id=element.element_id,
                    moment=moment,
                    expression=guard.expression,
                    facts=frozenset(READ.findall(guard.expression)),
                )


def _here(invariant: Invariant, bundle: Bundle, description: Description) -> Iterator[tuple[Guard, Element]]:
    for guard in invariant.guards:
        element = description.element(guard.at.element_id)
        if element is not None and (invariant.about(element.process_id) or invariant.about(bundle.procedure_id)):
            yield guard, element


def _where(kind: str) -> str:
    if kind in BEGINNING:
        return "a step that no person does has 'start' only"
    return "guards stand at tasks, jobs, scripts, decisions and sub-processes"
