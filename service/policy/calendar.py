"""Working days of a council: the bank holidays of its part of the country, days added and days taken away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays

FIRST_YEAR = 2020
LAST_YEAR = 2045


@lru_cache(maxsize=32)
def bank_holidays(country: str, subdivision: str | None) -> frozenset[date]:
    """Return the public holidays of the years 2020 to 2045. Raises LookupError for a country or part that is not known."""
    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=range(FIRST_YEAR, LAST_YEAR + 1))
    except NotImplementedError as error:
        raise LookupError(str(error)) from error
    return frozenset(found)


def days_off(
    country: str, subdivision: str | None, *, extra: Iterable[date] = (), removed: Iterable[date] = ()
) -> frozenset[date]:
    """Return the days, weekends aside, on which the council does not work. Raises LookupError as above."""
    return (bank_holidays(country, subdivision) | frozenset(extra)) - frozenset(removed)
