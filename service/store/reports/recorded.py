"""What reports count: steps that were done, by the names that the council's pack gives under ``measured``. No procedure is known here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import Connection, func, select

from service.domain.calendar import local_day, working_days_between
from service.store.registers.measures import Measures
from service.store.registers.register import shown
from service.store.reports.report import Asked
from service.store.tables.cases import cases, events


@dataclass(frozen=True, kw_only=True)
class Done:
    """A step that was completed. ``decision`` is what a decision table answered, else empty."""

    number: str
    at: datetime
    answers: Mapping[str, Any]
    decision: Mapping[str, Any]


def named(asked: Asked, key: str) -> Any:
    """Return what the pack calls something that is measured, None when it says nothing."""
    return dict(asked.parameters.get("measured") or {}).get(key)


def done(asked: Asked, element_id: str | None, *, what: str = "completed") -> Sequence[Done]:
    """Return the completions of a step in the window, oldest first; none for None. ``what`` decided: its decision tables instead."""
    if not element_id:
        return ()
    query = (
        select(cases.c.number, events.c.at, events.c.answers, events.c.decision)
        .join(cases, cases.c.case_id == events.c.case_id)
        .where(cases.c.council == asked.council, events.c.element_id == element_id, events.c.what == what)
        .where(events.c.at >= asked.since, events.c.at < asked.until, asked.shown(cases.c.case_id))
        .order_by(events.c.seq)
    )
    return [
        Done(number=number, at=at, answers=answers or {}, decision=outputs(decision))
        for number, at, answers, decision in asked.connection.execute(query)
    ]


def outputs(decision: Any) -> Mapping[str, Any]:
    """Return the values that a kept decision gave; of a table that collects, a list under each name."""
    given = decision.get("output") if isinstance(decision, Mapping) else None
    if isinstance(given, list):
        rows = [row for row in given if isinstance(row, Mapping)]
        return {name: [row[name] for row in rows if name in row] for name in {name: None for row in rows for name in row}}
    return given if isinstance(given, Mapping) else {}


def started(asked: Asked, procedure_id: str | None) -> Sequence[str]:
    """Return the numbers of the cases of a procedure that began in the window."""
    query = select(cases.c.number).where(cases.c.council == asked.council, cases.c.procedure_id == procedure_id)
    query = query.where(cases.c.started_at >= asked.since, cases.c.started_at < asked.until, asked.shown(cases.c.case_id))
    query = query.order_by(cases.c.number)
    return list(asked.connection.execute(query).scalars()) if procedure_id else ()


def first_case(connection: Connection, *, council: str, without: Collection[str] = ()) -> datetime | None:
    """Return when the first case of a council began, None before there is one."""
    first = select(func.min(cases.c.started_at)).where(cases.c.council == council, shown(cases.c.case_id, without))
    found: datetime | None = connection.execute(first).scalar_one()
    return found


def kept(asked: Asked) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the sessions, feedback and usefulness answers of the window."""
    return Measures(asked.connection, without=asked.without).measures(council=asked.council, since=asked.since, until=asked.until)


def values(rows: Sequence[Mapping[str, Any]], key: str) -> list[float]:
    """Return the numbers that rows have under a key; what is missing or no number is left out."""
    found = (row.get(key) for row in rows)
    return [value for value in found if isinstance(value, int | float) and not isinstance(value, bool)]


def middle(numbers: Sequence[float]) -> float | None:
    """Return the median to one decimal, None of nothing."""
    return round(float(median(numbers)), 1) if numbers else None


def ratio(part: float, whole: float, digits: int = 4) -> float | None:
    """Return part / whole, None where there is nothing to divide by."""
    return round(part / whole, digits) if whole else None


def elapsed(asked: Asked, first: Sequence[Done], then: Sequence[Done]) -> list[float]:
    """Return the working days from the first time of one step to the first time of another, for each case that has both."""
    begun: dict[str, datetime] = {}
    for step in first:
        begun.setdefault(step.number, step.at)
    ended: dict[str, datetime] = {}
    for step in then:
        ended.setdefault(step.number, step.at)
    both = [(begun[number], ended[number]) for number in begun if number in ended]
    return [float(working_days_between(local_day(start), local_day(end), asked.holidays)) for start, end in both]


def row(key: str, measure: str, value: Any, formula: str, *, of: Any = None, unit: str = "") -> dict[str, Any]:
    """Return one row of a report of measures. ``of`` is what ``value`` is a part of; ``met`` is for criteria only."""
    return {"key": key, "measure": measure, "value": value, "of": of, "unit": unit, "formula": formula, "met": None}


def counted(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, int]]:
    """Return the cells of rows that count people or requests: those without a unit."""
    whole = [(str(each["measure"]), "number", each["value"]) for each in rows if not each["unit"]]
    return [cell for cell in whole if isinstance(cell[2], int) and not isinstance(cell[2], bool)]
