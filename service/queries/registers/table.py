"""What a page of a register is made of: tables of plain values, told by headings. How a value is written is for the page and the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from service.queries.reading import Reading

Cell: TypeAlias = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, kw_only=True)
class Table:
    """``key`` names the table in addresses; the first column says what a row is about; ``empty`` is the sentence for no rows."""

    key: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str


@dataclass(frozen=True, kw_only=True)
class RegisterLine:
    """One register as the list of registers shows it."""

    name: str
    title: str
    lead: str


@dataclass(frozen=True, kw_only=True)
class RegisterPage:
    """One register. ``facts`` are sentences above its tables."""

    name: str
    title: str
    lead: str
    tables: tuple[Table, ...]
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A register that can be read: its name in ``read:<name>`` of the policy pack, its words, and what reads it."""

    name: str
    title: str
    lead: str
    tables: Callable[[Reading], tuple[Table, ...]]
    facts: Callable[[Reading], tuple[str, ...]] = lambda reading: ()
