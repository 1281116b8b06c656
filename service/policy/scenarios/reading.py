"""The strict reader with lines: what the parts of a scenario file are read with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.domain.findings import Finding
from service.policy.scenarios.marked_yaml import Marked, Path
from service.policy.shape import Reader


@dataclass
class Reading(Reader):
    """A strict reader of one marked file."""

    marked: Marked = field(default_factory=lambda: Marked(None, {}))

    def __init__(self, rule: str, file: str, marked: Marked) -> None:
        super().__init__(rule, file, list[Finding]())
        self.marked = marked

    def line(self, path: Path) -> int:
        """Return the line of a path."""
        return self.marked.line(path)

    def place(self, path: Path) -> str:
        """Return the words that say where a path stands."""
        return f"Line {self.line(path)}"

    def mapping(self, value: Any, path: Path) -> Mapping[str, Any]:
        """Return a mapping; complain and return an empty one for anything else. Nothing at all is an empty one."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.complain(f"{self.place(path)}: there must be names with values here")
            return {}
        return value

    def maybe_text(self, table: Mapping[str, Any], key: str, *, place: str) -> str | None:
        """Return the text under ``key``, None where there is none; complain when it is anything else."""
        if table.get(key) is None:
            return None
        return self.text(table, key, place=place) or None

    def truth(self, table: Mapping[str, Any], key: str, *, place: str, default: bool) -> bool:
        """Return true or false; complain when it is anything else."""
        value = table.get(key, default)
        if not isinstance(value, bool):
            self.complain(f"{place}: {key!r} must be true or false")
            return default
        return value
