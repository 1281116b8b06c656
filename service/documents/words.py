"""Data as readers see them: dates and times in words and the time of London, in every template alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from service.domain.calendar import LONDON

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?(\[[\w/]+\])?")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""What no document may hold: control characters, and marks that turn the direction of writing round."""


def readable(value: Any) -> Any:
    """Return data with every date and time in words and nothing in a text that cannot be printed; keys stay as they are."""
    if isinstance(value, Mapping):
        return {str(key): readable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [readable(item) for item in value]
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return of_text(value) if isinstance(value, str) else value


def of_text(value: str) -> str:
    """Return a text as it is, or the day or moment that it is."""
    try:
        if DAY.fullmatch(value):
            return day(date.fromisoformat(value))
        if MOMENT.fullmatch(value):
            return moment(datetime.fromisoformat(value.partition("[")[0]))
    except ValueError:
        pass
    return UNSEEN.sub("", value)


def day(value: date) -> str:
    """Return “20 March 2026”."""
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """Return “20 March 2026 at 10:15”, in London; a time without zone is taken as London's."""
    local = value.astimezone(LONDON) if value.tzinfo else value
    return f"{day(local)} at {local:%H:%M}"
