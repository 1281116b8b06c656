"""Times from diagrams: dates, durations and cycles. Own arithmetic: a month after 31 January is the last of February."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

DURATION = re.compile(
    r"P(?=\d|T\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class NotATime(ValueError):
    """A text that is no time; says what it should be."""


@dataclass(frozen=True)
class Cycle:
    """``left`` is how often it fires still, None for ever; ``first`` is when it starts, None one interval from now."""

    left: int | None
    first: datetime | None
    every: str


def add(start: datetime, duration: str, *, times: int = 1) -> datetime:
    """Return ``start`` and an ISO 8601 duration later, or so many times it: months are counted from the start, never from
    a month that was too short. Raises NotATime."""
    found = DURATION.fullmatch(duration.strip())
    if found is None:
        raise NotATime("a duration such as P5D or PT4H was expected")
    given = found.groupdict("0").items()
    parts = {name: times * (float(value) if name == "seconds" else int(value)) for name, value in given}
    months = int(parts["years"] * 12 + parts["months"])
    moved = start
    try:
        if months:
            year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
            moved = start.replace(year=year, month=month + 1, day=min(start.day, calendar.monthrange(year, month + 1)[1]))
        return moved + timedelta(**{name: parts[name] for name in ("weeks", "days", "hours", "minutes", "seconds")})
    except (OverflowError, ValueError) as error:
        raise NotATime("a duration that ends before the year 9999 was expected") from error


def moment(value: Any, *, end_of_day: bool = False) -> datetime:
    """Return an aware time from ISO text; a date alone is its first moment in UTC, or its last second. Raises NotATime."""
    if not isinstance(value, str):
        raise NotATime("a date or date and time was expected")
    text = value.strip().partition("[")[0].partition("@")[0]
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotATime("a date or date and time was expected") from error
    if DATE.fullmatch(text):
        return datetime.combine(found.date(), time(23, 59, 59) if end_of_day else time(), UTC)
    if found.tzinfo is None:
        raise NotATime("a date and time with its offset from UTC was expected")
    return found.astimezone(UTC)


def cycle(value: Any) -> Cycle:
    """Read ``R3/PT1H``, ``R/P1D`` or ``R3/<start>/PT1H``; a duration alone repeats for ever. Raises NotATime."""
    if not isinstance(value, str):
        raise NotATime("a cycle such as R3/P1D was expected")
    parts = value.strip().split("/")
    if len(parts) == 1 and DURATION.fullmatch(parts[0]):
        parts = ["R", parts[0]]
    if len(parts) not in (2, 3) or not re.fullmatch(r"R-?\d*", parts[0]):
        raise NotATime("a cycle such as R3/P1D was expected")
    times = int(parts[0][1:]) if parts[0][1:] not in ("", "-1") else None
    if times is not None and times < 0:
        raise NotATime("a cycle such as R3/P1D was expected")
    start = datetime(2000, 1, 1, tzinfo=UTC)
    if add(start, parts[-1]) < start + timedelta(seconds=1):
        raise NotATime("a cycle of at least a second was expected")
    return Cycle(times, moment(parts[1]) if len(parts) == 3 else None, parts[-1])
