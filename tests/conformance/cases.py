"""What both suites report: one outcome a case, and where a suite lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One case: ``group`` is its folder, ``name`` its file and id. ``reason`` is '' when it passed."""

    suite: str
    group: str
    name: str
    reason: str = ""
    took_ms: float = 0.0

    @property
    def passed(self) -> bool:
        return not self.reason


class Missing(Exception):
    """The folder has no cases; the message says what to do."""


def models(folder: Path, suffix: str) -> Iterator[Path]:
    """Return the files of a kind below a folder, in order."""
    return iter(sorted(path for path in folder.rglob(f"*{suffix}") if path.is_file()))


def require(folder: Path) -> None:
    """Raises: Missing when the folder is not there or holds neither diagrams nor decisions."""
    if not folder.is_dir():
        raise Missing(f"There is no folder {folder}. Say where the cases lie: make conformance CONFORMANCE=path")
    if not any(True for suffix in (".bpmn", ".dmn") for _ in models(folder, suffix)):
        raise Missing(f"{folder} holds no .bpmn and no .dmn file. Say where the cases lie: make conformance CONFORMANCE=path")
