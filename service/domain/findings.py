"""What a check says about a file: where, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """ERROR stops a deployment; WARNING is shown and does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One sentence about one element of one file. ``rule`` is the kebab-case name of the check that found it."""

    rule: str
    file: str
    message: str
    element_id: str | None = None
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = f"{self.file} · {self.element_id}" if self.element_id else self.file
        return f"{self.severity}: {where} · {self.message} ({self.rule})"


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that stop a deployment, in their order."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
