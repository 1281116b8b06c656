"""What came of a scenario: which step, what was expected, what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One difference. ``step`` is the step in words ('start', '3: task Supervision as carol', 'expect')."""

    step: str
    line: int
    expected: str
    happened: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.step}: expected {self.expected}; {self.happened}"


@dataclass(frozen=True, kw_only=True)
class Report:
    """The result of one scenario; it passed when there is no failure."""

    scenario: str
    file: str
    failures: tuple[Failure, ...] = ()

    @property
    def passed(self) -> bool:
        """Say whether everything happened as expected."""
        return not self.failures

    def as_json(self) -> Mapping[str, Any]:
        """Return the report as plain JSON values."""
        return {**asdict(self), "passed": self.passed, "failures": [asdict(failure) for failure in self.failures]}
