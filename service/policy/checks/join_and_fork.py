"""A gateway that waits for several flows does not split as well.

Draw two gateways, one that joins and one that splits: what a gateway that does both waits for is easily misread.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.scope import joins_without_waiting
from service.policy.checks.subject import Subject

RULE = "join-and-fork"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for a parallel, inclusive or complex gateway with several ways in and several ways out."""
    for scope in subject.scopes:
        for node in scope.nodes.values():
            both = len(scope.coming(node)) > 1 and len(scope.leaving(node)) > 1
            if both and not joins_without_waiting(node):
                yield node.finding(RULE, "The gateway joins and splits: draw one gateway for each")
