"""Lines of a page out of the rows of a report, whatever its shape: a measure, a share of answers, a year, a clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from service.queries.reports.page import Decided, Line

Row: TypeAlias = Mapping[str, Any]
Small: TypeAlias = Mapping[tuple[str, str], int]
Decisions: TypeAlias = Mapping[tuple[str, str, int | None], Decided]
YEARLY = (
    ("searches", "searches", ""),
    ("hours", "hours of search", "hours"),
    ("writingHours", "hours of writing", "hours"),
    ("pounds", "pounds at the rate of the regulations", "pounds"),
    ("payrollPounds", "pounds at the rate of the payroll", "pounds"),
)


def lines(rows: Sequence[Row], small: Small, decided: Decisions) -> tuple[Line, ...]:
    """Return a line for each figure of the rows, marked where it is small, with a bar where there is something to compare."""
    found = [line for row in rows for line in of_row(row, small, decided)]
    longest: dict[str, float] = {}
    for line in found:
        if isinstance(line.value, int | float):
            longest[line.unit] = max(longest.get(line.unit, 0), float(line.value))
    return tuple(replace(line, length=length(line, longest.get(line.unit, 0))) for line in found)


def of_row(row: Row, small: Small, decided: Decisions) -> Iterator[Line]:
    """Yield the figures of one row."""
    if "text" in row:
        yield Line(key=str(row["clause"]), label=str(row["clause"]), value=str(row["text"]), unit="text")
    elif "share" in row:
        yield answered(row, small, decided)
    elif "year" in row:
        yield from yearly(row, small, decided)
    else:
        line = Line(key=row["key"], label=row["measure"], value=row["value"], of=row["of"], unit=row["unit"])
        line = replace(line, formula=row["formula"], met=row["met"], note=row.get("note", ""))
        yield marked(line, [(row["measure"], column) for column in ("number", "who did", "who did not")], small, decided)


def answered(row: Row, small: Small, decided: Decisions) -> Line:
    """Return a share of answers with its interval and the change since the survey before."""
    note = f"{row['part']} of {row['whole']}"
    if row["low"] is not None:
        note += f"; 95 % interval {percent(row['low'])} to {percent(row['high'])}"
    if row["change"] is not None:
        note += (
            f"; change {points(row['change'])}, 95 % interval {points(row['changeLow'])} to {points(row['changeHigh'])} points"
        )
    if row["elsewhere"]:
        note += f"; {row['elsewhere']} in 2018"
    line = Line(key=row["key"], label=row["measure"], value=row["share"], unit="share", note=note, formula=row["formula"])
    return marked(line, [(row["measure"], "who did"), (row["measure"], "who did not")], small, decided)


def yearly(row: Row, small: Small, decided: Decisions) -> Iterator[Line]:
    """Yield each figure of a year."""
    for name, words, unit in YEARLY:
        if row.get(name) is not None:
            line = Line(key=f"{row['year']}-{name}", label=f"{row['year']}: {words}", value=row[name], unit=unit)
            yield marked(line, [(str(row["year"]), name)], small, decided)


def marked(line: Line, cells: Sequence[tuple[str, str]], small: Small, decided: Decisions) -> Line:
    """Return a line marked as small when one of its cells is. It counts as decided only when each of these is, and then as the
    strictest of the decisions."""
    found = [(row, column, small[row, column]) for row, column in cells if (row, column) in small]
    if not found:
        return line
    answers = [decided.get(cell) for cell in found]
    known = [answer for answer in answers if answer is not None]
    strictest = next((answer for answer in known if answer.action != "publish"), known[0] if known else None)
    return replace(line, small=True, decided=strictest if len(known) == len(answers) else None)


def length(line: Line, longest: float) -> float | None:
    """Return how long a bar is: of shares the share, of parts that of their whole, else that of the longest of its unit."""
    if not isinstance(line.value, int | float) or line.unit == "of 5":
        return None
    whole = 1.0 if line.unit == "share" else line.of or longest
    return round(max(0.0, min(1.0, float(line.value) / whole)) * 100, 1) if whole else 0.0


def percent(share: float) -> str:
    """Return a share in per cent."""
    return f"{share * 100:.0f} %"


def points(change: float) -> str:
    """Return a change in points with its sign."""
    return f"{change * 100:+.0f}"
