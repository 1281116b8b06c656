"""Open work: what a case waits for, and the writing of what one intent changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, func, select, update

from service.domain.errors import Conflict, NotFound
from service.domain.execution import Advance
from service.domain.records import CaseRecord, IncidentRecord, SubscriptionRecord, TaskRecord
from service.store import apply
from service.store.jobs import Jobs
from service.store.reading import CASE, INCIDENT, SUBSCRIPTION, TASK, R, Reading
from service.store.tables.cases import cases
from service.store.tables.people import people
from service.store.tables.work import incidents, subscriptions, tasks
from service.store.waiting import Waiting

TASK_WITH_CASE = (
    select(*TASK.columns, *CASE.columns)
    .select_from(tasks.join(cases, cases.c.case_id == tasks.c.case_id))
    .where(tasks.c.task_id == bindparam("task_id"))
)


class Work(Jobs, Waiting):
    """Open work and its history; keeps the contract of ports.Work."""

    def apply(
        self,
        case: CaseRecord,
        advance: Advance,
        *,
        at: datetime,
        by: str,
        answers: Mapping[str, Any] | None = None,
        task_id: str | None = None,
    ) -> None:
        """Write everything of one Advance but the case row: at most one statement per kind, none for a kind without change."""
        apply.write(self._connection, case, advance, apply.Given(at=at, by=by, answers=answers, task_id=task_id))

    def task(self, task_id: str) -> tuple[TaskRecord, CaseRecord]:
        """Return a task, open or closed, with its case, in one statement. Raises NotFound."""
        row = self._connection.execute(TASK_WITH_CASE, {"task_id": task_id}).one_or_none()
        if row is None:
            raise NotFound("There is no such task.")
        return TASK.pair(row, CASE)

    def claim(self, task_id: str, *, person_id: str | None, at: datetime, expected: str | None) -> None:
        """Set who holds an open task if ``expected`` still holds it. Raises Conflict with who does, or who closed it."""
        self._change_holder(task_id, expected, assignee=person_id, claimed_at=at if person_id else None)

    def offer(self, task_id: str, *, users: Collection[str], expected: str | None) -> None:
        """Take an open task from ``expected``, if anybody, and offer it to these people alone. Raises Conflict as ``claim``."""
        self._change_holder(task_id, expected, assignee=None, claimed_at=None, candidate_users=tuple(users), candidate_groups=())

    def subscription(self, subscription_id: str) -> tuple[SubscriptionRecord, CaseRecord]:
        """Return an open subscription with its case. Raises NotFound."""
        here = subscriptions.c.subscription_id == subscription_id
        return self._with_case(SUBSCRIPTION, subscriptions, here, missing="The case waits for this no longer.")

    def subscriptions(
        self, *, council: str, kind: str, name: str, key: str | None = None, case_id: str | None = None
    ) -> Sequence[SubscriptionRecord]:
        """Return open subscriptions, oldest first; ``key`` or ``case_id`` None means any."""
        table = subscriptions.c
        query = select(*SUBSCRIPTION.columns).where(table.council == council, table.kind == kind, table.name == name)
        if key is not None:
            query = query.where(table.key == key)
        if case_id is not None:
            query = query.where(table.case_id == case_id)
        rows = self._connection.execute(query.order_by(table.opened_at, table.subscription_id))
        return [SUBSCRIPTION.of(row) for row in rows]

    def incident(self, incident_id: str) -> tuple[IncidentRecord, CaseRecord]:
        """Return an open incident with its case. Raises NotFound."""
        here = (incidents.c.incident_id == incident_id) & incidents.c.closed_at.is_(None)
        return self._with_case(INCIDENT, incidents, here, missing="There is no such incident, or it has been repaired.")

    def _with_case(self, reading: Reading[R], table: Table, condition: Any, *, missing: str) -> tuple[R, CaseRecord]:
        query = select(*reading.columns, *CASE.columns).select_from(table.join(cases, cases.c.case_id == table.c.case_id))
        row = self._connection.execute(query.where(condition)).one_or_none()
        if row is None:
            raise NotFound(missing)
        return reading.pair(row, CASE)

    def _change_holder(self, task_id: str, expected: str | None, **values: Any) -> None:
        held = tasks.c.assignee.is_not_distinct_from(expected)
        changed = update(tasks).where(tasks.c.task_id == task_id, tasks.c.closed_at.is_(None), held).values(**values)
        if self._connection.execute(changed).rowcount != 1:
            raise self._not_free(task_id)

    def _not_free(self, task_id: str) -> Conflict | NotFound:
        whose = tasks.outerjoin(people, people.c.person_id == _who_last())
        query = select(tasks.c.closed_at, tasks.c.claimed_at, _who_last(), people.c.name).select_from(whose)
        row = self._connection.execute(query.where(tasks.c.task_id == task_id)).one_or_none()
        if row is None:
            return NotFound("There is no such task.")
        closed_at, claimed_at, who_id, name = row
        who = name or who_id
        if closed_at:
            return Conflict("This task is open no longer.", by=who, at=closed_at)
        said = f"{who} is working on this task." if who else "Nobody holds this task any longer."
        return Conflict(said, by=who, at=claimed_at)


def _who_last() -> Any:
    return func.coalesce(tasks.c.closed_by, tasks.c.assignee)
