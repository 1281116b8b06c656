"""Values that are not known: what a person may answer, what a connector may say. They are told apart only when something reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

LIST, RECORD, UNKNOWN = "[]", "{}", "?"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value born at an element. ``values`` are all it can be (frozen, null included where it can be), None where they are endless
    (``or_null`` says whether null is among them then); ``hide`` hides the form field it came from, then it is null. ``birth`` tells
    two of one place apart; two unknowns are equal when they are the same value, however much is known of it."""

    element_id: str
    name: str
    birth: int
    values: tuple[Any, ...] | None = field(default=None, compare=False)
    hide: str | None = field(default=None, compare=False)
    or_null: bool = field(default=False, compare=False)

    def part(self, name: str) -> Unknown:
        """Return a part of it: the same value whenever it is asked for."""
        return replace(self, name=f"{self.name}.{name}", values=None, hide=None, or_null=True)


def frozen(value: Any) -> Any:
    """Return JSON (with unknowns in it) as something that can be compared and hashed."""
    if isinstance(value, Mapping):
        return (RECORD, tuple((name, frozen(value[name])) for name in sorted(value)))
    if isinstance(value, list | tuple):
        return (LIST, tuple(frozen(item) for item in value))
    if isinstance(value, Unknown):
        return (UNKNOWN, (value.element_id, value.name, value.birth, value.values, value.hide, value.or_null))
    return (type(value).__name__, value) if isinstance(value, bool | int | float) else value


def thawed(value: Any) -> Any:
    """Return what was frozen."""
    if not isinstance(value, tuple):
        return value
    kind, content = value
    if kind == RECORD:
        return {name: thawed(item) for name, item in content}
    if kind == UNKNOWN:
        return Unknown(*content)
    return [thawed(item) for item in content] if kind == LIST else content


def unknowns(value: Any) -> Iterator[Unknown]:
    """Yield every unknown in a plain value, in order of finding."""
    if isinstance(value, Unknown):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from unknowns(item)
    elif isinstance(value, list):
        for item in value:
            yield from unknowns(item)


def filled(value: Any, known: Mapping[Unknown, tuple[Any, ...]]) -> Any:
    """Return a plain value with the unknowns that can be one thing only replaced by it, and the others with what they still can
    be."""
    if isinstance(value, Unknown):
        left = known.get(value)
        if left is None:
            return value
        return thawed(left[0]) if len(left) == 1 else replace(value, values=left)
    if isinstance(value, Mapping):
        return {name: filled(item, known) for name, item in value.items()}
    return [filled(item, known) for item in value] if isinstance(value, list) else value
