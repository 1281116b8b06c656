"""Dates, periods, sizes and counts as a reader says them. Times are shown in the council's zone; periods in working days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from service.domain.calendar import LONDON, working_days_between


@dataclass(frozen=True)
class Due:
    """A due date in words. ``kind`` is late, soon or ''; ``detail`` is the date below it."""

    words: str
    detail: str
    kind: str = ""


def local(at: datetime) -> datetime:
    """Return an aware time in the council's zone."""
    return at.astimezone(LONDON)


def time_of_day(at: datetime) -> str:
    """Return ``2:02pm``; on the hour ``5pm``."""
    here = local(at)
    minutes = f":{here.minute:02d}" if here.minute else ""
    return f"{here.hour % 12 or 12}{minutes}{'am' if here.hour < 12 else 'pm'}"


def day(at: datetime | date, *, weekday: bool = False, year: bool = True) -> str:
    """Return ``20 March 2026``, on request with the weekday before it or without the year."""
    here = local(at) if isinstance(at, datetime) else at
    words = f"{here.day} {here:%B}"
    if weekday:
        words = f"{here:%A} {words}"
    return f"{words} {here.year}" if year else words


def moment(at: datetime) -> str:
    """Return ``20 March 2026 at 2:02pm``."""
    return f"{day(at)} at {time_of_day(at)}"


def count(number: int, one: str, many: str | None = None) -> str:
    """Return ``1 task`` or ``4 tasks``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def due(at: datetime, now: datetime, holidays: Collection[date]) -> Due:
    """Return a due time as seen from ``now``: overdue in working days, today by the hour, or in working days."""
    here, today = local(at), local(now).date()
    detail = day(at, weekday=True, year=here.year != today.year)
    days = working_days_between(today, here.date(), holidays)
    if at < now:
        late = max(-days, 0)
        words = "Overdue" if late == 0 else f"Overdue by {count(late, 'working day')}"
        return Due(f"{words} since {time_of_day(at)}" if here.date() == today else words, detail, "late")
    if here.date() == today:
        return Due(f"Today by {time_of_day(at)}", f"Today, {detail}", "soon")
    if days == 0:
        return Due("Before the next working day", detail, "soon")
    return Due(f"In {count(days, 'working day')}", detail)


def size(octets: int) -> str:
    """Return ``212 KB`` or ``1.4 MB``."""
    if octets < 1000:
        return count(octets, "byte")
    if octets < 1_000_000:
        return f"{round(octets / 1000)} KB"
    return f"{octets / 1_000_000:.1f} MB"


def kind_of_file(media_type: str, name: str) -> str:
    """Return ``PDF``, ``PNG picture`` and the like for a file."""
    ending = name.rpartition(".")[2].upper() if "." in name else ""
    return f"{ending} picture" if media_type.startswith("image/") and ending else ending or "File"


def fingerprint(sha256: str) -> str:
    """Return the first and last groups of a hash: ``9f2c 41d0 … 77ab``."""
    return f"{sha256[:4]} {sha256[4:8]} … {sha256[-4:]}"
