"""How long records are kept: classes of a council's schedule, read from its pack, and when a case is past its own."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

PERIOD = re.compile(
    r"P(?=[0-9])(?:(?P<years>[0-9]{1,3})Y)?(?:(?P<months>[0-9]{1,4})M)?(?:(?P<weeks>[0-9]{1,4})W)?(?:(?P<days>[0-9]{1,5})D)?"
)
COUNTS_FROM: Mapping[str, str] = {"end": "the end of the case", "birth": "the birth of a child"}
"""What a period may count from. A date of birth is not kept here: a child of a case was born when it began, at the latest."""
OTHERS = "*"
"""Stands for every procedure that no other class names."""


@dataclass(frozen=True, kw_only=True)
class Retention:
    """One class of the schedule. ``key`` and ``name`` say which; ``period`` is in ISO 8601; ``source`` says who set it."""

    key: str
    name: str
    period: str
    counts_from: str
    procedures: tuple[str, ...]
    source: str

    def over_at(self, *, started_at: datetime, ended_at: datetime) -> datetime:
        """Return when an ended case is past its period for certain."""
        return later(started_at if self.counts_from == "birth" else ended_at, self.period)


def retention(parameters: Mapping[str, Any]) -> tuple[Retention, ...]:
    """Return the schedule among the parameters of a pack that was read without a finding, in its order."""
    return tuple(
        Retention(
            key=key,
            name=table["name"],
            period=table["period"],
            counts_from=table["countsFrom"],
            procedures=tuple(table["procedures"]),
            source=table["source"],
        )
        for key, table in dict(parameters.get("retention") or {}).items()
    )


def class_of(schedule: Sequence[Retention], procedure_id: str) -> Retention | None:
    """Return the class that names a procedure, else the one for all others, else None."""
    for wanted in (procedure_id, OTHERS):
        for each in schedule:
            if wanted in each.procedures:
                return each
    return None


def later(start: datetime, period: str) -> datetime:
    """Return the moment a period after another; the last day of a month that is too short. A period that would end after the year 9999
    never ends. Raises ValueError for what is no period of whole days."""
    found = PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(f"{period} is no period of years, months, weeks or days")
    years, months, weeks, days = (int(found[name] or 0) for name in ("years", "months", "weeks", "days"))
    year, month = divmod(start.year * 12 + start.month - 1 + years * 12 + months, 12)
    try:
        day = min(start.day, calendar.monthrange(year, month + 1)[1])
        return start.replace(year=year, month=month + 1, day=day) + timedelta(weeks=weeks, days=days)
    except (ValueError, OverflowError):
        return datetime.max.replace(tzinfo=start.tzinfo)


def in_words(period: str) -> str:
    """Return ``6 years`` for P6Y and ``1 year and 6 months`` for P1Y6M. Raises ValueError as above."""
    found = PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(f"{period} is no period of years, months, weeks or days")
    numbers = ((name, int(found[name] or 0)) for name in ("years", "months", "weeks", "days"))
    return " and ".join(f"{number} {name if number != 1 else name[:-1]}" for name, number in numbers if number) or "0 days"
