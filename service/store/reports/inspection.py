"""What an inspector asks for beside the registers: measures whose target is nought, and each assessment, refused ones too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from service.store.reports.assessments import assessments
from service.store.reports.overdue import overdue
from service.store.reports.recorded import counted, done, named, row
from service.store.reports.report import Asked, Report
from service.store.tables.cases import cases
from service.store.tables.registers import access_workers, account_sessions, misuse_flags


def inspection(asked: Asked) -> Report:
    """Return: training coverage ``trained / active access workers``; repeat looks without an assessment that was recorded
    ``count(case with more than one session and no assessment)``, target 0; sessions outside an open approval
    ``count(session of a case without an approving decision before it)``, target 0; misuse that was looked into
    ``count(misuse opened)``; records past their retention period, as ``overdue`` says; assessments ``count by outcome``, as they stand
    now. A nil return is a row with 0. Of these only misuse can tell of a person: each assessment is in the register anyway."""
    decisions = done(asked, named(asked, "decided"))
    approving = named(asked, "approved") or ()
    approved = {step.number: step.at for step in decisions if step.answers.get(named(asked, "decisionField")) in approving}
    assessed = {step.number for step in done(asked, named(asked, "assessed"), what="decided")}
    looks = _looks(asked)
    repeated = {number for number, _ in looks if sum(other == number for other, _ in looks) > 1}
    outside = sum(number not in approved or approved[number] > at for number, at in looks)
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
