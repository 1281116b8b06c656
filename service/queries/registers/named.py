"""The registers that a council names in its pack, each with the columns that the pack gives it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from service.domain.calendar import local_day
from service.domain.entries import is_overdue
from service.domain.pack import NamedRegister
from service.queries.reading import Reading
from service.queries.registers.table import Cell, Kind, Table

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
WORD = re.compile(r"[a-z]+(_[a-z]+)+")
"""A value as a form keeps it, to be read as words."""
PERSON = re.compile(r"\S{1,128}")
"""What may be a person's id: one word."""


def kind(register: NamedRegister) -> Kind:
    """Return a register of the pack as one that can be read."""
    return Kind(
        name=register.key,
        title=register.name,
        lead=register.about,
        tables=partial(tables, register),
        facts=partial(facts, register),
    )


def tables(register: NamedRegister, reading: Reading) -> tuple[Table, ...]:
    """Return the entries, latest first."""
    rows = list(reversed(found(register, reading)))
    fields = [column.field for column in register.columns]
    said = [value for row in rows for name in fields for value in parts(row["details"].get(name))]
    names = reading.names({value for value in said if isinstance(value, str) and PERSON.fullmatch(value)})
    numbers = reading.registers.case_numbers(case_ids={row["case_id"] for row in rows if row["case_id"]})
    return (
        Table(
            key="entries",
            caption=f"{register.name}, latest first",
            columns=(
                *("Number", "Entry", "Status"),
                *(column.label for column in register.columns),
                *(register.due_label, "Until", "Entered", "Ended", "Request"),
            ),
            rows=tuple(
                (
                    row["number"],
                    row["title"] or row["key"],
                    row["status"].replace("_", " "),
                    *(cell(row["details"].get(name), names) for name in fields),
                    row["review_on"],
                    row["expires_on"],
                    row["opened_at"],
                    row["ended_at"],
                    numbers.get(row["case_id"]),
                )
                for row in rows
            ),
            empty="Nothing was entered.",
        ),
    )


def facts(register: NamedRegister, reading: Reading) -> tuple[str, ...]:
    """Say how many entries should have been looked at again."""
    today = local_day(reading.now)
    late = sum(is_overdue(row, today) for row in found(register, reading))
    return (f"{late} past the day under “{register.due_label}”.",) if late else ()


def found(register: NamedRegister, reading: Reading) -> list[dict[str, Any]]:
    """Return the entries as they stand today."""
    today = local_day(reading.now)
    rows: list[dict[str, Any]] = reading.registers.entries(council=reading.council, register=register.key, today=today)
    return rows


def parts(value: Any) -> Iterable[Any]:
    """Return the items of a list, or the value alone."""
    return value if isinstance(value, list) else (value,)


def cell(value: Any, names: Mapping[str, str]) -> Cell:
    """Return a detail as a page and a file take it: people by name, dates as dates, a list in one line."""
    if isinstance(value, list):
        return ", ".join(str(cell(item, names)) for item in value if item is not None) or None
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {cell(item, names)}" for name, item in value.items() if item is not None) or None
    if isinstance(value, str):
        if DAY.fullmatch(value):
            return date.fromisoformat(value)
        return (value.replace("_", " ") if WORD.fullmatch(value) else names.get(value, value)) or None
    return value if isinstance(value, int | float) else None
