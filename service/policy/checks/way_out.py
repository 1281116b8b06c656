"""Every way leads to an end event.

Draw the flow that is missing, with an end event where the way ends.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.node import Node
from service.policy.checks.scope import Scope, event_kind, is_compensation, is_event_sub
from service.policy.checks.subject import Subject
from service.policy.reach import BPMN

RULE = "way-out"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for an element that nothing leads away from, and for a circle that no flow leads out of."""
    for scope in subject.scopes:
        ways = () if scope.is_ad_hoc else scope.nodes.values()
        stuck = [node for node in ways if not scope.leaving(node) and not _ends(scope, node)]
        for node in stuck:
            yield node.finding(RULE, f"No flow leads away from {node.name or node.element_id!r}, and it is no end event")
        caught = _caught(scope)
        if caught:
            names = ", ".join(repr(node.name or node.element_id) for node in caught[:5])
            yield caught[0].finding(RULE, f"No way leads out of this circle: {names}" + (" …" if len(caught) > 5 else ""))


def _ends(scope: Scope, node: Node) -> bool:
    if node.kind == "boundaryEvent" and event_kind(node) == "compensate":
        return any(joined.get("sourceRef") == node.element_id for joined in scope.holder.xml.iterchildren(f"{BPMN}association"))
    if node.kind == "intermediateThrowEvent" and event_kind(node) == "link":
        return True
    return node.kind == "endEvent" or is_event_sub(node) or is_compensation(node)


def _caught(scope: Scope) -> list[Node]:
    """Return the elements of circles out of which no way leads to where it ends, in document order."""
    todo = [name for name, node in scope.nodes.items() if not scope.leaving(node)]
    free: set[str] = set()
    while todo:
        name = todo.pop()
        if name in free or name not in scope.nodes:
            continue
        free.add(name)
        todo += [flow.xml.get("sourceRef", "") for flow in scope.coming(scope.nodes[name])]
        todo.append(scope.nodes[name].xml.get("attachedToRef", ""))
    caught = {name for name in scope.nodes if name not in free}
    while True:  # what only leads into the circle is not of it
        targets = {flow.xml.get("targetRef") for flow in scope.flows if flow.xml.get("sourceRef") in caught}
        if caught <= targets:
            return [node for name, node in scope.nodes.items() if name in caught]
        caught &= targets
