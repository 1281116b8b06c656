"""What guards may read of the registers as ``register``: looked up only when a guard names it, in the transaction that acts on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.cases.files import USABLE
from service.domain.ports import UnitOfWork
from service.domain.records import CaseRecord
from service.policy.invariants.guards import REGISTER


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What a fact is about. ``actor_id`` is None where nobody acted yet; ``at`` is the moment to look back to, None for now."""

    unit: UnitOfWork
    case: CaseRecord
    actor_id: str | None
    at: datetime | None = None


@dataclass(frozen=True)
class Fact:
    """One fact: how it is looked up, and whether the registers still know what it was at an earlier moment (``kept``)."""

    look_up: Callable[[Ask], Any]
    kept: bool = False


def sessions_of_case(ask: Ask) -> list[dict[str, Any]]:
    """Return the sessions of the case, oldest first."""
    return sessions(ask, case_id=ask.case.case_id)


def open_sessions(ask: Ask) -> list[dict[str, Any]]:
    """Return the council's sessions that nobody has closed."""
    return [row for row in sessions(ask, only_open=ask.at is None) if row["closedAt"] is None]


def sessions(ask: Ask, *, case_id: str | None = None, only_open: bool = False) -> list[dict[str, Any]]:
    """Return sessions as they stood at the moment asked about."""
    rows = ask.unit.registers.sessions(council=ask.case.council, case_id=case_id, only_open=only_open)
    return [session(row, ask.at) for row in rows if ask.at is None or row["opened_at"] <= ask.at]


def session(row: Mapping[str, Any], at: datetime | None) -> dict[str, Any]:
    """Return a session as a guard reads it: one closed after ``at`` was open then."""
    closed = row["closed_at"] if at is None or (row["closed_at"] is not None and row["closed_at"] <= at) else None
    return {
        "account": row["account"],
        "person": row["person_id"],
        "caseId": row["case_id"],
        "number": row["number"],
        "openedAt": row["opened_at"].isoformat(),
        "closedAt": closed.isoformat() if closed else None,
    }


def accounts(ask: Ask) -> list[dict[str, Any]]:
    """Return the council's official accounts; whoever has left oversees none."""
    rows = ask.unit.registers.overseen_accounts(council=ask.case.council)
    return [{"id": row["account"], **{name: row[name] for name in ("platform", "purpose", "status", "overseer")}} for row in rows]


def workers(ask: Ask) -> list[dict[str, Any]]:
    """Return the council's register of access workers."""
    rows = ask.unit.registers.access_workers(council=ask.case.council)
    return [
        {"person": row["person_id"], "status": row["status"], "until": row["until"].isoformat() if row["until"] else None}
        for row in rows
    ]


def worker_status(ask: Ask) -> str | None:
    """Return the status of the actor in the register of access workers, None for somebody who is not in it."""
    return next((row["status"] for row in workers(ask) if row["person"] == ask.actor_id), None)


def active_workers(ask: Ask) -> int:
    """Return how many access workers are active."""
    return sum(row["status"] == "active" for row in workers(ask))


def documents(ask: Ask) -> list[dict[str, Any]]:
    """Return the documents of the case with their standing."""
    rows = ask.unit.documents.of_case(ask.case.case_id)
    return [{"id": row.document_id, "status": row.evidential_status, "addedBy": row.added_by} for row in rows]


def inadmissible(ask: Ask) -> list[str]:
    """Return the ids of the case's documents that may not be used."""
    return [row["id"] for row in documents(ask) if row["status"] != USABLE]


FACTS: Mapping[str, Fact] = {
    "sessionsOfCase": Fact(sessions_of_case, kept=True),
    "openSessions": Fact(open_sessions, kept=True),
    "accounts": Fact(accounts),
    "workers": Fact(workers),
    "workerStatus": Fact(worker_status),
    "activeWorkers": Fact(active_workers),
    "documents": Fact(documents),
    "inadmissible": Fact(inadmissible),
}
"""Every fact by the name that guards read; what each says stands with the notation, in REGISTER."""

if FACTS.keys() != REGISTER.keys():
    raise ValueError(f"The registers answer to other names than guards may read: {sorted(FACTS.keys() ^ REGISTER.keys())}")


def looked_up(names: Iterable[str], ask: Ask) -> dict[str, Any]:
    """Return the facts of these names; a name that is no fact is left out, and a guard that reads it cannot be judged."""
    return {name: FACTS[name].look_up(ask) for name in sorted(names) if name in FACTS}
