"""Entries of the registers that a council names: which have ended, which stand, and which should have been looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

EXPIRED = "expired"
ENDED = ("closed", "withdrawn", "refused", EXPIRED)
"""Statuses that end an entry: its key is free again."""


def as_of(entry: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return an entry as it stands on a day of the council: expired once its last day is over, unless it had ended before."""
    is_over = entry["ended_at"] is None and not stands(entry, today)
    return {**entry, "status": EXPIRED} if is_over else dict(entry)


def stands(entry: Mapping[str, Any], today: date) -> bool:
    """Say whether an entry has neither ended nor seen its last day pass. It stands to the end of that day."""
    return entry["ended_at"] is None and (entry["expires_on"] is None or entry["expires_on"] >= today)


def is_overdue(entry: Mapping[str, Any], today: date) -> bool:
    """Say whether an entry that stands should have been looked at again before today. As with a task, the whole of the day on which it is
    due is left for it, and the day after it is late, whether or not the council works on that day."""
    return stands(entry, today) and entry["review_on"] is not None and entry["review_on"] < today
