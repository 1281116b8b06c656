"""What values a cell lets through, where that can be said exactly: texts, truth values, null, numbers and dates.

A cell with any other expression has no domain (None), and nothing is concluded from it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NUMBER = re.compile(r"[+-]?(\d+(\.\d+)?|\.\d+)")
_DATE = re.compile(r'(?:date\(\s*"(\d{4}-\d\d-\d\d)"\s*\)|@"(\d{4}-\d\d-\d\d)")')
_INTERVAL = re.compile(r"([\[\](])(.+?)\.\.(.+)([\])\[])")
_COMPARISON = re.compile(r"(<=|>=|<|>|=)\s*(.+)")
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_PARTS = re.compile(r'"(?:[^"\\]|\\.)*"|[()\[\]]|,|[^"(),\[\]]+')


@dataclass(frozen=True)
class Interval:
    """Numbers between two bounds; each bound belongs to it where its flag is set."""

    low: float
    low_in: bool
    high: float
    high_in: bool

    def meet(self, other: Interval) -> Interval:
        """Return what both contain."""
        low, low_in = max((self.low, not self.low_in), (other.low, not other.low_in))
        high, high_in = min((self.high, self.high_in), (other.high, other.high_in))
        return Interval(low, not low_in, high, high_in)

    @property
    def empty(self) -> bool:
        """Say whether it contains nothing."""
        return self.low > self.high or (self.low == self.high and not (self.low_in and self.high_in))


EVERY = Interval(-math.inf, False, math.inf, False)
_BOTH = frozenset({True, False})


@dataclass(frozen=True)
class Domain:
    """A set of values: null or not, truth values, the listed texts (or, with ``all_but``, every other text), numbers, and
    dates as day numbers."""

    null: bool = False
    booleans: frozenset[bool] = frozenset()
    texts: frozenset[str] = frozenset()
    all_but: bool = False
    numbers: tuple[Interval, ...] = ()
    dates: tuple[Interval, ...] = ()

    def __and__(self, other: Domain) -> Domain:
        texts, all_but = _meet_texts(self, other)
        return Domain(
            null=self.null and other.null,
            booleans=self.booleans & other.booleans,
            texts=texts,
            all_but=all_but,
            numbers=_meet(self.numbers, other.numbers),
            dates=_meet(self.dates, other.dates),
        )

    def __or__(self, other: Domain) -> Domain:
        neither = ~self & ~other
        texts = ~neither
        return replace(texts, numbers=self.numbers + other.numbers, dates=self.dates + other.dates)

    def __invert__(self) -> Domain:
        return Domain(
            null=not self.null,
            booleans=_BOTH - self.booleans,
            texts=self.texts,
            all_but=not self.all_but,
            numbers=_outside(self.numbers),
            dates=_outside(self.dates),
        )

    @property
    def example(self) -> str | None:
        """Return one value of it as FEEL text, None when it is empty."""
        if self.texts and not self.all_but:
            return f'"{min(self.texts)}"'
        if self.all_but and self.texts:
            return "any other text"
        if self.booleans:
            return str(max(self.booleans)).lower()
        if self.numbers:
            return f"{_inside(self.numbers[0]):g}"
        if self.dates:
            return f'date("{date.fromordinal(round(_inside(self.dates[0])))}")'
        if self.all_but:
            return "any other text"
        return "null" if self.null else None


def domain(cell: str) -> Domain | None:
    """Return what an input cell lets through, or None where that cannot be said exactly."""
    text = cell.strip()
    if text in ("", "-"):
        return ANYTHING
    negated = _NOT.fullmatch(text)
    if negated:
        inner = _either(negated.group(1))
        return None if inner is None else ~inner
    return _either(text)


def literals(cell: str) -> list[str]:
    """Return the texts that a cell names as literals, for comparison with the texts that are allowed."""
    found = domain(cell)
    return [] if found is None else sorted(found.texts)


def _either(text: str) -> Domain | None:
    union = Domain()
    for part in _split(text):
        one = _single(part)
        if one is None:
            return None
        union = union | one
    return union


def _split(text: str) -> Iterator[str]:
    depth, part = 0, ""
    # Brackets of intervals may stand the wrong way round (]1..2[), so only round brackets are counted with them outside dots.
    for token in _PARTS.findall(text):
        depth += 1 if token == "(" else -1 if token == ")" else 0
        if token == "," and depth <= 0:
            yield part.strip()
            part = ""
        else:
            part += token
    yield part.strip()


def _single(text: str) -> Domain | None:
    if text == "null":
        return Domain(null=True)
    if text in ("true", "false"):
        return Domain(booleans=frozenset({text == "true"}))
    if string := _STRING.fullmatch(text):
        return Domain(texts=frozenset({string.group(1)})) if "\\" not in text else None
    if interval := _INTERVAL.fullmatch(text):
        opening, low, high, closing = interval.groups()
        return _between(low.strip(), opening == "[", high.strip(), closing == "]")
    if comparison := _COMPARISON.fullmatch(text):
        return _compared(*comparison.groups())
    return _between(text, True, text, True)


def _compared(operator: str, bound: str) -> Domain | None:
    if operator == "=":
        return _single(bound)
    if operator.startswith("<"):
        return _between(None, False, bound, operator == "<=")
    return _between(bound, operator == ">=", None, False)


def _between(low: str | None, low_in: bool, high: str | None, high_in: bool) -> Domain | None:
    bounds = [_bound(each) for each in (low, high) if each is not None]
    if any(each is None for each in bounds) or len({each[0] for each in bounds if each}) != 1:
        return None
    values = [each[1] for each in bounds if each]
    span = Interval(-math.inf if low is None else values[0], low_in, math.inf if high is None else values[-1], high_in)
    found = () if span.empty else (span,)
    return Domain(dates=found) if bounds[0] and bounds[0][0] == "date" else Domain(numbers=found)


def _bound(text: str) -> tuple[str, float] | None:
    if _NUMBER.fullmatch(text):
        return "number", float(text)
    if day := _DATE.fullmatch(text):
        try:
            return "date", float(date.fromisoformat(day.group(1) or day.group(2)).toordinal())
        except ValueError:
            return None
    return None


def _meet(left: tuple[Interval, ...], right: tuple[Interval, ...]) -> tuple[Interval, ...]:
    met = (one.meet(other) for one in left for other in right)
    return tuple(interval for interval in met if not interval.empty)


def _outside(intervals: tuple[Interval, ...]) -> tuple[Interval, ...]:
    rest: tuple[Interval, ...] = (EVERY,)
    for interval in intervals:
        below = Interval(-math.inf, False, interval.low, not interval.low_in)
        above = Interval(interval.high, not interval.high_in, math.inf, False)
        rest = _meet(rest, (below, above))
    return rest


def _meet_texts(left: Domain, right: Domain) -> tuple[frozenset[str], bool]:
    if left.all_but and right.all_but:
        return left.texts | right.texts, True
    if left.all_but:
        return right.texts - left.texts, False
    if right.all_but:
        return left.texts - right.texts, False
    return left.texts & right.texts, False


def _inside(interval: Interval) -> float:
    if interval.low_in:
        return interval.low
    if interval.high_in:
        return interval.high
    if math.isinf(interval.low):
        return 0 if math.isinf(interval.high) else interval.high - 1
    return interval.low + 1 if math.isinf(interval.high) else (interval.low + interval.high) / 2


ANYTHING = ~Domain()
