"""One transaction over every aggregate. Leaving it without ``commit`` rolls back; what the database says of a lost race leaves
it as Conflict, never as a driver's error."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, insert
from sqlalchemy.exc import DBAPIError

from service.domain import ports
from service.domain.errors import Conflict
from service.store.audit import Audit
from service.store.cases import Cases
from service.store.documents import Documents
from service.store.drafts import Drafts
from service.store.people import People
from service.store.records import Records
from service.store.registers import Registers
from service.store.tables.cases import looks
from service.store.versions import Versions
from service.store.work import Work

LOST_RACES = {"23505", "40001", "40P01", "55P03"}
"""PostgreSQL: unique violation, serialisation failure, deadlock, lock not available."""

SQLITE_LOST_RACES = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_BUSY}


class UnitOfWork:
    """One transaction, for one ``with`` block and one thread. Its aggregates exist inside the block only."""

    cases: ports.Cases
    work: ports.Work
    drafts: ports.Drafts
    versions: ports.Versions
    people: ports.People
    audit: ports.Audit
    records: ports.Records
    documents: ports.Documents
    registers: Any

    def __init__(self, engine: Engine, *, gate: AbstractContextManager[Any], read_only: bool = False) -> None:
        self._engine = engine
        self._gate = gate
        self._read_only = read_only

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(self._gate)
            connection = stack.enter_context(self._engine.connect())
            connection.execution_options(read_only=self._read_only, postgresql_readonly=self._read_only)
            try:
                connection.begin()
            except DBAPIError as error:
                raise _translated(error) from error
            self._connection: Connection = connection
            self._open = stack.pop_all()
        self._bind(connection)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.close()
        if isinstance(error, DBAPIError):
            raise _translated(error) from error

    def commit(self) -> None:
        """Make everything since entering permanent; the unit can be used no more. Raises Conflict when the database refuses
        it for another's sake, and RuntimeError in a read-only unit."""
        if self._read_only:
            raise RuntimeError("a read-only unit of work has nothing to commit")
        try:
            self._connection.commit()
        except DBAPIError as error:
            raise _translated(error) from error

    def look(self, case_id: str, person_id: str, *, why: str, at: datetime) -> None:
        """Record that somebody opened a case."""
        self._connection.execute(insert(looks).values(case_id=case_id, person_id=person_id, why=why, at=at))

    def _bind(self, connection: Connection) -> None:
        self.cases = Cases(connection)
        self.work = Work(connection)
        self.drafts = Drafts(connection)
        self.versions = Versions(connection)
        self.people = People(connection)
        self.audit = Audit(connection)
        self.records = Records(connection)
        self.documents = Documents(connection)
        self.registers = Registers(connection)


def _translated(error: DBAPIError) -> Exception:
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorcode", None)
    if code in LOST_RACES or code in SQLITE_LOST_RACES:
        return Conflict("Somebody else changed this at the same moment. Nothing was saved; please try again.")
    return error
