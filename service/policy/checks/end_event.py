"""A process and a sub-process have an end event.

Draw an end event that says how it ended.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "end-event"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for a process or sub-process that has flow nodes or none, but no end event."""
    for scope in subject.scopes:
        if not scope.is_ad_hoc and not any(node.kind == "endEvent" for node in scope.nodes.values()):
            yield scope.holder.finding(RULE, f"{scope.holder.name or scope.holder.element_id!r} has no end event")
