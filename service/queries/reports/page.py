"""What a page of reports is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.queries.registers.table import Table


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A page of reports: its name in ``read:<name>`` of the policy pack, its words, and (report, caption) of each part. ``template`` is what
    makes a ``document`` of it, '' for none."""

    name: str
    title: str
    lead: str
    parts: tuple[tuple[str, str], ...]
    template: str = ""
    document: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """One page of reports as the list shows it."""

    name: str
    title: str
    lead: str


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What a person decided of a small number: publish, band, merge or suppress."""

    action: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure. ``of`` is what ``value`` is a part of; ``unit`` is share, minutes, pounds … or '' for a count; ``length`` from 0 to 100 is
    that of its bar, None for none; ``small`` says that it could tell who is meant, with what was ``decided`` of it."""

    key: str
    label: str
    value: float | str | None
    of: float | None = None
    unit: str = ""
    note: str = ""
    formula: str = ""
    length: float | None = None
    met: bool | None = None
    small: bool = False
    decided: Decided | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """One report. ``held`` is False where nothing is held; ``text`` says the same in words."""

    key: str
    caption: str
    held: bool
    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One survey to choose."""

    value: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """A page of reports over [since, until), None for no bound; without ``has_period`` it is about what a survey asked, whenever that was.
    ``held_since`` is when the first case began, None before there is one; ``document`` is the title of what it can be downloaded as, '' for none."""

    name: str
    title: str
    lead: str
    parts: tuple[Part, ...]
    since: datetime | None
    until: datetime | None
    surveys: tuple[Choice, ...] = ()
    survey: str | None = None
    has_period: bool = True
    held_since: datetime | None = None
    tables: tuple[Table, ...] = ()
    document: str = ""
