"""Days where the councils are, and working days: Monday to Friday without the holidays given."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
"""Where the councils are: a day begins and ends there, whatever the time in UTC."""


def local_day(at: datetime) -> date:
    """Return the day of a moment where the councils are. Raises ValueError for a time without zone."""
    if at.tzinfo is None:
        raise ValueError(f"a time without zone has no day: {at.isoformat()}")
    return at.astimezone(LONDON).date()


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Say whether the council works on this day."""
    return day.weekday() < 5 and day not in holidays


def working_days_between(start: date, end: date, holidays: Collection[date]) -> int:
    """Return how many working days lie after ``start`` up to and with ``end``; negative when ``end`` is earlier."""
    if end < start:
        return -working_days_between(end, start, holidays)
    return sum(is_working_day(start + timedelta(days=offset), holidays) for offset in range(1, (end - start).days + 1))


def working_day(start: date, days: int, holidays: Collection[date]) -> date:
    """Return the working day that lies so many working days after ``start``, before it where ``days`` is negative; ``start`` itself is
    never counted."""
    step, left, day = timedelta(days=1 if days >= 0 else -1), abs(days), start
    while left:
        day += step
        left -= is_working_day(day, holidays)
    return day
