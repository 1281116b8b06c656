"""Everything that people look at has a name: steps, events, lanes, pools, splitting gateways and flows with a condition.

Write a name on it. Pages, histories and letters call the element by it.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.node import Node
from service.policy.checks.scope import ASKING, Scope, is_event_sub
from service.policy.checks.subject import Subject

RULE = "labels"
SEVERITY = Severity.WARNING
SILENT = ("parallelGateway", "eventBasedGateway")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each element without name."""
    for scope in subject.scopes:
        for node in scope.nodes.values():
            if not node.name and _speaks(scope, node):
                yield node.finding(RULE, f"The {_word(node)} has no name")
        for flow in scope.flows:
            asked = scope.nodes.get(flow.xml.get("sourceRef", ""))
            if not flow.name and _has_condition(flow) and not (asked and scope.asks(asked)):
                yield flow.finding(RULE, "The flow has a condition and no name")
    for node in subject.nodes("lane", "participant"):
        if not node.name:
            yield node.finding(RULE, f"The {_word(node)} has no name")


def _speaks(scope: Scope, node: Node) -> bool:
    if node.kind in ASKING:
        return scope.asks(node)
    return node.kind not in SILENT and not is_event_sub(node)


def _has_condition(flow: Node) -> bool:
    return any(str(child.tag).endswith("}conditionExpression") for child in flow.xml)


def _word(node: Node) -> str:
    if node.kind in ("lane", "participant"):
        return {"participant": "pool"}.get(node.kind, node.kind)
    return "event" if node.kind.endswith("Event") else "gateway" if node.kind.endswith("Gateway") else "step"
