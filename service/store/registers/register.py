"""What every register stands on: turns, numbers, and the history of its entries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Table, insert, or_, select, true

from service.domain.errors import NotFound
from service.store.reading import counted
from service.store.tables.cases import cases, counters
from service.store.tables.oversight import register_events
from service.store.tables.registers import access_seats


class Register:
    """A register over the connection of a unit of work. What belongs to a case in ``without`` (ids) is in no answer of a list or a report;
    rules are judged by registers that leave nothing out."""

    def __init__(self, connection: Connection, *, without: Collection[str] = ()) -> None:
        self._connection = connection
        self._without = frozenset(without)

    def leaving_out(self, case_ids: Collection[str]) -> Self:
        """Return the same registers as they are read by somebody from whom these cases are hidden."""
        return type(self)(self._connection, without=case_ids)

    def take_turn(self, *, council: str) -> None:
        """Keep everybody else from changing this council's registers, and from judging by them, until the transaction ends: what is
        read after this call is still true at the commit. Whatever changes sessions, access workers or the standing of documents
        begins with it, and so does a guard that reads them."""
        counted(self._connection, access_seats, {"council": council}, "changes")

    def history(self, *, council: str, register: str, number: str | None = None) -> list[dict[str, Any]]:
        """Return what happened to one entry of a register, or to all of them, in order: ``number, event, by, at, details``."""
        table = register_events.c
        query = select(table.number, table.event, table.by, table.at, table.details)
        query = query.where(table.council == council, table.register == register, self._shown(table.case_id))
        if number is not None:
            query = query.where(table.number == number)
        return [dict(row) for row in self._connection.execute(query.order_by(table.seq)).mappings()]

    def case_numbers(self, *, case_ids: Collection[str]) -> dict[str, str]:
        """Return the request number of each case by its id."""
        query = select(cases.c.case_id, cases.c.number).where(cases.c.case_id.in_(list(case_ids)), self._shown(cases.c.case_id))
        return dict(self._connection.execute(query).all())

    def _numbered(self, prefix: str, *, council: str, year: int) -> str:
        """Return the next number of a register, such as ``FOI/12/0385``: counted per council and year, never given twice."""
        key = {"council": council, "prefix": f"register {prefix}", "year": year}
        return f"{prefix}/{year % 100:02}/{counted(self._connection, counters, key, 'last'):04}"

    def _note(
        self,
        register: str,
        number: str,
        event: str,
        *,
        council: str,
        case_id: str | None,
        at: datetime,
        by: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Add a line to the history of an entry."""
        row = {"council": council, "register": register, "number": number, "event": event, "by": by, "at": at}
        self._connection.execute(insert(register_events), row | {"details": dict(details or {}), "case_id": case_id})

    def _locked(self, table: Table, where: ColumnElement[bool], *, what: str) -> dict[str, Any]:
        """Return a row that nobody else changes until the transaction ends. Raises NotFound."""
        row = self._connection.execute(select(table).where(where).with_for_update()).mappings().one_or_none()
        if row is None:
            raise NotFound(f"There is no such {what}.")
        return dict(row)

    def _rows(self, table: Table, *, council: str, order: Any) -> list[dict[str, Any]]:
        """Return every row of a council in an order."""
        query = select(table).where(table.c.council == council, self._shown(table.c.case_id)).order_by(order)
        return [dict(row) for row in self._connection.execute(query).mappings()]

    def _shown(self, case_id: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return the condition that a row belongs to no case that is left out."""
        return shown(case_id, self._without)


def shown(case_id: ColumnElement[Any], without: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that the case of a row, if it has one, is none of these."""
    return or_(case_id.is_(None), case_id.not_in(sorted(without))) if without else true()
