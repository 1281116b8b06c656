"""Between rows and the domain's records. A table's columns carry the names of its record's fields, so one reading serves all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from service.domain.records import CaseRecord, IncidentRecord, JobRecord, ScheduledStart, SubscriptionRecord, TaskRecord
from service.store.tables.cases import cases
from service.store.tables.work import incidents, jobs, scheduled_starts, subscriptions, tasks

R = TypeVar("R")
S = TypeVar("S")


class Reading(Generic[R]):
    """Columns to select for a record and how to build it from them. ``width`` is how many columns of a joined row are its."""

    def __init__(self, record: type[R], table: Table, *, leave_out: Iterable[str] = ()) -> None:
        names = [field.name for field in fields(record) if field.name not in set(leave_out)]  # type: ignore[arg-type]  # every R is a dataclass
        self._record = record
        self._names = names
        self.columns: list[ColumnElement[Any]] = [table.c[name] for name in names]
        self.width = len(names)

    def of(self, row: Sequence[Any]) -> R:
        """Build the record from the first ``width`` values of a row."""
        return self._record(**dict(zip(self._names, row, strict=False)))

    def pair(self, row: Sequence[Any], other: Reading[S]) -> tuple[R, S]:
        """Build this record and, from the values after it, another."""
        return self.of(row), other.of(row[self.width :])


CASE = Reading(CaseRecord, cases)
CASE_LINE = Reading(CaseRecord, cases, leave_out=["snapshot"])
TASK = Reading(TaskRecord, tasks)
JOB = Reading(JobRecord, jobs)
SUBSCRIPTION = Reading(SubscriptionRecord, subscriptions)
INCIDENT = Reading(IncidentRecord, incidents)
SCHEDULED = Reading(ScheduledStart, scheduled_starts)


def values(record: Any) -> dict[str, Any]:
    """Return a record's fields by name, without copying what they hold."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; a row whose primary key is taken replaces the one that stands, as far as it names columns. One statement,
    none without rows."""
    if not rows:
        return
    adding: Any = _insert(connection, table)
    key = [column.name for column in table.primary_key]
    changed = {name: adding.excluded[name] for name in rows[0] if name not in key}
    statement = adding.on_conflict_do_update(index_elements=key, set_=changed) if changed else adding.on_conflict_do_nothing()
    connection.execute(statement, [dict(row) for row in rows])


def insert_unless_taken(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless a unique constraint forbids it; say whether it was inserted. Waits for a rival's transaction."""
    adding: Any = _insert(connection, table).on_conflict_do_nothing().values(dict(row))
    return connection.execute(adding.returning(*table.primary_key)).first() is not None


def counted(connection: Connection, table: Table, key: Mapping[str, Any], column: str) -> int:
    """Raise the counter under a key by one, from 0, and return it, in one statement; holds the row until the transaction ends."""
    adding: Any = _insert(connection, table).values({**key, column: 1})
    raised = adding.on_conflict_do_update(index_elements=list(key), set_={column: table.c[column] + 1})
    return int(connection.execute(raised.returning(table.c[column])).scalar_one())


def _insert(connection: Connection, table: Table) -> Any:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
