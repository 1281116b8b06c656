"""What decisions read: their inputs and cells, with those of every decision they require."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service.engine.decisions import Decision, DecisionModel
from service.policy.dataflow.words import words


def reads(model: DecisionModel) -> Mapping[str, frozenset[str]]:
    """Return the variables that each decision of a file takes from the case, by id; nothing is told of boxed logic other than
    tables and expressions, nor of names that only the file explains (business knowledge, imports)."""
    known = {str(each["name"]) for place in ("knowledge", "services") for each in model.program.get(place, {}).values()}
    return {decision_id: frozenset(_all(model, decision_id, frozenset())) - known for decision_id in model.decisions}


def _all(model: DecisionModel, decision_id: str, seen: frozenset[str]) -> set[str]:
    decision = model.decisions.get(decision_id)
    if decision is None or decision_id in seen:
        return set()
    found = set[str]()
    for text in texts(decision):
        found |= words(text).names
    for required in decision.required:
        if required in model.decisions:
            found -= model.decisions[required].known_as
        else:
            return set()
    for required in decision.required:
        found |= _all(model, required, seen | {decision_id})
    return found


def texts(decision: Decision) -> Iterator[str]:
    """Yield the expressions of a table or of a decision that is one expression."""
    if decision.table is None:
        yield decision.expression or "null"
        return
    for column in decision.table.inputs:
        yield column.expression
    for rule in decision.table.rules:
        yield from rule.outputs
