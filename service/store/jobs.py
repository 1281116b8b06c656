"""Jobs and their leases. A lease is a time until which a job is hidden, and a fence that makes an answer come too late void."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Update, select, update

from service.domain.errors import Conflict, NotFound
from service.domain.records import CaseRecord, IncidentRecord, JobRecord
from service.store.reading import CASE, JOB, upsert, values
from service.store.tables.cases import cases
from service.store.tables.work import incidents, jobs


class Jobs:
    """The part of ports.Work that workers use."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def job(self, job_id: str) -> tuple[JobRecord, CaseRecord]:
        """Return a job with its case. Raises NotFound."""
        query = select(*JOB.columns, *CASE.columns).select_from(jobs.join(cases, cases.c.case_id == jobs.c.case_id))
        row = self._connection.execute(query.where(jobs.c.job_id == job_id)).one_or_none()
        if row is None:
            raise NotFound("There is no such job.")
        return JOB.pair(row, CASE)

    def lease_jobs(self, *, now: datetime, lease_s: int, limit: int) -> Sequence[JobRecord]:
        """Take up to ``limit`` due open jobs, oldest first, in one statement; workers pass over each other's. ``run_at`` of what
        is returned is when the lease ends."""
        due = select(jobs.c.job_id).where(jobs.c.state == "open", jobs.c.run_at <= now)
        due = due.order_by(jobs.c.run_at, jobs.c.job_id).limit(limit).with_for_update(skip_locked=True)
        chosen = due.cte("due")  # as a plain subquery PostgreSQL may run it again for each row and take more than the limit
        hidden = {"fence": jobs.c.fence + 1, "tries": jobs.c.tries + 1, "run_at": now + timedelta(seconds=lease_s)}
        taking = update(jobs).where(jobs.c.job_id.in_(select(chosen.c.job_id))).values(hidden)
        rows = self._connection.execute(taking.returning(jobs.c.opened_at, *JOB.columns)).all()
        return [JOB.of(row[1:]) for row in sorted(rows, key=lambda row: (row[0], row[1]))]

    def put_off_job(self, job_id: str, *, fence: int, run_at: datetime, message: str) -> None:
        """Try again at ``run_at``; ``message`` says why. Raises Conflict when the fence is older than the row's."""
        self._fenced(job_id, fence=fence, change=update(jobs).values(run_at=run_at, message=message))

    def give_up_job(self, job_id: str, *, fence: int, incident: IncidentRecord) -> None:
        """Mark a job failed and open its incident. Raises Conflict as above."""
        council = self._fenced(job_id, fence=fence, change=update(jobs).values(state="failed", message=incident.message))
        upsert(self._connection, incidents, [{**values(incident), "job_id": job_id, "council": council, "closed_at": None}])

    def reopen_job(self, job_id: str, *, now: datetime) -> None:
        """Let a failed job run again from its first try and close its incident. Raises Conflict when it has not failed."""
        again: dict[str, Any] = {"state": "open", "tries": 0, "run_at": now, "message": "", "fence": jobs.c.fence + 1}
        failed = update(jobs).where(jobs.c.job_id == job_id, jobs.c.state == "failed")
        if self._connection.execute(failed.values(again)).rowcount != 1:
            raise Conflict("This job has not failed, or is being tried again already.")
        standing = update(incidents).where(incidents.c.job_id == job_id, incidents.c.closed_at.is_(None))
        self._connection.execute(standing.values(closed_at=now))

    def _fenced(self, job_id: str, *, fence: int, change: Update) -> str:
        mine = change.where(jobs.c.job_id == job_id, jobs.c.fence == fence, jobs.c.state == "open")
        council = self._connection.execute(mine.returning(jobs.c.council)).scalar_one_or_none()
        if council is None:
            raise Conflict("This job was taken over by another worker, or is open no longer.")
        return str(council)
