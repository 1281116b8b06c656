"""When an entry of a register stands and when it is late is judged by the council's day, at midnight and when the clocks change too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from service.domain.calendar import local_day
from service.domain.entries import as_of, is_overdue, stands

SECOND = timedelta(seconds=1)


def entry(**given: Any) -> dict[str, Any]:
    return {"status": "open", "ended_at": None, "expires_on": None, "review_on": None, **given}


@pytest.mark.parametrize(
    ("day", "midnight"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 16, tzinfo=UTC)),
        (date(2026, 7, 15), datetime(2026, 7, 15, 23, tzinfo=UTC)),
        (date(2026, 3, 28), datetime(2026, 3, 29, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 23, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 23, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 26, tzinfo=UTC)),
    ],
    ids=["winter", "summer", "before the clocks go forward", "on that day", "before they go back", "on that day too"],
)
def test_a_day_is_over_at_the_councils_midnight(day: date, midnight: datetime) -> None:
    before, after = local_day(midnight - SECOND), local_day(midnight)
    assert (before, after) == (day, day + timedelta(days=1))
    due, last = entry(review_on=day), entry(expires_on=day)
    assert (is_overdue(due, before), is_overdue(due, after)) == (False, True)
    assert (stands(last, before), stands(last, after)) == (True, False)
    assert [as_of(last, today)["status"] for today in (before, after)] == ["open", "expired"]


def test_what_has_ended_or_expired_or_has_no_day_is_never_late() -> None:
    today, past = date(2026, 3, 20), date(2026, 3, 1)
    for gone in ({"ended_at": datetime(2026, 3, 2, tzinfo=UTC)}, {"expires_on": past}, {"review_on": None}):
        assert not is_overdue(entry(**{"review_on": past, **gone}), today)
    assert is_overdue(entry(review_on=past, expires_on=today), today)


def test_a_day_off_gives_no_more_time() -> None:
    friday = date(2026, 3, 20)
    assert is_overdue(entry(review_on=friday), friday + timedelta(days=1))


def test_an_entry_that_ended_before_its_last_day_keeps_how_it_ended() -> None:
    closed = entry(status="closed", ended_at=datetime(2026, 3, 2, tzinfo=UTC), expires_on=date(2026, 3, 5))
    assert as_of(closed, date(2026, 3, 20)) == closed


def test_a_time_without_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="without zone"):
        local_day(datetime(2026, 3, 20))
