"""Dates and periods as a reader says them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from service.domain.calendar import working_days_between
from service.web import words

NOW = datetime(2026, 3, 20, 14, 41, tzinfo=UTC)  # a Friday, in winter time
HOLIDAYS = frozenset({date(2026, 4, 3), date(2026, 4, 6)})


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2026, 3, 18, 17, tzinfo=UTC), words.Due("Overdue by 2 working days", "Wednesday 18 March", "late")),
        (datetime(2026, 3, 20, 9, tzinfo=UTC), words.Due("Overdue since 9am", "Friday 20 March", "late")),
        (datetime(2026, 3, 20, 17, tzinfo=UTC), words.Due("Today by 5pm", "Today, Friday 20 March", "soon")),
        (datetime(2026, 3, 21, 12, tzinfo=UTC), words.Due("Before the next working day", "Saturday 21 March", "soon")),
        (datetime(2026, 3, 23, 17, tzinfo=UTC), words.Due("In 1 working day", "Monday 23 March")),
        (datetime(2026, 4, 7, 16, tzinfo=UTC), words.Due("In 10 working days", "Tuesday 7 April")),
        (datetime(2027, 1, 4, 17, tzinfo=UTC), words.Due("In 204 working days", "Monday 4 January 2027")),
    ],
)
def test_a_due_time_is_said_in_working_days(at: datetime, shown: words.Due) -> None:
    assert words.due(at, NOW, HOLIDAYS) == shown


def test_working_days_leave_out_weekends_and_holidays_both_ways() -> None:
    friday, tuesday = date(2026, 4, 2), date(2026, 4, 7)
    assert working_days_between(friday, tuesday, HOLIDAYS) == 1
    assert working_days_between(tuesday, friday, HOLIDAYS) == -1


def test_times_are_those_of_the_council_in_summer_too() -> None:
    assert words.moment(datetime(2026, 7, 1, 11, 5, tzinfo=UTC)) == "1 July 2026 at 12:05pm"
    assert words.time_of_day(datetime(2026, 3, 1, 0, 0, tzinfo=UTC)) == "12am"


@pytest.mark.parametrize(("octets", "shown"), [(1, "1 byte"), (999, "999 bytes"), (212_000, "212 KB"), (1_400_000, "1.4 MB")])
def test_a_size_is_said_in_the_largest_unit_that_fits(octets: int, shown: str) -> None:
    assert words.size(octets) == shown


@pytest.mark.parametrize(
    ("media_type", "name", "shown"),
    [("application/pdf", "post.pdf", "PDF"), ("image/png", "photo.png", "PNG picture"), ("text/plain", "note", "File")],
)
def test_a_file_is_called_by_its_kind(media_type: str, name: str, shown: str) -> None:
    assert words.kind_of_file(media_type, name) == shown


def test_a_fingerprint_shows_its_ends() -> None:
    assert words.fingerprint("9f2c41d0" + "0" * 52 + "77ab") == "9f2c 41d0 … 77ab"
