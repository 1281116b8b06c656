"""Working days of a council: the bank holidays of its part of the country or of several, days added and days taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache

import holidays

FIRST_YEAR = 2010
LAST_YEAR = 2045


@lru_cache(maxsize=32)
def bank_holidays(country: str, subdivision: str | None) -> frozenset[date]:
    """Return the public holidays of the years 2010 to 2045. Raises LookupError for a country or part that is not known."""
    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=range(FIRST_YEAR, LAST_YEAR + 1))
    except NotImplementedError as error:
        raise LookupError(str(error)) from error
    return frozenset(found)


def days_off(
    country: str, subdivisions: Collection[str], *, extra: Iterable[date] = (), removed: Iterable[date] = ()
) -> frozenset[date]:
    """Return the days, weekends aside, on which the council does not work: a bank holiday in any of the parts is one. Deadlines of the
    Freedom of Information Act 2000 (s.10(6)) leave out those of any part of the United Kingdom. Raises LookupError as above."""
    parts = (bank_holidays(country, subdivision) for subdivision in subdivisions)
    return frozenset[date]().union(*parts, extra) - frozenset(removed)
