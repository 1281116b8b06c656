"""No two activities and no two questions of one plane have the same name.

Say in each what sets it apart, or let both flows lead to one element.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.node import Node
from service.policy.checks.scope import is_activity
from service.policy.checks.subject import Subject

RULE = "unique-labels"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning at each activity or asking gateway after the first of its name."""
    for scope in subject.scopes:
        first: dict[str, Node] = {}
        for node in scope.nodes.values():
            if node.name and (is_activity(node) or scope.asks(node)):
                known = first.setdefault(node.name.casefold(), node)
                if known is not node:
                    yield node.finding(RULE, f"{known.element_id} is named {node.name!r} as well")
