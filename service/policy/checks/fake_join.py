"""Flows that meet, meet at a gateway that does nothing else.

Put an exclusive gateway before the element where one of the flows arrives, a parallel one where all do: without it, the element is
done once for each flow that arrives. Where soundness proves that only one arrives, this is a matter of taste.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.scope import joins_without_waiting
from service.policy.checks.subject import Subject

RULE = "fake-join"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for an activity, an event and a gateway that chooses, where several flows lead to it."""
    for scope in subject.scopes:
        for node in scope.nodes.values():
            count = len(scope.coming(node))
            if count > 1 and joins_without_waiting(node) and not (node.kind.endswith("Gateway") and len(scope.leaving(node)) < 2):
                yield node.finding(RULE, f"{count} flows meet at {node.name or node.element_id!r} without a gateway for that")
