"""Sets of inputs of a table as boxes, one domain a column, and what is left of a box when other boxes are taken away. Exact:
a date is a day and a column of ``whole`` numbers has nothing between two of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from service.engine.decisions.domains import Domain, Interval

Box = tuple[Domain, ...]
BOXES_AT_MOST = 4000


@dataclass(frozen=True)
class Column:
    """What may come into a column, and whether its numbers are whole."""

    space: Domain
    whole: bool = False

    def narrow(self, domain: Domain) -> Domain:
        """Return a domain with days, and whole numbers where the column has them, as closed intervals."""
        return replace(domain, numbers=_closed(domain.numbers) if self.whole else domain.numbers, dates=_closed(domain.dates))


def is_empty(domain: Domain) -> bool:
    """Say whether no value is in it."""
    return not (domain.null or domain.booleans or domain.texts or domain.all_but or domain.numbers or domain.dates)


def within(columns: Sequence[Column], tests: Sequence[Domain]) -> Box | None:
    """Return the inputs of the columns' spaces that pass every test, None when there are none."""
    box = tuple(column.narrow(column.space & test) for column, test in zip(columns, tests, strict=True))
    return None if any(map(is_empty, box)) else box


def remainder(columns: Sequence[Column], box: Box, taken: Iterable[Sequence[Domain]]) -> list[Box] | None:
    """Return disjoint boxes that hold what none of the ``taken`` tests lets through, None when there are too many to tell."""
    left = [box]
    for tests in taken:
        left = [part for whole in left for part in _without(columns, whole, tests)]
        if len(left) > BOXES_AT_MOST:
            return None
        if not left:
            break
    return left


def _without(columns: Sequence[Column], box: Box, tests: Sequence[Domain]) -> list[Box]:
    if within([replace(column, space=part) for column, part in zip(columns, box, strict=True)], tests) is None:
        return [box]
    parts: list[Box] = []
    inside = list(box)
    for at, (column, test) in enumerate(zip(columns, tests, strict=True)):
        outside = column.narrow(inside[at] & ~test)
        if not is_empty(outside):
            parts.append((*inside[:at], outside, *inside[at + 1 :]))
        inside[at] = column.narrow(inside[at] & test)
    return parts


def _closed(intervals: tuple[Interval, ...]) -> tuple[Interval, ...]:
    closed = (Interval(*_first(each), *_last(each)) for each in intervals)
    return tuple(each for each in closed if not each.empty)


def _first(interval: Interval) -> tuple[float, bool]:
    if math.isinf(interval.low):
        return interval.low, False
    low = math.ceil(interval.low)
    return (low + 1 if low == interval.low and not interval.low_in else low), True


def _last(interval: Interval) -> tuple[float, bool]:
    if math.isinf(interval.high):
        return interval.high, False
    high = math.floor(interval.high)
    return (high - 1 if high == interval.high and not interval.high_in else high), True
