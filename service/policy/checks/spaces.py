"""What may come into the inputs of a decision table: allowed values, declared types, form fields, results of other decisions."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from service.domain.errors import Unfit
from service.engine import decisions
from service.engine.decisions import Decision, DecisionModel
from service.engine.decisions.boxes import Column, is_empty
from service.engine.decisions.domains import ANYTHING, EVERY, Domain, Interval, domain
from service.engine.decisions.model import Input
from service.form_schemas import Field, Kind
from service.policy.checks.subject import Subject
from service.policy.checks.variables import Variables
from service.policy.dataflow import ANSWERS, Write, is_plain, words

TEXTS = Domain(all_but=True)
BOTH = Domain(booleans=frozenset({True, False}))
NUMBERS = Domain(numbers=(EVERY,))
DATES = Domain(dates=(EVERY,))
TYPES = {
    "string": TEXTS,
    "boolean": BOTH,
    "number": NUMBERS,
    "integer": NUMBERS,
    "long": NUMBERS,
    "double": NUMBERS,
    "date": DATES,
}
COUNTED = re.compile(r"(count|string length)\(")


@dataclass(frozen=True)
class Space:
    """``column`` is what surely may come in, ``widest`` what may at most. ``free`` says that the values come from an expression, so
    that two columns which read the same may hang together."""

    column: Column
    widest: Column
    reads: frozenset[str] = frozenset()
    free: bool = False


@dataclass(frozen=True)
class Judged:
    """A decision table with the spaces of its columns."""

    decision: Decision
    model: DecisionModel
    spaces: tuple[Space, ...]

    @property
    def columns(self) -> list[Column]:
        """What surely may come in: a gap in it is one."""
        return [space.column for space in self.spaces]

    @property
    def widest(self) -> list[Column]:
        """What may come in at most, whoever uses the table: a rule that decides nothing in it never does."""
        return [space.widest for space in self.spaces]

    def said(self, example: Mapping[int, str]) -> str:
        """Return an example of inputs in words."""
        assert self.decision.table is not None
        inputs = self.decision.table.inputs
        return " and ".join(f"{inputs[at].label} is {value}" for at, value in example.items()) or "always"


def tables(subject: Subject) -> Iterator[Judged]:
    """Yield the decision tables of the bundle that can be run."""
    for path, content in subject.files(".dmn"):
        try:
            model = decisions.load(content, file=path)
        except Unfit:
            continue
        if any(finding.rule == "feel-syntax" for finding in decisions.check(content, file=path)):
            continue
        for decision in model.decisions.values():
            if decision.table is not None:
                yield Judged(decision, model, tuple(_spaces(subject, model, decision)))


def _spaces(subject: Subject, model: DecisionModel, decision: Decision) -> Iterator[Space]:
    assert decision.table is not None
    for at, column in enumerate(decision.table.inputs):
        cells = [found for rule in decision.table.rules if (found := domain(rule.tests[at])) is not None and found != ANYTHING]
        yield _space(subject, model, decision, column, cells)


def _space(subject: Subject, model: DecisionModel, decision: Decision, column: Input, cells: list[Domain]) -> Space:
    text, plain = column.expression.strip(), is_plain(column.expression)
    reads = words(text).names
    kind = _of_type(model.program.get("types", {}), column.type_ref)
    listed = domain(column.allowed) if column.allowed else None
    known = listed if listed is not None else kind if kind is not None and kind not in TYPES.values() else None
    if known is not None:
        return Space(Column(known), Column(known), reads, not plain)
    if not plain:
        return Space(_computed(text, kind, cells), Column(ANYTHING), reads, True)
    found = _of_decision(model, decision, text) or _of_variable(subject, model, decision, text)
    if found is None or is_empty(found.space):
        found = Column(kind or _kinds(cells))
    return Space(found, Column(ANYTHING), reads)


def _of_type(types: Mapping[str, Any], name: str) -> Domain | None:
    """Return the values of a type by its name, None where it has no name or is no plain one."""
    if name in TYPES:
        return TYPES[name]
    definition = types.get(name)
    if definition is None or definition["isList"] or definition["components"]:
        return None
    base = _of_type({key: each for key, each in types.items() if key != name}, definition["typeRef"])
    allowed = domain(definition["allowed"]) if definition["allowed"] else None
    return base if allowed is None else allowed if base is None else base & allowed


def _kinds(cells: list[Domain]) -> Domain:
    """Return all values of the kinds that a column's cells speak of."""
    kinds = Domain()
    for cell in cells:
        kinds |= TEXTS if cell.texts and not cell.booleans else Domain()
        kinds |= BOTH if len(cell.booleans) == 1 else Domain()
        kinds |= NUMBERS if cell.numbers and EVERY not in cell.numbers else Domain()
        kinds |= DATES if cell.dates and EVERY not in cell.dates else Domain()
    return kinds if not is_empty(kinds) else TEXTS


def _computed(text: str, kind: Domain | None, cells: list[Domain]) -> Column:
    """Return the column of an expression: of texts those that its cells name, of numbers those between the ones they name."""
    if kind == BOTH:
        return Column(BOTH)
    named = Domain(texts=frozenset().union(*(cell.texts for cell in cells)) if cells else frozenset())
    named |= Domain(
        numbers=_span([span for cell in cells for span in cell.numbers]),
        dates=_span([span for cell in cells for span in cell.dates]),
    )
    if any(len(cell.booleans) == 1 for cell in cells):
        named |= BOTH
    return Column(ANYTHING if is_empty(named) else named, whole=COUNTED.match(text) is not None)


