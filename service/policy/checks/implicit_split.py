"""Flows that part, part at a gateway.

Put a gateway behind the element: a parallel one where all ways are taken, an exclusive one where one is.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "implicit-split"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for an activity or event that several flows lead away from."""
    for scope in subject.scopes:
        for node in scope.nodes.values():
            count = len(scope.leaving(node))
            if count > 1 and not node.kind.endswith("Gateway"):
                yield node.finding(RULE, f"{count} flows leave {node.name or node.element_id!r} without a gateway")
