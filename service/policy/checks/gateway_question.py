"""A gateway that chooses between ways out is named with a question.

Write the question that the flows out of it answer, ending in “?”: “Does the manager agree?”
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "gateway-question"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for a choosing gateway whose name does not end in a question mark."""
    for scope in subject.scopes:
        for node in scope.nodes.values():
            if scope.asks(node) and node.name and not node.name.endswith("?"):
                yield node.finding(
                    RULE, f"{node.name!r} is no question: name the gateway with the question it answers, ending in ?"
                )
