"""What a report is asked and what it answers. Each report is a function of its own file, with its formulas in the docstring."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection

from service.store.registers.register import shown


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The window is [since, until). ``parameters`` are those of the council's policy pack; ``survey`` is the id of a survey or None;
    ``holidays`` are the days off of its calendar; what belongs to the cases ``without`` is not counted: they are hidden from who asks."""

    connection: Connection
    council: str
    since: datetime
    until: datetime
    now: datetime
    parameters: Mapping[str, Any]
    survey: str | None = None
    holidays: Collection[date] = ()
    without: Collection[str] = ()

    def shown(self, case_id: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return the condition that a row belongs to no case that is left out."""
        return shown(case_id, self.without)


@dataclass(frozen=True, kw_only=True)
class Report:
    """``rows`` are contexts with equal names, ``text`` says the same in words, ``held`` is False for what is not held at all. ``cells``
    are the counts of people or requests that are shown: (row, column, count)."""

    rows: Sequence[Mapping[str, Any]] = ()
    text: str = ""
    held: bool = True
    cells: Sequence[tuple[str, str, int]] = ()


Reporter: TypeAlias = Callable[[Asked], Report]
