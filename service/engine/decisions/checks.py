"""What is wrong with a decision file, found before anybody runs it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from service.domain.errors import Unfit
from service.domain.findings import Finding
from service.engine import feel
from service.engine.decisions.boxed import texts
from service.engine.decisions.domains import ANYTHING, Domain, domain, literals
from service.engine.decisions.model import Decision, DecisionModel, DecisionTable, HitPolicy, Rule
from service.engine.decisions.reader import load

_EXTERNAL = re.compile(r"\)\s*external\b")


def check(content: bytes, *, file: str) -> list[Finding]:
    """Return the findings of a DMN file: what ``load`` refuses, and where it can be loaded expressions and cells that are not
    FEEL (``feel-syntax``), overlapping rules of UNIQUE tables (``unique-overlap``), literals that are not among the allowed
    values (``allowed-values``) and priorities that are not told (``priorities``)."""
    try:
        model = load(content, file=file)
    except Unfit as unfit:
        return list(unfit.findings)
    return [finding for decision in model.decisions.values() for finding in _decision(decision, model)]


def _decision(decision: Decision, model: DecisionModel) -> Iterator[Finding]:
    spaced = tuple(name for name in _names(decision, model) if not name.isidentifier())
    if decision.table is None:
        for kind, text in texts(decision.logic):
            if kind == "external" or _EXTERNAL.search(text):
                yield _finding(decision, model, "decision-logic", f"Functions outside FEEL are not run: {text}")
            elif kind == "empty":
                yield _finding(decision, model, "decision-logic", "The decision needs a decision table or an expression")
            else:
                yield from _grammar(decision, model, text, "The expression", spaced)
        return
    broken = list(_cells(decision, decision.table, model, spaced))
    yield from broken
    if not broken:
        yield from _allowed(decision, decision.table, model)
        yield from _priorities(decision, decision.table, model)
        yield from _overlaps(decision, decision.table, model)


def _names(decision: Decision, model: DecisionModel) -> list[str]:
    required = [name for each in decision.required for name in model.decisions[each].known_as]
    return sorted({*model.inputs, *required})


def _finding(decision: Decision, model: DecisionModel, rule: str, message: str) -> Finding:
    return Finding(rule=rule, file=model.file, message=message, element_id=decision.decision_id)


def _grammar(decision: Decision, model: DecisionModel, text: str, where: str, spaced: tuple[str, ...]) -> Iterator[Finding]:
    if error := feel.parse_error(text, names=spaced):
        yield _finding(decision, model, "feel-syntax", f"{where} cannot be read as FEEL: {text} ({error})")


def _cells(decision: Decision, table: DecisionTable, model: DecisionModel, spaced: tuple[str, ...]) -> Iterator[Finding]:
    for each in table.inputs:
        yield from _grammar(decision, model, each.expression, f"Input “{each.label}”", spaced)
    for output in table.outputs:
        if output.default:
            yield from _grammar(decision, model, output.default, f"The default of output “{output.label}”", spaced)
    for rule in table.rules:
        for column, test in zip(table.inputs, rule.tests, strict=True):
            if error := feel.cell_error(test, names=spaced):
                where = f"Rule {rule.number}, input “{column.label}”"
                yield _finding(decision, model, "feel-syntax", f"{where} cannot be read as FEEL: {test} ({error})")
        for result, text in zip(table.outputs, rule.outputs, strict=True):
            yield from _grammar(decision, model, text, f"Rule {rule.number}, output “{result.label}”", spaced)


def _allowed(decision: Decision, table: DecisionTable, model: DecisionModel) -> Iterator[Finding]:
    columns = [
        (f"input “{each.label}”", each.allowed, [rule.tests[at] for rule in table.rules]) for at, each in enumerate(table.inputs)
    ]
    columns += [
        (f"output “{each.label}”", each.allowed, [rule.outputs[at] for rule in table.rules])
        for at, each in enumerate(table.outputs)
    ]
    for where, allowed, cells in columns:
        known = literals(allowed) if allowed else []
        for number, cell in enumerate(cells, start=1):
            for text in literals(cell) if known else []:
                if text not in known:
                    yield _finding(
                        decision, model, "allowed-values", f"Rule {number}, {where}: “{text}” is not among the allowed values"
                    )


def _priorities(decision: Decision, table: DecisionTable, model: DecisionModel) -> Iterator[Finding]:
    if table.hit_policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER) and not any(each.allowed for each in table.outputs):
        yield _finding(decision, model, "priorities", "The table goes by priority, yet no output lists its values in their order")


def _overlaps(decision: Decision, table: DecisionTable, model: DecisionModel) -> Iterator[Finding]:
    if table.hit_policy is not HitPolicy.UNIQUE:
        return
    possible = [domain(each.allowed) if each.allowed else ANYTHING for each in table.inputs]
    for one, other in combinations(table.rules, 2):
        witness = _witness(table, one, other, possible)
        if witness is not None:
            when = " and ".join(f"{label} is {value}" for label, value in witness.items()) or "always"
            message = f"Rules {one.number} and {other.number} hold together, for instance when {when}; only one rule may hold"
            yield _finding(decision, model, "unique-overlap", message)


def _witness(table: DecisionTable, one: Rule, other: Rule, possible: list[Domain | None]) -> Mapping[str, str] | None:
    """Return inputs for which both rules hold, by label; None when there are none or it cannot be said."""
    found: dict[str, str] = {}
    certain = True
    for column, left, right, allowed in zip(table.inputs, one.tests, other.tests, possible, strict=True):
        first, second = domain(left), domain(right)
        if first is None or second is None:
            certain = certain and (left == right or ANYTHING in (first, second))
            continue
        example = (first & second & (allowed or ANYTHING)).example
        if example is None:
            return None
        if first != ANYTHING or second != ANYTHING:
            found[column.label] = example
    return found if certain else None
