"""What an audit of technology counts: looks, accounts, incidents, and what is late in the council's own registers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, func, select

from service.domain.calendar import local_day
from service.domain.entries import is_overdue
from service.store.registers.accounts import nobody_oversees
from service.store.reports.recorded import counted, named, row
from service.store.reports.report import Asked, Report
from service.store.tables.entries import register_entries
from service.store.tables.oversight import online_incidents
from service.store.tables.registers import account_sessions, accounts

LATE = "count(standing entry where reviewOn < today), target 0"


def technology(asked: Asked) -> Report:
    """Return: looks ``count(session)``; cases with more than one ``count(case where sessions > 1)``, and of these, where the pack names a
    register of consent, those without an entry that says so ``count(case where sessions > 1 and no entry has a consented status)``; online
    incidents ``count by kind``, and those still open; official accounts in use, and those that nobody oversees, target 0; entries of the
    council's registers that are late, ``count(standing entry where reviewOn < today)``, target 0, and then by register: what has ended or
    expired needs no review, and today is the council's day. Accounts and reviews are as they stand now, the rest is of the window."""
    looks = Counter(_looks(asked))
    repeated = {case_id for case_id, times in looks.items() if times > 1}
    kinds = Counter(_incidents(asked))
    rows = [
        row("T1", "Looks", looks.total(), "count(session)"),
        row("T2", "Cases with more than one look", len(repeated), "count(case where sessions > 1)", of=len(looks)),
        *_without_consent(asked, repeated),
        row("T4", "Online incidents", kinds.total(), "count(incident)"),
        *(row("T4", kind.replace("_", " ").capitalize(), number, "count by kind") for kind, number in sorted(kinds.items())),
        row("T5", "Online incidents still open", _still_open(asked), "count(incident not closed)"),
        row("T6", "Official accounts in use", _in_use(asked), "count(account not closed)"),
        row("T7", "Accounts that nobody oversees", _in_use(asked, nobody_oversees()), "count, target 0", of=0),
        *_late(asked),
    ]
    text = f"{looks.total()} looks, {len(repeated)} cases with more than one, {kinds.total()} online incidents."
    return Report(rows=rows, text=text, cells=counted([each for each in rows if each["key"] in ("T2", "T3", "T4")]))


def _looks(asked: Asked) -> list[str]:
    query = select(account_sessions.c.case_id).where(account_sessions.c.council == asked.council)
    query = query.where(asked.shown(account_sessions.c.case_id))
    return list(
        asked.connection.execute(
            query.where(account_sessions.c.opened_at >= asked.since, account_sessions.c.opened_at < asked.until)
        ).scalars()
    )


def _incidents(asked: Asked) -> list[str]:
    query = select(online_incidents.c.kind).where(online_incidents.c.council == asked.council)
    query = query.where(online_incidents.c.opened_at >= asked.since, online_incidents.c.opened_at < asked.until)
    query = query.where(asked.shown(online_incidents.c.case_id))
    return list(asked.connection.execute(query).scalars())


def _without_consent(asked: Asked, repeated: set[str]) -> Iterator[dict[str, Any]]:
    register, consented = named(asked, "consentRegister"), list(named(asked, "consented") or ())
    if not register:
        return
    query = select(register_entries.c.case_id).where(register_entries.c.council == asked.council)
    query = query.where(register_entries.c.register == register, register_entries.c.status.in_(consented))
    given = set(asked.connection.execute(query).scalars())
    formula = "count(case where sessions > 1 and no entry has a consented status)"
    yield row("T3", "More than one look without consent", len(repeated - given), formula, of=len(repeated))


def _count(asked: Asked, table: Any, *where: ColumnElement[bool]) -> int:
    return int(
        asked.connection.execute(
            select(func.count()).select_from(table).where(table.c.council == asked.council, *where)
        ).scalar_one()
    )


def _still_open(asked: Asked) -> int:
    table = online_incidents.c
    return _count(asked, online_incidents, table.closed_at.is_(None), asked.shown(table.case_id))


def _in_use(asked: Asked, *where: ColumnElement[bool]) -> int:
    return _count(asked, accounts, accounts.c.status != "closed", *where)


def _late(asked: Asked) -> Iterator[dict[str, Any]]:
    today, table = local_day(asked.now), register_entries.c
    query = select(table.register, table.ended_at, table.expires_on, table.review_on)
    query = query.where(table.council == asked.council, table.ended_at.is_(None), asked.shown(table.case_id))
    standing = [dict(entry) for entry in asked.connection.execute(query).mappings()]
    late = Counter(entry["register"] for entry in standing if is_overdue(entry, today))
    yield row("T8", "Reviews that are late", late.total(), LATE, of=0)
    for register, number in sorted(late.items()):
        yield row("T8", f"Late in the register {register.replace('_', ' ')}", number, LATE)
