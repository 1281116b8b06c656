"""Only a start begins anything: a flow leads to every other element.

Draw the flow that leads there, or take the element out.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.node import Node
from service.policy.checks.scope import event_kind, is_compensation, is_event_sub
from service.policy.checks.subject import Subject

RULE = "way-in"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for an element that no flow leads to and that does not begin by itself."""
    for scope in subject.scopes:
        for node in scope.nodes.values():
            if not scope.is_ad_hoc and not scope.coming(node) and not _begins(node):
                yield node.finding(RULE, f"No flow leads to {node.name or node.element_id!r}")


def _begins(node: Node) -> bool:
    if node.kind == "intermediateCatchEvent" and event_kind(node) == "link":
        return True
    return node.kind in ("startEvent", "boundaryEvent") or is_event_sub(node) or is_compensation(node)
