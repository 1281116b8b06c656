"""What an inspector asks for beside the registers: measures whose target is nought, and each assessment, refused ones too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import func, select

from service.store.reports.assessments import assessments
from service.store.reports.overdue import overdue
from service.store.reports.recorded import Done, counted, done, named, row
from service.store.reports.report import Asked, Report
from service.store.tables.cases import cases
from service.store.tables.registers import access_workers, account_sessions, misuse_flags

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""Before anything that is recorded: what was decided before a window still counts for the looks in it."""


def inspection(asked: Asked) -> Report:
    """Return: training coverage ``trained / active access workers``; repeat looks without an assessment that was recorded
    ``count(case with more than one session and no assessment)``, target 0; sessions outside an open approval
    ``count(session of a case whose last decision before it is none or no approval)``, target 0; misuse that was looked into
    ``count(misuse opened)``; records past their retention period, as ``overdue`` says; assessments ``count by outcome``, as they stand
    now. A nil return is a row with 0. Of these only misuse can tell of a person: each assessment is in the register anyway."""
    ever = replace(asked, since=BEGINNING)
    assessed = {step.number for step in done(ever, named(asked, "assessed"), what="decided")}
    looks, often = _looks(asked), Counter(number for number, _ in _looks(ever))
    repeated = {number for number, _ in looks if often[number] > 1}
    outside = sum(not is_approved for is_approved in _approved(ever, looks))
    trained, eligible = _trained(asked)
    rows = [
        row("I1", "Access workers who are trained", trained, "trained / active access workers", of=eligible),
        row("I2", "Repeated looks without an assessment", len(repeated - assessed), "count, target 0"),
        row("I3", "Looks outside an approval", outside, "count, target 0"),
        row("I4", "Misuse that was looked into", _misuse(asked), "count(misuse opened)"),
    ]
    rows += overdue(asked)
    outcomes = [each.outcome for each in assessments(asked)]
    for outcome in sorted(set(outcomes)):
        rows.append(row("I5", f"Assessments: {outcome.replace('_', ' ').lower()}", outcomes.count(outcome), "count by outcome"))
    if not outcomes:
        rows.append(row("I5", "Assessments", 0, "nil return"))
    return Report(rows=rows, text=f"{len(looks)} looks, {outside} outside an approval.", cells=counted(rows[3:4]))


def _approved(asked: Asked, looks: Sequence[tuple[str, datetime]]) -> Iterator[bool]:
    """Yield of each look whether the last decision on its request before it was an approval."""
    field, approving = named(asked, "decisionField"), named(asked, "approved") or ()
    decided: dict[str, list[Done]] = defaultdict(list)
    for step in done(asked, named(asked, "decided")):
        decided[step.number].append(step)
    for number, at in looks:
        before = [step.answers.get(field) for step in decided[number] if step.at <= at]
        yield bool(before) and before[-1] in approving


def _looks(asked: Asked) -> list[tuple[str, datetime]]:
    query = (
        select(cases.c.number, account_sessions.c.opened_at)
        .join(cases, cases.c.case_id == account_sessions.c.case_id)
        .where(account_sessions.c.council == asked.council)
        .where(account_sessions.c.opened_at >= asked.since, account_sessions.c.opened_at < asked.until)
        .where(asked.shown(account_sessions.c.case_id))
    )
    return [(number, at) for number, at in asked.connection.execute(query)]


def _trained(asked: Asked) -> tuple[int, int]:
    table = access_workers.c
    query = select(func.count(table.trained_on), func.count()).where(table.council == asked.council, table.status == "active")
    trained, eligible = asked.connection.execute(query).one()
    return int(trained), int(eligible)


def _misuse(asked: Asked) -> int:
    table = misuse_flags.c
    query = select(func.count()).where(table.council == asked.council, asked.shown(table.case_id))
    return int(asked.connection.execute(query.where(table.opened_at >= asked.since, table.opened_at < asked.until)).scalar_one())
