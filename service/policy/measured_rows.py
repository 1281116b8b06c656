"""Says what is wrong with the measures that a pack writes under ``[[parameters.measured.rows]]``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from service.domain.measured import ACCOUNTS, COMMON, FORMULAS, formula
from service.policy.shape import Reader

FLAGS = ("ofAll", "standing", "overdue", "soonest", "people")
TEXTS = ("label", "by", "field", "entries")
STEPS = ("count", "share", "of", "without")
EACH_ALONE = ("by", "ofAll", "overdue", "soonest")


def judge(reader: Reader, parameters: Mapping[str, Any], *, registers: Collection[str]) -> None:
    """Complain about every row that cannot be worked out. ``registers`` are the keys of those that the pack names."""
    rows = reader.table(parameters, "measured", place="[parameters]").get("rows", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        reader.complain("[parameters.measured]: 'rows' must be written as [[parameters.measured.rows]], one for each measure")
        return
    labels = [row.get("label") for row in rows]
    for number, row in enumerate(rows, start=1):
        place = f"Measure {number} ({row.get('label') or 'without a label'})"
        if labels.count(row.get("label")) > 1:
            reader.complain(f"{place}: another measure has this label: give each its own")
        for mistake in _mistakes(reader, row, place, registers):
            reader.complain(f"{place}: {mistake}")


def _mistakes(reader: Reader, row: Mapping[str, Any], place: str, registers: Collection[str]) -> Iterator[str]:
    asked = formula(row)
    if not asked:
        yield f"it needs one of {', '.join(FORMULAS)}"
        return
    reader.known_keys(row, (asked, *FORMULAS[asked], *COMMON), place=place)
    yield from _types(row)
    if asked in ("days", "minutes") and not _are_texts(row[asked], 2):
        yield f'{asked!r} must be the first step and the last, such as ["A_Ask", "A_Decide"]'
    if asked == "share" and not {"of", "field", "times"} & set(row):
        yield "a share needs 'of' (the step whose cases are the whole), 'field' with 'is', or 'times'"
    if ("field" in row) != ("is" in row):
        yield "'field' and 'is' belong together: an answer, and the values that count"
    if asked == "entries" and row["entries"] not in registers:
        yield f"the pack names no register {row['entries']!r}"
    if asked == "entries" and len(set(EACH_ALONE) & set(row)) > 1:
        yield f"it may have one of {', '.join(EACH_ALONE)}"
    if asked == "accounts" and row["accounts"] not in ACCOUNTS:
        yield f"'accounts' must be {', '.join(ACCOUNTS)}"


def _types(row: Mapping[str, Any]) -> Iterator[str]:
    for name in TEXTS:
        if (name in row or name == "label") and not _are_texts([row.get(name)], 1):
            yield f"{name!r} must be text"
    for name in STEPS:
        if name in row and not _are_texts(row[name] if isinstance(row[name], list) else [row[name]]):
            yield f"{name!r} must be a step's id, or a list of several"
    for name in FLAGS:
        if name in row and not isinstance(row[name], bool):
            yield f"{name!r} must be true or false"
    for name in ("atMost", "times"):
        if name in row and (isinstance(row[name], bool) or not isinstance(row[name], int)):
            yield f"{name!r} must be a whole number"
    if "status" in row and not _are_texts(row["status"] if isinstance(row["status"], list) else [row["status"]]):
        yield "'status' must be text, or a list of several"
    if "is" in row and not isinstance(row["is"], list):
        yield "'is' must be a list of values"
    if "where" in row and not isinstance(row["where"], dict):
        yield "'where' must be details with their values, such as {closed = true}"


def _are_texts(values: Any, count: int | None = None) -> bool:
    right = isinstance(values, list) and bool(values) and all(isinstance(value, str) and value for value in values)
    return right and (count is None or len(values) == count)
