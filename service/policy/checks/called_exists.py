"""Every decision and every procedure that is called is there, under a plain name.

Correct the name in the modeller, or bring the file with it in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Node, Subject

RULE = "called-exists"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for a called decision or procedure that is computed or missing."""
    for node in subject.nodes("businessRuleTask"):
        if node.extension("calledDecision") is not None:
            yield from _judge(node, node.setting("calledDecision", "decisionId"), subject.index.decisions, what="decision")
    for node in subject.nodes("callActivity"):
        yield from _judge(node, node.setting("calledElement", "processId"), subject.index.processes, what="procedure")


def _judge(node: Node, name: str, known: Collection[str], *, what: str) -> Iterator[Finding]:
    if not name:
        yield node.finding(RULE, f"It does not say which {what} it calls")
    elif name.startswith("="):
        yield node.finding(RULE, f"The called {what} must be a plain id, not an expression")
    elif name not in known:
        yield node.finding(RULE, f"There is no {what} {name!r}")
