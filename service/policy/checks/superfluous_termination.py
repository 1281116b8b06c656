"""A terminate end event stands only where something else could still be going on.

Make it a plain end event.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.node import Node
from service.policy.checks.scope import event_kind, is_event_sub
from service.policy.checks.subject import Subject
from service.policy.reach import BPMN

RULE = "superfluous-termination"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for a terminate end event that is the only end of its process or sub-process."""
    for scope in subject.scopes:
        ends = [node for node in scope.nodes.values() if not scope.leaving(node)]
        terminating = [node for node in ends if _terminates(node)]
        if len(terminating) == 1 and all(_terminates(node) or _interrupts(node) for node in ends):
            yield terminating[0].finding(RULE, "Nothing else can be going on here: a plain end event does the same")


def _terminates(node: Node) -> bool:
    return node.kind == "endEvent" and event_kind(node) == "terminate"


def _interrupts(node: Node) -> bool:
    starts = node.xml.findall(f"{BPMN}startEvent") if is_event_sub(node) else []
    return any(start.get("isInterrupting") != "false" for start in starts)
