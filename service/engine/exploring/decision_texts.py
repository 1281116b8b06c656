"""What decisions say: the texts of one and of all that it requires, whatever kind of logic they are. Whoever reads them finds the
names that the decision takes from the case, and perhaps more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.engine.decisions.model import Decision, DecisionModel, DecisionTable


def texts_of(model: DecisionModel, decision_id: str) -> tuple[str, ...]:
    """Return every text of a decision and of those that it requires, each once."""
    found: dict[str, None] = {}
    todo, seen = [decision_id], set[str]()
    while todo:
        decision = model.decisions.get(todo.pop())
        if decision is not None and decision.decision_id not in seen:
            seen.add(decision.decision_id)
            found |= dict.fromkeys(_texts(decision))
            todo += decision.required
    found |= dict.fromkeys(_strings(model.program.get("knowledge", {})))
    return tuple(text for text in found if text)


def beyond_columns(table: DecisionTable) -> Iterator[str]:
    """Yield the texts of a table beside what its columns ask: its cells, its outputs, and what it gives where no rule matches."""
    for rule in table.rules:
        yield from rule.tests
        yield from rule.outputs
    yield from (output.default for output in table.outputs)


def _texts(decision: Decision) -> Iterator[str]:
    if decision.table is None:
        yield decision.expression
        yield from _strings(decision.logic)
        return
    yield from (column.expression for column in decision.table.inputs)
    yield from beyond_columns(decision.table)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)
