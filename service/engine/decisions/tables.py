"""Reads decision tables; a table that cannot be run is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from lxml import etree

from service.engine.decisions.model import Aggregation, DecisionTable, HitPolicy, Input, Output, Rule
from service.engine.decisions.source import Source

_POLICIES = {policy.name.replace("_", " "): policy for policy in HitPolicy}


def read_table(source: Source, element: etree._Element, decision_id: str) -> DecisionTable:
    """Return a table. Unknown policies and aggregations, missing outputs and cells are findings of the source."""
    policy = _POLICIES.get(element.get("hitPolicy", "UNIQUE"))
    if policy is None:
        source.refuse("hit-policy", f"There is no hit policy “{element.get('hitPolicy')}”", decision_id)
    inputs = tuple(_input(source, each, decision_id) for each in source.children(element, "input"))
    outputs = tuple(_output(source, each) for each in source.children(element, "output"))
    if not outputs:
        source.refuse("output", "The table has no output", decision_id)
    elif len(outputs) > 1 and (any(not each.name for each in outputs) or len({each.name for each in outputs}) < len(outputs)):
        source.refuse("output", "Each output of a table with several outputs needs a name of its own", decision_id)
    return DecisionTable(
        hit_policy=policy or HitPolicy.UNIQUE,
        inputs=inputs,
        outputs=outputs,
        rules=tuple(_rules(source, element, decision_id, len(inputs), len(outputs))),
        aggregation=_aggregation(source, element, decision_id, policy, len(outputs)),
    )


def logic_of(table: DecisionTable) -> dict[str, Any]:
    """Return a table as the logic that is run."""
    return {
        "kind": "table",
        "policy": table.hit_policy.value,
        "aggregation": table.aggregation.value if table.aggregation else None,
        "inputs": [asdict(each) for each in table.inputs],
        "outputs": [asdict(each) for each in table.outputs],
        "rules": [
            {
                "number": rule.number,
                "id": rule.rule_id,
                "annotation": rule.annotation,
                "tests": list(rule.tests),
                "outputs": list(rule.outputs),
            }
            for rule in table.rules
        ],
    }


def _aggregation(
    source: Source, element: etree._Element, decision_id: str, policy: HitPolicy | None, outputs: int
) -> Aggregation | None:
    name = element.get("aggregation")
    if name is None:
        return None
    if policy is not HitPolicy.COLLECT:
        source.refuse("hit-policy", "Only a COLLECT table can be aggregated", decision_id)
    elif name not in list(Aggregation):
        source.refuse("hit-policy", f"There is no aggregation “{name}”", decision_id)
    elif outputs > 1:
        source.refuse("hit-policy", "A table with several outputs cannot be aggregated", decision_id)
    else:
        return Aggregation(name)
    return None


def _input(source: Source, element: etree._Element, decision_id: str) -> Input:
    inner = source.child(element, "inputExpression")
    expression = "" if inner is None else source.text(inner)
    if not expression:
        source.refuse("input", "An input of the table has no expression", decision_id)
    if inner is not None:
        source.require_feel(inner, decision_id)
    return Input(
        label=element.get("label") or expression,
        expression=expression,
        allowed=source.text(source.child(element, "inputValues")),
        type_ref=source.type_of(inner),
    )


def _output(source: Source, element: etree._Element) -> Output:
    return Output(
        name=element.get("name", ""),
        label=element.get("label", element.get("name", "")),
        allowed=source.text(source.child(element, "outputValues")),
        default=source.text(source.child(element, "defaultOutputEntry")),
    )


def _rules(source: Source, table: etree._Element, decision_id: str, inputs: int, outputs: int) -> Iterator[Rule]:
    for number, element in enumerate(source.children(table, "rule"), start=1):
        tests = tuple(source.text(each) or "-" for each in source.children(element, "inputEntry"))
        results = tuple(source.text(each) or "null" for each in source.children(element, "outputEntry"))
        if len(tests) != inputs or len(results) != outputs:
            source.refuse("rule-cells", f"Rule {number} does not have a cell for each input and output", decision_id)
        for entry in (*source.children(element, "inputEntry"), *source.children(element, "outputEntry")):
            source.require_feel(entry, decision_id)
        notes = [source.text(source.child(element, "description"))]
        notes += [source.text(each) for each in source.children(element, "annotationEntry")]
        yield Rule(
            number=number,
            rule_id=element.get("id", str(number)),
            tests=tests,
            outputs=results,
            annotation=" · ".join(dict.fromkeys(filter(None, notes))),
        )
