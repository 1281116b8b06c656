"""How long a scenario waits: an ISO 8601 duration, working days (``P5WD``), or until a moment."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime

from service.engine import feel

WORKING_DAYS = re.compile(r"P(\d{1,4})WD")
DURATION = re.compile(r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})")


def is_wait(text: str) -> bool:
    """Say whether a text is one of the three ways to wait."""
    return any(pattern.fullmatch(text) for pattern in (WORKING_DAYS, DURATION, MOMENT))


def until(text: str, *, now: datetime, holidays: Collection[date]) -> datetime:
    """Return the moment at which a wait that begins ``now`` is over, reckoned as the engine reckons its timers."""
    if MOMENT.fullmatch(text):
        return datetime.fromisoformat(text)
    days = WORKING_DAYS.fullmatch(text)
    if days:
        context = {"from": now.isoformat(), "n": int(days[1]), "__holidays__": sorted(day.isoformat() for day in holidays)}
        return datetime.fromisoformat(str(feel.evaluate("add working days(from, n)", context)))
    years, months, weeks, left, hours, minutes, seconds = (int(part or 0) for part in _parts(text))
    context = {
        "start": now.isoformat(),
        "months": f"P{years * 12 + months}M",
        "rest": f"P{weeks * 7 + left}DT{hours}H{minutes}M{seconds}S",
    }
    return datetime.fromisoformat(str(feel.evaluate("start + duration(months) + duration(rest)", context)))


def _parts(text: str) -> tuple[str | None, ...]:
    match = DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no duration")
    return match.groups()
