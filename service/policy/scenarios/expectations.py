"""Reads what a scenario expects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from service.policy.scenarios.marked_yaml import Path
from service.policy.scenarios.model import MAIN, CaseExpectation, Expectation, LetterExpectation
from service.policy.scenarios.reading import Reading

KEYS = ("case", "ended", "open", "path", "never", "variables", "cases", "audit", "messages", "incidents")
CASE = ("procedure", "due", "open", "ended", "variables")
LETTER = ("to", "subject", "text")
DUE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?")


def read(reading: Reading, value: Any, path: Path) -> Expectation:
    """Return the expectation at ``path``; complain about every key and value that is none."""
    place, table = reading.place(path), reading.mapping(value, path)
    reading.known_keys(table, KEYS, place=place)
    return Expectation(
        line=reading.line(path),
        case=reading.maybe_text(table, "case", place=place) or MAIN,
        ended=reading.maybe_text(table, "ended", place=place),
        open=reading.texts(table, "open", place=place) if "open" in table else None,
        path=reading.texts(table, "path", place=place),
        never=reading.texts(table, "never", place=place),
        variables=reading.table(table, "variables", place=place),
        cases=tuple(_case(reading, item, where) for item, where in _items(reading, table, "cases", path)),
        audit=reading.texts(table, "audit", place=place),
        messages=tuple(_letter(reading, item, where) for item, where in _items(reading, table, "messages", path)),
        incidents=reading.texts(table, "incidents", place=place),
    )


def _items(reading: Reading, table: Mapping[str, Any], key: str, path: Path) -> list[tuple[Any, Path]]:
    value = table.get(key, [])
    if not isinstance(value, list):
        reading.complain(f"{reading.place((*path, key))}: {key!r} must be a list")
        return []
    return [(item, (*path, key, position)) for position, item in enumerate(value)]


def _case(reading: Reading, value: Any, path: Path) -> CaseExpectation:
    place, table = reading.place(path), reading.mapping(value, path)
    reading.known_keys(table, CASE, place=place)
    due = reading.maybe_text(table, "due", place=place)
    if due is not None and not DUE.fullmatch(due):
        reading.complain(f"{place}: 'due' must be a date such as 2026-09-21, or a time with its offset")
    return CaseExpectation(
        procedure=reading.text(table, "procedure", place=place),
        due=due,
        open=reading.texts(table, "open", place=place) if "open" in table else None,
        ended=reading.maybe_text(table, "ended", place=place),
        variables=reading.table(table, "variables", place=place),
    )


def _letter(reading: Reading, value: Any, path: Path) -> LetterExpectation:
    place, table = reading.place(path), reading.mapping(value, path)
    reading.known_keys(table, LETTER, place=place)
    return LetterExpectation(
        to=reading.text(table, "to", place=place),
        subject=reading.maybe_text(table, "subject", place=place) or "",
        text=reading.maybe_text(table, "text", place=place) or "",
    )
