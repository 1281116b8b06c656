"""Where an answer stands: ``subjects[0].fullName`` in problems, ``subjects-0-fullName`` in HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.form_schemas.model import Field, Kind


@dataclass(frozen=True)
class Place:
    """A field at a path with its value. ``row`` and ``index`` are those of the row it stands in, if any."""

    field: Field
    path: str
    value: Any
    row: Mapping[str, Any] | None = None
    index: int | None = None


def inside(repeat: str, index: int, key: str) -> str:
    """Return the path of a column in a row of a repeat."""
    return f"{repeat}[{index}].{key}"


def html_name(path: str) -> str:
    """Return the name and id that HTML gives to a path."""
    return path.replace("[", "-").replace("].", "-").replace("]", "")


def rows_of(value: Any) -> list[Mapping[str, Any]]:
    """Return the rows of a repeat's value; whatever is not a row is left out."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def walk(fields: Sequence[Field], answers: Mapping[str, Any]) -> Iterator[Place]:
    """Yield every field with its value, in the order of the form; a repeat comes before its rows."""
    for field in fields:
        value = answers.get(field.key)
        yield Place(field, field.key, value)
        if field.kind is Kind.REPEAT:
            for index, row in enumerate(rows_of(value)):
                for column in field.fields:
                    yield Place(column, inside(field.key, index, column.key), row.get(column.key), row, index)
