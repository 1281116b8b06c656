"""A step keeps of an operation what the operation gives.

Take one of the names that the operation gives; docs/connectors.md lists them.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "operation-results"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each output mapping that keeps, under its own name, what the operation does not give."""
    for node in subject.nodes("serviceTask", "sendTask", "intermediateThrowEvent", "endEvent"):
        operation = subject.operations.get(node.setting("taskDefinition", "type"))
        if operation is None:
            continue
        for target, source in node.outputs().items():
            name = source.removeprefix("=").strip()
            if source.startswith("=") and name == target and name not in operation.gives:
                gives = ", ".join(operation.gives) or "nothing"
                yield node.finding(RULE, f"{operation.name} does not give {name!r}; it gives {gives}")
