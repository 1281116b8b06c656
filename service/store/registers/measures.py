"""Measures: what people said of a case's worth, by request number and without names, and the sessions they are set against.
Formulas over them belong to diagrams and reports, not here."""

from __future__ import annotations

from collections import Counter
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
        left_out = select(cases.c.number).where(cases.c.case_id.in_(sorted(self._without)))
        kept = kept.where(table.number.not_in(left_out)) if self._without else kept
        found: dict[str, list[dict[str, Any]]] = {"sessions": [], "feedback": [], "usefulness": []}
        for kind, number, given in self._connection.execute(kept.order_by(table.at, table.number)):
            found[kind].append({**given, "number": number})
        looks = self.looks(council=council, since=since, until=until)
        found["sessions"] = [{"number": number, "minutes": minutes} for number, _, minutes in looks]
        return found

    def looks(self, *, council: str, since: datetime, until: datetime) -> list[tuple[str, datetime, int]]:
        """Return request number, beginning and minutes of the closed sessions that began in [since, until), oldest first.

        The minutes are those of the register, or where a request had one session the ``minutes`` that its feedback states: what
        the access worker wrote in the log goes before what the clock of the account says."""
        held = select(cases.c.number, account_sessions.c.opened_at, account_sessions.c.minutes)
        held = held.select_from(account_sessions.join(cases))
        held = held.where(account_sessions.c.council == council, account_sessions.c.closed_at.is_not(None))
        held = held.where(account_sessions.c.opened_at >= since, account_sessions.c.opened_at < until)
        held = held.where(self._shown(account_sessions.c.case_id))
        rows = list(self._connection.execute(held.order_by(account_sessions.c.opened_at, account_sessions.c.session_id)))
        often = Counter(row.number for row in rows)
        said = select(measures.c.number, measures.c.given).where(measures.c.council == council, measures.c.kind == "feedback")
        stated = {number: given.get("minutes") for number, given in self._connection.execute(said)}
        return [
            (number, begun, int(stated[number] if often[number] == 1 and _is_count(stated.get(number)) else minutes or 0))
            for number, begun, minutes in rows
        ]

    def _store(self, kind: str, council: str, case_id: str, values: Mapping[str, Any], now: datetime) -> None:
        number = self._connection.execute(select(cases.c.number).where(cases.c.case_id == case_id)).scalar_one_or_none()
        if number is None:
            raise NotFound("There is no such case.")
        row = {"council": council, "kind": kind, "number": number, "given": dict(values), "at": now}
        upsert(self._connection, measures, [row])


def _is_count(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
