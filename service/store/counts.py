"""Live numbers of each element of a procedure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, func, literal, select, union_all

from service.store.tables.cases import cases
from service.store.tables.work import incidents, jobs, tasks


def counts(
    connection: Connection, council: str, procedure_id: str, *, now: datetime, without: Collection[str] = ()
) -> Mapping[str, Mapping[str, int]]:
    """Return element id → {open, overdue, incidents, done} over the cases of a procedure but those ``without``, in one statement. ``open`` and
    ``overdue`` count cases that have not ended, each once; ``incidents`` and ``done`` count times. Elements with nothing to
    count are left out."""
    one_case, times = func.count(func.distinct(cases.c.case_id)), func.count()
    living = cases.c.state != "ended"
    here = (cases.c.council == council) & (cases.c.procedure_id == procedure_id) & cases.c.case_id.not_in(sorted(without))

    def each(table: Table, what: str, number: Any, *conditions: Any) -> Select[Any]:
        joined = table.join(cases, cases.c.case_id == table.c.case_id)
        chosen = select(table.c.element_id, literal(what), number).select_from(joined)
        return chosen.where(here, *conditions).group_by(table.c.element_id)

    open_task, open_job = tasks.c.closed_at.is_(None), jobs.c.state.in_(["open", "failed"])
    parts = union_all(
        each(tasks, "open", one_case, living, open_task),
        each(jobs, "open", one_case, living, open_job),
        each(tasks, "overdue", one_case, living, open_task, tasks.c.due_at < now),
        each(incidents, "incidents", times, living, incidents.c.closed_at.is_(None)),
        each(tasks, "done", times, tasks.c.end == "completed"),
        each(jobs, "done", times, jobs.c.state == "done"),
    )
    found: dict[str, dict[str, int]] = {}
    for element_id, what, number in connection.execute(parts):
        found.setdefault(element_id, {"open": 0, "overdue": 0, "incidents": 0, "done": 0})[what] += number
    return found
