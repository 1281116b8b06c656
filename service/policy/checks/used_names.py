"""Every message, signal, error and escalation has a name of its own and is used.

Give it a name that no other of its kind has, or take it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "used-names"
SEVERITY = Severity.WARNING
KINDS = ("message", "signal", "error", "escalation")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for one that is unnamed, unused, or named like another of its kind in the file."""
    for kind in KINDS:
        found = list(subject.nodes(kind))
        used = {(path, element.get(f"{kind}Ref")) for path, root in subject.roots.items() for element in root.iter("{*}*")}
        for node in found:
            if not node.name:
                yield node.finding(RULE, f"The {kind} has no name")
            elif any(other != node and other.file == node.file and other.name == node.name for other in found):
                yield node.finding(RULE, f"Another {kind} is called {node.name!r} as well")
            if (node.file, node.element_id) not in used:
                yield node.finding(RULE, f"Nothing uses the {kind} {node.name!r}")
