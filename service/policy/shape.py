"""Strict reading of tables that people write by hand: every wrong key or type becomes a finding, none is passed over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from service.domain.findings import Finding

WORDS: Mapping[type, str] = {str: "text", bool: "true or false", int: "a whole number", list: "a list", dict: "a table"}


@dataclass
class Reader:
    """Collects findings about one file. ``rule`` is the name under which they are reported."""

    rule: str
    file: str
    findings: list[Finding] = field(default_factory=list)

    def complain(self, message: str) -> None:
        """Add an error about the file."""
        self.findings.append(Finding(rule=self.rule, file=self.file, message=message))

    def known_keys(self, table: Mapping[str, Any], allowed: Collection[str], *, place: str) -> None:
        """Complain about every key that is not in ``allowed``, with the nearest allowed one."""
        for key in table:
            if key not in allowed:
                self.complain(f"{place} has no setting called {key!r}{_nearest(key, allowed)}")

    def text(self, table: Mapping[str, Any], key: str, *, place: str, default: str | None = None) -> str:
        """Return the text under ``key``; complain and return '' when it is missing without default, empty or no text."""
        value = table.get(key, default)
        if not isinstance(value, str) or not value.strip():
            self.complain(f"{place} needs {key!r} as text")
            return ""
        return value

    def texts(self, table: Mapping[str, Any], key: str, *, place: str) -> tuple[str, ...]:
        """Return the list of texts under ``key``, empty where there is none; complain when it is anything else."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.complain(f"{place}: {key!r} must be a list of texts")
            return ()
        return tuple(value)

    def table(self, table: Mapping[str, Any], key: str, *, place: str) -> Mapping[str, Any]:
        """Return the table under ``key``, empty where there is none; complain when it is anything else."""
        value = table.get(key, {})
        if not isinstance(value, dict):
            self.complain(f"{place}: {key!r} must be a table")
            return {}
        return value


def _nearest(key: str, allowed: Collection[str]) -> str:
    near = get_close_matches(key, list(allowed), n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; it may have {', '.join(sorted(allowed))}"
