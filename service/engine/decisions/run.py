"""Runs decisions: all of a table's cells in one call of V8, then the hit policy here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.errors import Invalid, NotFound
from service.domain.execution import DecisionMade, MatchedRule
from service.engine import feel
from service.engine.decisions.model import Aggregation, Decision, DecisionModel, DecisionTable, HitPolicy, Rule

_LISTS = {HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT}
_BY_PRIORITY = {HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER}


class DecisionError(Invalid):
    """A table contradicts itself for these inputs. ``rules`` are the numbers of the rules concerned."""

    def __init__(self, message: str, *, decision_id: str, rules: tuple[int, ...]) -> None:
        super().__init__(message)
        self.decision_id = decision_id
        self.rules = rules


@dataclass(frozen=True)
class _Hit:
    rule: Rule
    outputs: tuple[Any, ...]


def decide(models: Iterable[DecisionModel], decision_id: str, context: feel.Context, element_id: str) -> DecisionMade:
    """Run one decision with all that it requires; see ``decide_all``, whose last one this is."""
    return decide_all(models, decision_id, context, element_id)[-1]


def decide_all(
    models: Iterable[DecisionModel], decision_id: str, context: feel.Context, element_id: str
) -> tuple[DecisionMade, ...]:
    """Run a decision and return every run made for it, the required ones first and the one asked for last.

    ``element_id`` is the step of the diagram that asks. The output is the value of a table with one output, a dictionary by
    output name with several, a list with the policies R, O and C; null (or an empty list) where no rule matched.
    Raises: NotFound when no model has the decision; FeelError as ``feel.evaluate``; DecisionError when rules of a UNIQUE
    table overlap or those of an ANY table disagree.
    """
    model = next((each for each in models if decision_id in each.decisions), None)
    if model is None:
        raise NotFound(f"There is no decision “{decision_id}”")
    known = dict(context)
    made = []
    for decision in model.in_order(decision_id):
        run = _run(decision, known, element_id)
        known.update(dict.fromkeys(decision.known_as, run.output))
        made.append(run)
    return tuple(made)


def _run(decision: Decision, context: feel.Context, element_id: str) -> DecisionMade:
    if decision.table is not None:
        return _run_table(decision, decision.table, context, element_id)
    output = feel.evaluate(decision.expression, context)
    inputs = {name: context[name] for name in sorted(feel.names(decision.expression)) if name in context}
    return DecisionMade(
        decision_id=decision.decision_id, name=decision.name, element_id=element_id, inputs=inputs, matched=(), output=output
    )


def _run_table(decision: Decision, table: DecisionTable, context: feel.Context, element_id: str) -> DecisionMade:
    by_priority = table.hit_policy in _BY_PRIORITY
    answer = feel.table(
        inputs=[each.expression for each in table.inputs],
        rules=[(rule.tests, rule.outputs) for rule in table.rules],
        lists=[f"[{each.allowed if by_priority else ''}]" for each in table.outputs]
        + [each.default or "null" for each in table.outputs],
        only_first=table.hit_policy is HitPolicy.FIRST,
        context=context,
    )
    hits = [_Hit(table.rules[index], tuple(outputs)) for index, outputs in answer.matched]
    priorities, defaults = answer.lists[: len(table.outputs)], answer.lists[len(table.outputs) :]
    if by_priority:
        hits.sort(key=lambda hit: [_rank(value, order) for value, order in zip(hit.outputs, priorities, strict=True)])
    output = _result(decision, table, hits, tuple(defaults))
    shown = hits[:1] if table.hit_policy is HitPolicy.PRIORITY else hits
    return DecisionMade(
        decision_id=decision.decision_id,
        name=decision.name,
        element_id=element_id,
        inputs={each.label: value for each, value in zip(table.inputs, answer.inputs, strict=True)},
        matched=tuple(
            MatchedRule(number=hit.rule.number, rule_id=hit.rule.rule_id, annotation=hit.rule.annotation) for hit in shown
        ),
        output=output,
        rules_in_table=len(table.rules),
    )


def _rank(value: Any, order: Sequence[Any]) -> int:
    return order.index(value) if value in order else len(order)


def _result(decision: Decision, table: DecisionTable, hits: Sequence[_Hit], defaults: tuple[Any, ...]) -> Any:
    numbers = tuple(hit.rule.number for hit in hits)
    if table.hit_policy is HitPolicy.UNIQUE and len(hits) > 1:
        raise DecisionError(
            _sentence(decision, numbers, "hold together, yet only one may"), decision_id=decision.decision_id, rules=numbers
        )
    if table.hit_policy is HitPolicy.ANY and any(hit.outputs != hits[0].outputs for hit in hits):
        raise DecisionError(
            _sentence(decision, numbers, "hold together and disagree"), decision_id=decision.decision_id, rules=numbers
        )
    if table.aggregation is not None:
        return _aggregate(table.aggregation, [hit.outputs[0] for hit in hits])
    if table.hit_policy in _LISTS:
        return [_shaped(table, hit.outputs) for hit in hits]
    if hits:
        return _shaped(table, hits[0].outputs)
    return _shaped(table, defaults) if any(value is not None for value in defaults) else None


def _sentence(decision: Decision, rules: tuple[int, ...], what: str) -> str:
    named = f"{', '.join(map(str, rules[:-1]))} and {rules[-1]}"
    return f"Decision “{decision.name}” ({decision.decision_id}): rules {named} {what}"


def _shaped(table: DecisionTable, outputs: tuple[Any, ...]) -> Any:
    if len(table.outputs) == 1:
        return outputs[0]
    return {column.name: value for column, value in zip(table.outputs, outputs, strict=True)}


def _aggregate(aggregation: Aggregation, values: Sequence[Any]) -> Any:
    if aggregation is Aggregation.COUNT:
        return len(values)
    numbers = [value for value in values if value is not None]
    if not numbers:
        return None
    if aggregation is Aggregation.SUM:
        return sum(numbers)
    return min(numbers) if aggregation is Aggregation.MIN else max(numbers)
