"""The bundle holds the diagram of its procedure."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "procedure-there"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error when no readable diagram has a process with the procedure's id."""
    procedure_id = subject.bundle.procedure_id
    if procedure_id not in subject.index.processes:
        file = next((path for path in subject.bundle.files if path.endswith(".bpmn")), "")
        yield Finding(rule=RULE, file=file, message=f"No diagram has a process with the id {procedure_id}")
