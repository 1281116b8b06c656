"""Measures: what people said of a case's worth, by request number and without names, and the sessions they are set against.
Formulas over them belong to diagrams and reports, not here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from service.domain.errors import NotFound
from service.store.reading import upsert
from service.store.registers.register import Register
from service.store.tables.cases import cases
from service.store.tables.registers import account_sessions, measures


class Measures(Register):
    """Rows of feedback and usefulness, one of each kind per request."""

    def store_feedback(self, *, council: str, case_id: str, values: Mapping[str, Any], now: datetime) -> None:
        """Keep what was said when a case was done; said again replaces it. Raises NotFound for an unknown case."""
        self._store("feedback", council, case_id, values, now)

    def store_usefulness(self, *, council: str, case_id: str, values: Mapping[str, Any], now: datetime) -> None:
        """Keep what was said months later, as above."""
        self._store("usefulness", council, case_id, values, now)

    def measures(self, *, council: str, since: datetime, until: datetime) -> dict[str, list[dict[str, Any]]]:
        """Return what was kept in [since, until), oldest first: ``sessions`` (number, minutes), ``feedback`` and ``usefulness``
        (number and the values as given)."""
        table = measures.c
        kept = select(table.kind, table.number, table.given).where(table.council == council, table.at >= since, table.at < until)
        found: dict[str, list[dict[str, Any]]] = {"sessions": [], "feedback": [], "usefulness": []}
        for kind, number, given in self._connection.execute(kept.order_by(table.at, table.number)):
            found[kind].append({**given, "number": number})
        held = select(cases.c.number, account_sessions.c.minutes).select_from(account_sessions.join(cases))
        held = held.where(account_sessions.c.council == council, account_sessions.c.closed_at.is_not(None))
        held = held.where(account_sessions.c.opened_at >= since, account_sessions.c.opened_at < until)
        rows = self._connection.execute(held.order_by(account_sessions.c.opened_at, account_sessions.c.session_id))
        found["sessions"] = [{"number": number, "minutes": minutes} for number, minutes in rows]
        return found

    def _store(self, kind: str, council: str, case_id: str, values: Mapping[str, Any], now: datetime) -> None:
        number = self._connection.execute(select(cases.c.number).where(cases.c.case_id == case_id)).scalar_one_or_none()
        if number is None:
            raise NotFound("There is no such case.")
        row = {"council": council, "kind": kind, "number": number, "given": dict(values), "at": now}
        upsert(self._connection, measures, [row])
