"""Formulas that are seen on the diagram and its tables as they stand, without any way through them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from service.domain.bundle import Bundle
from service.domain.errors import Invalid, Unfit
from service.domain.verdicts import Outcome
from service.engine import feel
from service.engine.decisions.reader import load
from service.engine.decisions.sweep import Answer, NotSwept, sweep
from service.policy import pack
from service.policy.invariants.catalogue import Catalogue
from service.policy.invariants.formulas import Formula, Lane, NoLane, NoOperation, Table, Total
from service.policy.paths import pack_path
from service.policy.reach import index

_TEXT = re.compile(r'"([^"]*)"')
_COMPARED = re.compile(r'(\w+)\s*(?:!?=|\bin\b)\s*(\(?\s*"[^"]*"(?:\s*,\s*"[^"]*")*)')


@dataclass(frozen=True)
class Seen:
    """How a formula stands: the outcome, why, and the elements that show it."""

    outcome: Outcome
    why: str
    elements: tuple[str, ...] = ()


def standing(formula: Formula, bundle: Bundle, known: Catalogue) -> Seen | None:
    """Return how a formula stands, None for one that is not seen on the diagram as it stands."""
    match formula:
        case Lane():
            return _lane(formula, known)
        case NoLane():
            return _no_lane(formula, known)
        case NoOperation():
            return _no_operation(formula, known)
        case Total(decision_id):
            return _judged(decision_id, "", "", bundle)
        case Table(decision_id, when, then):
            return _judged(decision_id, when, then, bundle)
        case _:
            return None


def _lane(formula: Lane, known: Catalogue) -> Seen:
    entry = known.elements[formula.of.element_id]
    if entry.performers == {formula.role}:
        return Seen(Outcome.PROVED, f"“{entry.element_id}” is done by {formula.role}.", (entry.element_id,))
    who = ", ".join(sorted(entry.performers)) or "nobody who is named"
    return Seen(Outcome.BROKEN, f"“{entry.element_id}” is done by {who}, not by {formula.role} alone.", (entry.element_id,))


def _no_lane(formula: NoLane, known: Catalogue) -> Seen:
    inside = [each for each in known.elements.values() if formula.process_id in (each.process_id, "*")]
    found = tuple(each.element_id for each in inside if formula.role in each.performers)
    lanes = [process for process, roles in known.lanes.items() if formula.process_id in (process, "*") and formula.role in roles]
    if found or lanes:
        return Seen(Outcome.BROKEN, f"{formula.role} has a part in {formula.process_id}.", found)
    return Seen(Outcome.PROVED, f"No lane and no step of {formula.process_id} is of {formula.role}.")


def _no_operation(formula: NoOperation, known: Catalogue) -> Seen:
    inside = [each for each in known.elements.values() if formula.process_id in (each.process_id, "*")]
    found = tuple(each.element_id for each in inside if fnmatchcase(each.operation, formula.operation))
    if found:
        return Seen(Outcome.BROKEN, f"{', '.join(found)} runs {formula.operation}.", found)
    return Seen(Outcome.PROVED, f"No step of {formula.process_id} runs {formula.operation}.")


def _judged(decision_id: str, when: str, then: str, bundle: Bundle) -> Seen:
    path = index(bundle.files, council=bundle.council).decisions[decision_id]
    read = frozenset(name for text in (when, then) if text for name in feel.names(text))
    try:
        swept = sweep(load(bundle.files[path], file=path), decision_id, kept=read, named=_named(when, then), given=_given(bundle))
        says = _Says()
        asked = [each for each in swept.answers if not when or says(when, each)]
        wrong = next(_against(asked, then, says), None)
    except NotSwept as error:
        return Seen(Outcome.NOT_DECIDED, f"Not all inputs of {decision_id} can be gone through: {error}.")
    except Invalid as error:
        return Seen(Outcome.BROKEN, f"For some inputs {decision_id} gives no answer at all: {error}.", (decision_id,))
    if not asked:
        return Seen(Outcome.REFUSED, f"No input of {decision_id} satisfies {when}, so nothing is shown.")
    if wrong is None:
        return Seen(Outcome.PROVED, f"It holds for all {swept.combinations:,} combinations of inputs of {decision_id}.")
    return Seen(Outcome.BROKEN, wrong, (decision_id,))


def _given(bundle: Bundle) -> Mapping[str, Any]:
    """Return what every table of a council may read and nobody answers: the parameters of its policy pack; nothing without one."""
    path = pack_path(bundle.council)
    try:
        return {"pack": dict(pack.load(bundle.files[path], file=path).parameters)} if path in bundle.files else {}
    except Unfit:
        return {}


def _named(*texts: str) -> Mapping[str, frozenset[str]]:
    """Return the texts that a name is compared with: what a formula asks about may come in though no cell of the table names it."""
    found: dict[str, frozenset[str]] = {}
    for text in texts:
        for name, values in _COMPARED.findall(text):
            found[name] = found.get(name, frozenset()) | frozenset(_TEXT.findall(values))
    return found


class _Says:
    """Says whether FEEL holds for an answer; it is evaluated once for all answers that look the same to it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], bool] = {}

    def __call__(self, text: str, answer: Answer) -> bool:
        seen = {**answer.outputs, **answer.inputs}
        names = feel.names(text)
        key = (text, *(f"{name}={value!r}" for name, value in seen.items() if name in names))
        if key not in self._known:
            self._known[key] = feel.evaluate(text, seen) is True
        return self._known[key]


def _against(answers: Iterable[Answer], then: str, says: _Says) -> Iterator[str]:
    """Yield what is wrong with each answer that is against the formula; without one, with each that no rule gives."""
    for answer in answers:
        if not then:
            if not answer.matched and all(value in (None, []) for value in answer.outputs.values()):
                yield f"No rule matches, for instance when {_listed(answer.inputs)}."
        elif not says(then, answer):
            rules = f"rule {', '.join(map(str, answer.matched))} gives" if answer.matched else "no rule matches:"
            yield f"When {_listed(answer.inputs)}, {rules} {_listed(answer.outputs)}."


def _listed(values: Mapping[str, Any]) -> str:
    return " and ".join(f"{name} is {_plain(value)}" for name, value in values.items())


def _plain(value: Any) -> str:
    if value is None:
        return "empty"
    return str(value).lower() if isinstance(value, bool) else f"“{value}”" if isinstance(value, str) else f"{value}"
