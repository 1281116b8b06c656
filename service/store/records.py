"""Reads for queries: plain records, never snapshots of more than one case, always through an index."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Table, Text, func, or_, select, type_coerce

from service.domain.records import (
    AuditEntry,
    CaseRecord,
    EventRecord,
    IncidentRecord,
    JobRecord,
    ScheduledStart,
    SubscriptionRecord,
    TaskRecord,
)
from service.store.audit import entry_of
from service.store.counts import counts
from service.store.reading import CASE_LINE, INCIDENT, JOB, SCHEDULED, SUBSCRIPTION, TASK, Reading
from service.store.tables.audit import audit
from service.store.tables.cases import cases, events, looks
from service.store.tables.work import incidents, jobs, scheduled_starts, subscriptions, tasks

EVENT = Reading(EventRecord, events)


class Records:
    """What queries read; keeps the contract of ports.Records."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_tasks(
        self, council: str, *, person_id: str | None = None, roles: Collection[str] = ()
    ) -> Sequence[tuple[TaskRecord, CaseRecord]]:
        """Return open tasks of cases that have not ended, oldest first, with their cases (without snapshots): all, or with
        ``person_id`` those that this person holds or may be offered by id or by one of the role keys, and those of cases that
        they started or took part in."""
        here = (tasks.c.council == council) & tasks.c.closed_at.is_(None) & (cases.c.state != "ended")
        if person_id is not None:
            here &= _concerning(person_id, roles)
        return self._with_cases(TASK, tasks, here, tasks.c.opened_at, tasks.c.task_id)

    def tasks_of(self, case_id: str) -> Sequence[TaskRecord]:
        """Return all tasks of a case, oldest first."""
        return self._all(TASK, tasks.c.case_id == case_id, tasks.c.opened_at, tasks.c.task_id)

    def tasks_done_by(self, person_id: str, *, since: datetime) -> Sequence[tuple[TaskRecord, CaseRecord]]:
        """Return tasks a person completed, newest first."""
        done = (tasks.c.closed_by == person_id) & (tasks.c.closed_at >= since) & (tasks.c.end == "completed")
        return self._with_cases(TASK, tasks, done, tasks.c.closed_at.desc(), tasks.c.task_id)

    def cases(
        self,
        council: str,
        *,
        state: str | None = None,
        procedure_id: str | None = None,
        search: str = "",
        limit: int = 200,
        offset: int = 0,
    ) -> Sequence[CaseRecord]:
        """Return cases without snapshots, newest first; ``search`` matches number, reference and title, in any letter case."""
        query = select(*CASE_LINE.columns).where(cases.c.council == council)
        if state is not None:
            query = query.where(cases.c.state == state)
        if procedure_id is not None:
            query = query.where(cases.c.procedure_id == procedure_id)
        if search:
            matching = (
                column.icontains(search, autoescape=True) for column in (cases.c.number, cases.c.reference, cases.c.title)
            )
            query = query.where(or_(*matching))
        newest = query.order_by(cases.c.started_at.desc(), cases.c.number.desc()).limit(limit).offset(offset)
        return [CASE_LINE.of(row) for row in self._connection.execute(newest)]

    def participants(self, council: str, procedure_id: str, *, since: datetime | None, until: datetime | None) -> Sequence[str]:
        """Return ids of people who completed a task in cases of a procedure that began in [since, until), in order."""
        query = select(tasks.c.closed_by).distinct().select_from(tasks.join(cases, cases.c.case_id == tasks.c.case_id))
        query = query.where(cases.c.council == council, cases.c.procedure_id == procedure_id, tasks.c.end == "completed")
        if since is not None:
            query = query.where(cases.c.started_at >= since)
        if until is not None:
            query = query.where(cases.c.started_at < until)
        return sorted(person for (person,) in self._connection.execute(query) if person)

    def children(self, case_id: str) -> Sequence[CaseRecord]:
        """Return cases started by a case, oldest first."""
        return self._all(CASE_LINE, cases.c.parent_case_id == case_id, cases.c.started_at, cases.c.number)

    def scheduled(self, council: str, *, parent_case_id: str | None = None) -> Sequence[ScheduledStart]:
        """Return starts that wait for their date, soonest first; ``parent_case_id`` None means any."""
        here = scheduled_starts.c.council == council
        if parent_case_id is not None:
            here &= scheduled_starts.c.parent_case_id == parent_case_id
        return self._all(SCHEDULED, here, scheduled_starts.c.due_at, scheduled_starts.c.scheduled_id)

    def events(self, case_id: str) -> Sequence[EventRecord]:
        """Return the history of a case, oldest first."""
        return self._all(EVENT, events.c.case_id == case_id, events.c.seq)

    def jobs(
        self, council: str, *, case_id: str | None = None, states: Collection[str] = ("open", "failed")
    ) -> Sequence[JobRecord]:
        """Return jobs, oldest first."""
        here = (jobs.c.council == council) & jobs.c.state.in_(list(states))
        if case_id is not None:
            here &= jobs.c.case_id == case_id
        return self._all(JOB, here, jobs.c.opened_at, jobs.c.job_id)

    def incidents(self, council: str, *, case_id: str | None = None) -> Sequence[tuple[IncidentRecord, CaseRecord]]:
        """Return open incidents with their cases, oldest first."""
        here = (incidents.c.council == council) & incidents.c.closed_at.is_(None)
        if case_id is not None:
            here &= incidents.c.case_id == case_id
        return self._with_cases(INCIDENT, incidents, here, incidents.c.opened_at, incidents.c.incident_id)

    def subscriptions_of(self, case_id: str) -> Sequence[SubscriptionRecord]:
        """Return open subscriptions of a case, oldest first."""
        here = subscriptions.c.case_id == case_id
        return self._all(SUBSCRIPTION, here, subscriptions.c.opened_at, subscriptions.c.subscription_id)

    def counts(
        self, council: str, procedure_id: str, *, now: datetime, without: Collection[str] = ()
    ) -> Mapping[str, Mapping[str, int]]:
        """Return element id → {open, overdue, incidents, done} over the cases of a procedure but those ``without``."""
        return counts(self._connection, council, procedure_id, now=now, without=without)

    def hidden_from(self, council: str, *, person_id: str) -> frozenset[str]:
        """Return the ids of the cases of a council that do not exist for somebody."""
        query = select(cases.c.case_id, cases.c.hidden_from).where(cases.c.council == council)
        found = self._connection.execute(query.where(_lists(cases.c.hidden_from, person_id)))
        return frozenset(case_id for case_id, people in found if person_id in people)

    def running(self, council: str, *, without: Collection[str] = ()) -> Mapping[str, int]:
        """Return version id → number of cases that have not ended, but for those ``without``; a version without any is left out."""
        query = select(cases.c.version_id, func.count()).where(
            cases.c.council == council, cases.c.state.in_(["running", "paused"]), cases.c.case_id.not_in(sorted(without))
        )
        return dict(self._connection.execute(query.group_by(cases.c.version_id)).all())

    def looks(self, case_id: str) -> Sequence[tuple[str, str, datetime]]:
        """Return (person id, why, when) of who opened a case, latest first, one line per person."""
        order = func.row_number().over(partition_by=looks.c.person_id, order_by=(looks.c.at.desc(), looks.c.seq.desc()))
        ranked = select(looks, order.label("place")).where(looks.c.case_id == case_id).subquery()
        query = select(ranked.c.person_id, ranked.c.why, ranked.c.at).where(ranked.c.place == 1)
        rows = self._connection.execute(query.order_by(ranked.c.at.desc(), ranked.c.seq.desc()))
        return [(person_id, why, at) for person_id, why, at in rows]

    def audit(self, council: str, *, case_id: str | None = None, limit: int = 200) -> Sequence[AuditEntry]:
        """Return audit entries, newest first."""
        query = select(audit).where(audit.c.council == council)
        if case_id is not None:
            query = query.where(audit.c.case_id == case_id)
        return [
            entry_of(dict(row)) for row in self._connection.execute(query.order_by(audit.c.seq.desc()).limit(limit)).mappings()
        ]

    def _all(self, reading: Reading[Any], condition: ColumnElement[bool], *order: Any) -> list[Any]:
        query = select(*reading.columns).where(condition).order_by(*order)
        return [reading.of(row) for row in self._connection.execute(query)]

    def _with_cases(self, reading: Reading[Any], table: Table, condition: ColumnElement[bool], *order: Any) -> list[Any]:
        joined: FromClause = table.join(cases, cases.c.case_id == table.c.case_id)
        query = select(*reading.columns, *CASE_LINE.columns).select_from(joined).where(condition).order_by(*order)
        return [reading.pair(row, CASE_LINE) for row in self._connection.execute(query)]


def _concerning(person_id: str, roles: Collection[str]) -> ColumnElement[bool]:
    offered = [_lists(tasks.c.candidate_groups, role) for role in roles]
    took_part = (cases.c.started_by == person_id) | _lists(cases.c.doers, person_id)
    return or_(tasks.c.assignee == person_id, took_part, _lists(tasks.c.candidate_users, person_id), *offered)


def _lists(column: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    """Say whether a JSON list, kept as text, holds a string."""
    return type_coerce(column, Text).contains(json.dumps(value, ensure_ascii=False), autoescape=True)
