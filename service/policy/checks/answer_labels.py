"""Every flow out of a gateway that asks is labelled with its answer, and no two with the same.

Write the answer on the flow, also on the default: “Yes”, “No”, “More work is needed”.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "answer-labels"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for a flow without an answer, and for one with the same answer as another out of its gateway."""
    for scope in subject.scopes:
        for node in scope.nodes.values():
            if not scope.asks(node):
                continue
            seen: set[str] = set()
            for flow in scope.leaving(node):
                answer = flow.name.casefold()
                if not answer:
                    yield flow.finding(RULE, f"Label the flow out of {node.element_id} with the answer it stands for")
                elif answer in seen:
                    yield flow.finding(RULE, f"Another flow out of {node.element_id} answers {flow.name!r} as well")
                seen.add(answer)
