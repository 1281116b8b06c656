"""Every gateway splits or joins.

Take out the gateway and let its flows be one.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "superfluous-gateway"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for a gateway with one way in and one way out."""
    for scope in subject.scopes:
        for node in scope.nodes.values():
            if node.kind.endswith("Gateway") and len(scope.coming(node)) == 1 == len(scope.leaving(node)):
                yield node.finding(RULE, "One flow leads in and one out: the gateway decides nothing")
