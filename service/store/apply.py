"""Write one Advance: at most one statement for each kind of thing that opened or closed, none for what did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, or_, update

from service.domain.execution import Advance, Closed
from service.domain.records import CaseRecord
from service.store.history import history
from service.store.reading import upsert, values
from service.store.tables.cases import events
from service.store.tables.work import incidents, jobs, subscriptions, tasks, timers

ADD = {table.name: insert(table) for table in (tasks, jobs, timers, subscriptions, events)}
CLOSE_TASK = (
    update(tasks)
    .where(tasks.c.task_id == bindparam("this_task"))
    .values(closed_at=bindparam("closed_at"), closed_by=bindparam("closed_by"), end=bindparam("end"))
)


@dataclass(frozen=True, kw_only=True)
class Given:
    """Who caused an Advance, when, and the answers of the task it completed (None for any other intent)."""

    at: datetime
    by: str
    answers: Mapping[str, Any] | None = None
    task_id: str | None = None


def write(connection: Connection, case: CaseRecord, advance: Advance, given: Given) -> None:
    """Write everything of an Advance but the case row. What closes is written before what opens."""
    _close_tasks(connection, advance.tasks_closed, given)
    _close_jobs(connection, advance.jobs_closed)
    _close_incidents(connection, advance, given)
    _delete(connection, timers, "timer_id", advance.timers_closed)
    _delete(connection, subscriptions, "subscription_id", advance.subscriptions_closed)
    here = {"case_id": case.case_id, "council": case.council}
    opened = {**here, "opened_at": given.at}
    _insert(connection, tasks, ({**values(task), **opened, "sent_by": given.by} for task in advance.tasks_opened))
    fresh = {"state": "open", "tries": 0, "run_at": given.at, "fence": 0, "message": ""}
    _insert(connection, jobs, ({**_known(jobs, job), **opened, **fresh} for job in advance.jobs_opened))
    _insert(connection, timers, ({**values(timer), "case_id": case.case_id} for timer in advance.timers_opened))
    _insert(connection, subscriptions, ({**values(item), **opened} for item in advance.subscriptions_opened))
    standing = {"job_id": None, "closed_at": None}
    upsert(connection, incidents, [{**values(item), **opened, **standing} for item in advance.incidents_opened])
    lines = history(advance, answers=given.answers, task_id=given.task_id)
    _insert(connection, events, ({**line, "case_id": case.case_id, "at": given.at, "by": given.by} for line in lines))


def _close_tasks(connection: Connection, closed: Sequence[Closed], given: Given) -> None:
    if not closed:
        return
    how = {"closed_at": given.at, "closed_by": given.by}
    connection.execute(CLOSE_TASK, [{**how, "this_task": item.item_id, "end": item.end.value} for item in closed])


def _close_jobs(connection: Connection, closed: Sequence[Closed]) -> None:
    if closed:
        connection.execute(update(jobs).where(jobs.c.job_id.in_(_ids(closed))).values(state="done"))


def _close_incidents(connection: Connection, advance: Advance, given: Given) -> None:
    """An incident of a job that is open no longer has nothing left to repair: it closes with the job."""
    if advance.incidents_closed or advance.jobs_closed:
        concerned = or_(
            incidents.c.incident_id.in_(_ids(advance.incidents_closed)), incidents.c.job_id.in_(_ids(advance.jobs_closed))
        )
        connection.execute(update(incidents).where(concerned, incidents.c.closed_at.is_(None)).values(closed_at=given.at))


def _delete(connection: Connection, table: Table, key: str, closed: Sequence[Closed]) -> None:
    if closed:
        connection.execute(delete(table).where(table.c[key].in_(_ids(closed))))


def _insert(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    given = [dict(row) for row in rows]
    if given:
        connection.execute(ADD[table.name], given)


def _known(table: Table, record: Any) -> dict[str, Any]:
    return {name: value for name, value in values(record).items() if name in table.c}


def _ids(closed: Sequence[Closed]) -> list[str]:
    return [item.item_id for item in closed]