def _span(intervals: list[Interval]) -> tuple[Interval, ...]:
    """Return what lies between the bounds that some intervals name."""
    bounds = [each for span in intervals for each in (span.low, span.high) if not math.isinf(each)]
    return (Interval(min(bounds), True, max(bounds), True),) if bounds else ()


def _of_decision(model: DecisionModel, decision: Decision, name: str) -> Column | None:
    """Return what a required decision can give, where its table says so in literals."""
    for required in decision.required:
        other = model.decisions.get(required)
        if other is None or name not in other.known_as or other.table is None or len(other.table.outputs) != 1:
            continue
        if other.table.hit_policy.value not in "UAPF":
            return None
        texts = [rule.outputs[0] for rule in other.table.rules] + [
            output.default for output in other.table.outputs if output.default
        ]
        found = [domain(text) for text in texts]
        known = [each for each in found if each is not None]
        return Column(reduce(or_, known)) if known and len(known) == len(found) else None
    return None


def _of_variable(subject: Subject, model: DecisionModel, decision: Decision, name: str) -> Column | None:
    """Return what a variable can hold where the decision is made, None where that cannot be told."""
    if subject.variables is None:
        return None
    asking = {f"the decision {each}" for each in model.decisions if decision.decision_id in _needed(model, each)}
    found = None
    for read, _, must in subject.variables.judged():
        if read.what not in asking:
            continue
        one = _Values(subject.variables).of(read.process, name, frozenset(), at=read.element_id, must=must)
        if one is None:
            return None
        found = one if found is None else Column(found.space | one.space, found.whole or one.whole)
    return found


def _needed(model: DecisionModel, decision_id: str) -> set[str]:
    """Return a decision with all that it requires, directly or not."""
    seen, waiting = {decision_id}, [decision_id]
    while waiting:
        new = {each for each in model.decisions[waiting.pop()].required if each in model.decisions} - seen
        seen |= new
        waiting.extend(new)
    return seen


Seen = frozenset[tuple[str, str]]


class _Values:
    """Follows a variable back to the fields and literals that it comes from."""

    def __init__(self, variables: Variables) -> None:
        self.flow = variables.flow

    def of(self, process: str, name: str, seen: Seen, *, at: str = "", must: frozenset[str] = frozenset()) -> Column | None:
        """Return the values of a variable, none where nothing sets it. ``at`` is the step that sees its own inputs too, ``must`` what is
        set there on every way: then no starter's value is left, and no caller's where a form of the process has asked for it."""
        if (process, name) in seen:
            return Column(Domain())
        if process == self.flow.main and self.flow.open_main and name not in must:
            return None
        seen |= {(process, name)}
        found: list[Column | None] = []
        for write in self.flow.writes:
            if write.process == process and write.name == name and (not write.inside or write.element_id == at):
                found.append(self.written(write, seen))
        answered = any(
            each.process == process and each.name == name and ANSWERS + each.element_id in must for each in self.flow.writes
        )
        for caller, element_id, hands_on in () if answered else self.flow.callers.get(process, ()):
            given = [each for each in self.flow.writes if each.element_id == element_id and each.name == name and each.inside]
            found += [self.written(each, seen) for each in given]
            if hands_on and not given:
                found.append(self.of(caller, name, seen, must=must))
        known = [each for each in found if each is not None]
        if len(known) < len(found):
            return None
        return Column(reduce(or_, (each.space for each in known), Domain()), bool(known) and all(each.whole for each in known))

    def written(self, write: Write, seen: Seen) -> Column | None:
        if write.form_id is not None and (not write.source or write.source.removeprefix("=").strip() in write.own):
            key = write.source.removeprefix("=").strip() or write.name
            form = self.flow.forms.get(write.form_id)
            field = next((each for each in form.fields if each.key == key), None) if form else None
            return _of_field(field, lambda text: self.computed(text, write, seen)) if field else None
        if not write.source:
            return None
        if not write.source.lstrip().startswith("="):
            return Column(Domain(texts=frozenset({write.source})))
        return self.computed(write.source.lstrip().removeprefix("=").strip(), write, seen)

    def computed(self, text: str, write: Write, seen: Seen) -> Column | None:
        if text in ("null", "true", "false") or not is_plain(text):
            literal = domain(text)
            plain = literal is not None and text not in ("", "-") and not text.startswith(("<", ">", "not"))
            return Column(literal) if plain and literal is not None else None
        return self.of(write.process, text, seen) if text not in write.own else None


def _of_field(field: Field, computed: Any) -> Column | None:
    """Return what an answer can be; null only where the field may be left empty or hidden."""
    null = Domain(null=not field.required or field.hide is not None)
    match field.kind:
        case Kind.RADIO | Kind.SELECT if not field.options_from:
            values = [option.value for option in field.options]
            numbers = tuple(Interval(float(each), True, float(each), True) for each in values if not isinstance(each, str))
            return Column(null | Domain(texts=frozenset(each for each in values if isinstance(each, str)), numbers=numbers))
        case Kind.YESNO:
            return Column(null | BOTH)
        case Kind.DECLARE:
            return Column(null | Domain(booleans=frozenset({True})))
        case Kind.TICK:
            return Column(null | BOTH)
        case Kind.NUMBER:
            low = float("-inf") if field.minimum is None else field.minimum
            high = float("inf") if field.maximum is None else field.maximum
            span = Interval(low, field.minimum is not None, high, field.maximum is not None)
            return Column(null | Domain(numbers=(span,)), whole=field.decimals == 0)
        case Kind.DATE:
            return Column(null | DATES)
        case Kind.AUTO:
            found: Column | None = computed(field.value or "")
            return found
        case _:
            return None
