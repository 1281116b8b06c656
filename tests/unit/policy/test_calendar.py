"""Working days: the deadline of a request of 2012, counted with the bank holidays of all parts of the United Kingdom."""

from __future__ import annotations

from datetime import date

import pytest

from service.domain.calendar import working_day
from service.domain.errors import Unfit
from service.engine import feel
from service.policy import pack as packs
from service.policy.calendar import days_off

RECEIVED = date(2012, 3, 12)
UK = ("ENG", "NIR", "SCT", "WLS")


def holidays_of(calendar: str) -> frozenset[date]:
    text = f'council = "north"\nname = "North"\n[calendar]\n{calendar}\n[roles.staff]\nname = "Staff"\n'
    return packs.load(text.encode(), file="policy.toml").holidays


@pytest.mark.parametrize(
    ("calendar", "due"),
    [
        ('subdivision = ["ENG", "NIR", "SCT", "WLS"]', "2012-04-12"),
        ('subdivision = "ENG"', "2012-04-11"),
        ('subdivision = ["ENG", "WLS"]', "2012-04-11"),
        ('subdivision = "ENG"\nextra = [2012-03-30]', "2012-04-12"),
        ('subdivision = ["ENG", "NIR", "SCT", "WLS"]\nremoved = [2012-03-19]', "2012-04-11"),
    ],
)
def test_a_request_of_12_march_2012_is_due_on_12_april_where_bank_holidays_of_any_part_of_the_uk_count(
    calendar: str, due: str
) -> None:
    holidays = holidays_of(calendar)
    context = {"__holidays__": sorted(day.isoformat() for day in holidays)}
    assert feel.evaluate('string(add working days(date("2012-03-12"), 20))', context) == due
    assert working_day(RECEIVED, 20, holidays).isoformat() == due
    assert feel.evaluate(f'working days between(date("2012-03-12"), date("{due}"))', context) == 20


def test_working_days_are_counted_backwards_too() -> None:
    holidays = days_off("GB", UK)
    assert working_day(date(2012, 4, 12), -20, holidays) == RECEIVED
    assert working_day(RECEIVED, 0, holidays) == RECEIVED


@pytest.mark.parametrize("calendar", ["subdivision = []", "subdivision = [3]", 'subdivision = ["ENG", "ATLANTIS"]'])
def test_a_part_of_the_country_that_is_none_is_refused(calendar: str) -> None:
    with pytest.raises(Unfit):
        holidays_of(calendar)
