"""How long records are kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.domain.retention import class_of, in_words, later, retention

START = datetime(2024, 2, 29, 9, tzinfo=UTC)
CLASS = {"name": "N", "period": "P1Y", "countsFrom": "end", "source": "Ours"}


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("P6Y", "2030-02-28"),
        ("P4Y", "2028-02-29"),
        ("P12M", "2025-02-28"),
        ("P1Y6M", "2025-08-29"),
        ("P2W", "2024-03-14"),
        ("P1M1D", "2024-03-30"),
        ("P999Y9999M", "3856-05-29"),
        ("P999Y9999M9999W99999D", "4321-10-31"),
    ],
)
def test_a_period_ends_on_the_day_of_the_calendar(period: str, day: str) -> None:
    assert later(START, period).date().isoformat() == day


def test_a_period_beyond_the_calendar_never_ends() -> None:
    assert later(START.replace(year=9500, day=28), "P999Y") == datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize("period", ["", "P", "6Y", "PT6H", "P-1Y", "P1D1Y", "P1.5Y", "P1Y ", "P٣Y"])
def test_what_is_no_period_of_days_is_refused(period: str) -> None:
    with pytest.raises(ValueError, match="no period"):
        later(START, period)


def test_a_period_is_told_in_words() -> None:
    told = [in_words(period) for period in ("P75Y", "P1Y6M", "P1W", "P30D", "P0D")]
    assert told == ["75 years", "1 year and 6 months", "1 week", "30 days", "0 days"]
    with pytest.raises(ValueError, match="no period"):
        in_words("6 years")


def test_a_procedure_is_in_the_class_that_names_it_before_the_one_for_all_others() -> None:
    schedule = retention({"retention": {"rest": CLASS | {"procedures": ["*"]}, "foi": CLASS | {"procedures": ["foi", "review"]}}})
    found = {name: class_of(schedule, name) for name in ("foi", "review", "search")}
    assert {name: each.key for name, each in found.items() if each} == {"foi": "foi", "review": "foi", "search": "rest"}
    assert class_of(schedule[1:], "search") is None
    assert retention({}) == ()
