"""Every user task says who may do it: an assignee, candidate users or candidate groups."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "task-has-people"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for a task that nobody would ever be offered."""
    for node in subject.nodes("userTask"):
        if not any(node.setting("assignmentDefinition", name) for name in ("assignee", "candidateUsers", "candidateGroups")):
            yield node.finding(RULE, "Nobody would be offered this task: set an assignee, candidate users or candidate groups")
