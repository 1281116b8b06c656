"""What waits for its time: timers of cases that have not ended, and cases to be started later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, union_all

from service.domain.records import ScheduledStart
from service.store.columns import UtcTime
from service.store.reading import SCHEDULED, values
from service.store.tables.cases import cases
from service.store.tables.work import jobs, scheduled_starts, timers

LIVING = cases.c.state != "ended"


class Waiting:
    """The part of ports.Work that the clock drives."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cases_with_due_timers(self, *, now: datetime, limit: int) -> Sequence[str]:
        """Return ids of cases that have not ended and have a timer due, most overdue first, each once."""
        query = select(timers.c.case_id).join(cases, cases.c.case_id == timers.c.case_id).where(timers.c.due_at <= now, LIVING)
        query = query.group_by(timers.c.case_id).order_by(func.min(timers.c.due_at), timers.c.case_id)
        return list(self._connection.execute(query.limit(limit)).scalars())

    def next_due_at(self) -> datetime | None:
        """Return when the next open job, timer of a case that has not ended or scheduled start is due (a leased job: when its lease
        ends), or None."""
        living = timers.join(cases, cases.c.case_id == timers.c.case_id)
        soonest = union_all(
            select(func.min(jobs.c.run_at).label("due_at")).where(jobs.c.state == "open"),
            select(func.min(timers.c.due_at)).select_from(living).where(LIVING),
            select(func.min(scheduled_starts.c.due_at)),
        ).subquery()
        due_at: datetime | None = self._connection.execute(select(func.min(soonest.c.due_at, type_=UtcTime()))).scalar_one()
        return due_at

    def schedule(self, start: ScheduledStart) -> None:
        """Keep a case to be started later."""
        self._connection.execute(insert(scheduled_starts), values(start))

    def due_starts(self, *, now: datetime, limit: int) -> Sequence[ScheduledStart]:
        """Return scheduled starts that are due, most overdue first, locked for this transaction; those that another worker
        has locked are passed over."""
        query = select(*SCHEDULED.columns).where(scheduled_starts.c.due_at <= now)
        query = query.order_by(scheduled_starts.c.due_at, scheduled_starts.c.scheduled_id).limit(limit)
        return [SCHEDULED.of(row) for row in self._connection.execute(query.with_for_update(skip_locked=True))]

    def drop_start(self, scheduled_id: str) -> None:
        """Remove a scheduled start that has happened."""
        self._connection.execute(delete(scheduled_starts).where(scheduled_starts.c.scheduled_id == scheduled_id))
