"""All that one decision table can be asked and what it then matches, without asking for every combination: inputs for which the
same rules match, and that agree in what is kept, are one. Cells are judged by FEEL itself, once for each cell and value."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from service.domain.errors import Invalid
from service.engine import feel
from service.engine.decisions.domains import ANYTHING, Domain, Interval, domain
from service.engine.decisions.model import DecisionModel, DecisionTable, Input
from service.engine.decisions.run import decide

CLASSES_AT_MOST = 50_000
OTHER_TEXT = "\N{HORIZONTAL ELLIPSIS}any other text"


class NotSwept(Invalid):
    """Not all that the table can be asked is known; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Inputs by name, one example for all that match the same rules, the numbers of these, and the output by name: None where
    nothing matched, lists with the policies that give lists."""

    inputs: Mapping[str, Any]
    matched: tuple[int, ...]
    outputs: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """``combinations`` says for how many combinations of inputs the answers stand."""

    combinations: int
    answers: tuple[Answer, ...]


def sweep(
    model: DecisionModel,
    decision_id: str,
    *,
    kept: frozenset[str] = frozenset(),
    named: Mapping[str, frozenset[str]] = MappingProxyType({}),
    given: Mapping[str, Any] = MappingProxyType({}),
) -> Sweep:
    """Return every answer that a decision can give; inputs that are ``kept`` or read by an output are told apart.

    What may come in are the allowed values of each input, else the values that its cells name, any other text, null, and numbers
    and dates on, between and beyond the bounds in the cells. ``named`` are texts by input that may come in though no cell names
    them: those that somebody asks about.
    Raises: NotSwept; FeelError and DecisionError as ``decide``.
    """
    decision = model.decisions[decision_id]
    table = decision.table
    if table is None or decision.required:
        raise NotSwept(f"{decision_id} is not one table that stands for itself")
    columns = [
        _values(column, [rule.tests[at] for rule in table.rules], named.get(column.expression, frozenset()), given)
        for at, column in enumerate(table.inputs)
    ]
    shown = frozenset(name for rule in table.rules for cell in rule.outputs for name in feel.names(cell))
    read = kept | shown
    names = [column.expression for column in table.inputs]
    classes: dict[tuple[int, tuple[Any, ...]], tuple[Any, ...]] = {((1 << len(table.rules)) - 1, ()): ()}
    for at, values in enumerate(columns):
        masks = _masks(table, at, values)
        following: dict[tuple[int, tuple[Any, ...]], tuple[Any, ...]] = {}
        for (mask, told), chosen in classes.items():
            for value, lets in zip(values, masks, strict=True):
                key = mask & lets, (*told, repr(value)) if names[at] in read else told
                following.setdefault(key, (*chosen, value))
        if len(following) > CLASSES_AT_MOST:
            raise NotSwept(f"{decision_id} has too many combinations of inputs to be told apart")
        classes = following
    answers, known = [], dict[tuple[Any, ...], Answer]()
    for (mask, _), chosen in classes.items():
        inputs = dict(zip(names, chosen, strict=True))
        same = (mask, *(repr(value) for name, value in inputs.items() if name in shown))
        if same not in known:
            known[same] = _answer(model, decision_id, table, {**inputs, **given})
        answers.append(replace(known[same], inputs=inputs))
    return Sweep(combinations=math.prod(map(len, columns)), answers=tuple(answers))


def _answer(model: DecisionModel, decision_id: str, table: DecisionTable, inputs: Mapping[str, Any]) -> Answer:
    made = decide([model], decision_id, inputs, decision_id)
    names = [output.name for output in table.outputs]
    return Answer(inputs=inputs, matched=tuple(rule.number for rule in made.matched), outputs=_by_name(made.output, names))


def _by_name(output: Any, names: list[str]) -> Mapping[str, Any]:
    if isinstance(output, list) and len(names) > 1:
        return {name: [each.get(name) for each in output] for name in names}
    if len(names) == 1:
        return {names[0]: output}
    return {name: None if output is None else output.get(name) for name in names}


def _masks(table: DecisionTable, at: int, values: list[Any]) -> list[int]:
    """Return for each value the rules whose cell in this column lets it through, as bits."""
    cells = sorted({rule.tests[at] for rule in table.rules})
    pairs = [(cell, value) for value in values for cell in cells]
    lets = dict(zip(((cell, repr(value)) for cell, value in pairs), feel.unary_tests(pairs, {}), strict=True))
    return [sum(1 << number for number, rule in enumerate(table.rules) if lets[rule.tests[at], repr(value)]) for value in values]


def _values(column: Input, cells: list[str], named: frozenset[str], given: Mapping[str, Any]) -> list[Any]:
    """Return values that stand for all that may come into a column."""
    if given and feel.names(column.expression) <= given.keys():
        return [feel.evaluate(column.expression, given)]
    if not column.expression.isidentifier():
        raise NotSwept(f"the input “{column.label}” is an expression: {column.expression}")
    allowed = domain(column.allowed) if column.allowed else ANYTHING
    domains = [domain(cell) for cell in cells]
    if allowed is None or any(each is None for each in domains):
        raise NotSwept(f"a cell of the input “{column.label}” is more than values and bounds")
    known = [each for each in (allowed, *domains) if each is not None]
    found = [*_plain(column, known, named), *_numbers(column, known), *_dates(column, known), None]
    tests = feel.unary_tests([(column.allowed, value) for value in found], {}) if column.allowed else [True] * len(found)
    return [value for value, fits in zip(found, tests, strict=True) if fits]


def _plain(column: Input, known: list[Domain], named: frozenset[str]) -> Iterator[Any]:
    if column.type_ref == "boolean" or (not column.type_ref and any(each.booleans and each != ANYTHING for each in known)):
        yield from (True, False)
    texts = sorted({text for each in known for text in each.texts} | named)
    yield from texts
    plain = [each for each in known if each != ANYTHING]
    other = not any(each.booleans or each.numbers or each.dates for each in plain if not each.all_but)
    if not column.allowed and (column.type_ref == "string" or (not column.type_ref and (texts or other))):
        yield OTHER_TEXT


def _numbers(column: Input, known: list[Domain]) -> Iterator[float]:
    bounds = _bounds(interval for each in known for interval in each.numbers)
    if column.type_ref in ("number", "integer", "long", "double", "") and (bounds or column.type_ref):
        beyond = [min(bounds, default=0) - 1, *bounds, max(bounds, default=0) + 1]
        between = [(low + high) / 2 for low, high in pairwise(bounds)]
        yield from sorted({*beyond, *between})


def _dates(column: Input, known: list[Domain]) -> Iterator[str]:
    days = {round(day) for day in _bounds(interval for each in known for interval in each.dates)}
    if column.type_ref == "date" and not days:
        days = {date(2026, 1, 1).toordinal()}
    around = {day + step for day in days for step in (-1, 0, 1)}
    yield from (date.fromordinal(day).isoformat() for day in sorted(around))


def _bounds(intervals: Iterator[Interval]) -> list[float]:
    return sorted({bound for each in intervals for bound in (each.low, each.high) if math.isfinite(bound)})
