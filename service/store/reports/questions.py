"""Questions that are asked of a council again and again (FOI/12/0385), answered from what is recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from service.domain.calendar import local_day
from service.store.registers.measures import Measures
from service.store.reports.recorded import counted, done, first_case, named, row, values
from service.store.reports.report import Asked, Report

RATE = 25.0
"""Pounds an hour by regulation 4(4) of the Fees Regulations 2004, where the parameter ``foiHourlyRate`` says nothing."""


def policy(asked: Asked) -> Report:
    """Q_POLICY: the clauses of the council's policy that the pack keeps as ``policyClauses`` (name → text). Nothing is computed."""
    clauses = dict(named(asked, "policyClauses") or {})
    rows = [{"clause": name, "text": text} for name, text in clauses.items()]
    return Report(rows=rows, text="\n".join(f"{name}: {text}" for name, text in clauses.items()), held=bool(clauses))


def use_in_plan(asked: Asked) -> Report:
    """Q_USE_IN_CP: ``count(req where finalise.usedIn contains the plan)``, each request once, beside all that were finalised."""
    finalised = done(asked, named(asked, "finalised"))
    field, plan = named(asked, "usedInField"), named(asked, "usedInPlan")
    used = {step.number for step in finalised if plan in (step.answers.get(field) or ())}
    everything = {step.number for step in finalised}
    rows = [row("Q1", "Requests whose findings were used", len(used), "count(req where usedIn contains it)", of=len(everything))]
    text = f"Findings of {len(used)} of {len(everything)} requests were used."
    return Report(rows=rows, text=with_limits(asked, text), cells=counted(rows))


def hours(asked: Asked) -> Report:
    """Q_HOURS: ``sum(session.minutes) / 60`` by the year in which the look began, and apart from it ``sum(adminMinutes) / 60`` by the year of the
    log; hours to two decimals."""
    rows = _hours(asked)
    total, writing = sum(each["hours"] for each in rows), sum(each["writingHours"] for each in rows)
    text = f"{total:g} hours of search and {writing:g} hours of writing."
    return Report(rows=rows, text=with_limits(asked, text), cells=_looks(rows))


def cost(asked: Asked) -> Report:
    """Q_COST: ``Q_HOURS x foiHourlyRate``, like for like with the estimates of the Fees Regulations; and ``sum(hours x rate)`` at ``payrollRate``,
    the mid-point of the grade with on-costs, where the pack has one. Writing is not in it."""
    rate, payroll = float(asked.parameters.get("foiHourlyRate") or RATE), asked.parameters.get("payrollRate")
    rows = []
    for each in _hours(asked):
        paid = round(each["hours"] * float(payroll), 2) if payroll else None
        rows.append(
            {"year": each["year"], "hours": each["hours"], "pounds": round(each["hours"] * rate, 2), "payrollPounds": paid}
        )
    total = round(sum(each["pounds"] for each in rows), 2)
    return Report(rows=rows, text=with_limits(asked, f"£{total:.2f} at £{rate:g} an hour."))


def missed(asked: Asked) -> Report:
    """Q_MISSED: not held, a constant. There is no record of what was not seen, and no proxy is computed for it."""
    text = (
        "Not held. No record exists of children who were missed meanwhile, and none can be made from what is recorded. "
        "Searched: requests, searches, logs, feedback and six-month reviews in this service."
    )
    return Report(text=text, held=False)


def exceptional(asked: Asked) -> Report:
    """Q_EXCEPTIONAL: ``count by groundType`` of the concerns that were recorded, most frequent first."""
    field = named(asked, "groundField")
    grounds = Counter(str(step.answers.get(field)) for step in done(asked, named(asked, "asked")) if step.answers.get(field))
    ordered = sorted(grounds.items(), key=lambda item: (-item[1], item[0]))
    rows = [row(f"Q5-{i}", name.replace("_", " "), n, "count by ground") for i, (name, n) in enumerate(ordered, 1)]
    text = "; ".join(f"{each['measure']}: {each['value']}" for each in rows)
    return Report(rows=rows, text=with_limits(asked, f"{text}." if text else "No concern was recorded."), cells=counted(rows))


def with_limits(asked: Asked, text: str) -> str:
    """Return an answer with what it does not say: since when anything is held, and that other searches are not in it."""
    first = first_case(asked.connection, council=asked.council, without=asked.without)
    begin = f"The figures begin on {local_day(first).day} {local_day(first):%B %Y}" if first else "Nothing is recorded yet"
    return f"{text} {begin}; what was done outside this service is not in them."


def _hours(asked: Asked) -> list[dict[str, Any]]:
    minutes: dict[int, list[float]] = defaultdict(list)
    for _, begun, spent in _looked_at(asked):
        minutes[local_day(begun).year].append(float(spent))
    writing: dict[int, float] = defaultdict(float)
    for step in done(asked, named(asked, "logged")):
        writing[local_day(step.at).year] += sum(values([step.answers], str(named(asked, "adminMinutes"))))
    return [
        {
            "year": year,
            "searches": len(minutes[year]),
            "hours": round(sum(minutes[year]) / 60, 2),
            "writingHours": round(writing[year] / 60, 2),
        }
        for year in sorted({*minutes, *writing})
    ]


def _looked_at(asked: Asked) -> list[tuple[str, datetime, int]]:
    registers = Measures(asked.connection, without=asked.without)
    return registers.looks(council=asked.council, since=asked.since, until=asked.until)


def _looks(rows: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(str(each["year"]), "searches", each["searches"]) for each in rows]
