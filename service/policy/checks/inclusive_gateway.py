"""No gateway is inclusive.

Use exclusive and parallel gateways: what an inclusive join waits for depends on everything drawn before it.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "inclusive-gateway"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each inclusive gateway."""
    for node in subject.nodes("inclusiveGateway"):
        yield node.finding(RULE, "The gateway is inclusive: can exclusive and parallel gateways say the same?")
