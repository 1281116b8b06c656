"""What a case waits for: tasks, jobs, timers, subscriptions, incidents, starts of other cases; and drafts of answers."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from service.store.columns import Json, JsonTuple, UtcTime
from service.store.tables.metadata import metadata

tasks = Table(
    "tasks",
    metadata,
    Column("task_id", String(128), primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Column("council", String(64), nullable=False),
    Column("element_id", String(128), nullable=False),
    Column("name", Text, nullable=False),
    Column("visit", Integer, nullable=False),
    Column("place", JsonTuple, nullable=False),
    Column("lane", Text),
    Column("form_id", String(128)),
    Column("assignee", String(128)),
    Column("candidate_users", JsonTuple, nullable=False),
    Column("candidate_groups", JsonTuple, nullable=False),
    Column("properties", Json, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("due_at", UtcTime),
    Column("follow_up_at", UtcTime),
    Column("sent_by", String(128)),
    Column("claimed_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("closed_by", String(128)),
    Column("end", String(16)),
)
Index("ix_tasks_case_id_opened_at", tasks.c.case_id, tasks.c.opened_at)
Index("ix_tasks_closed_by_closed_at", tasks.c.closed_by, tasks.c.closed_at)
Index(
    "ix_tasks_open",
    tasks.c.council,
    tasks.c.case_id,
    sqlite_where=tasks.c.closed_at.is_(None),
    postgresql_where=tasks.c.closed_at.is_(None),
)

jobs = Table(
    "jobs",
    metadata,
    Column("job_id", String(128), primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Column("council", String(64), nullable=False),
    Column("element_id", String(128), nullable=False),
    Column("name", Text, nullable=False),
    Column("operation", String(128), nullable=False),
    Column("key", Text, nullable=False),
    Column("retries", Integer, nullable=False),
    Column("parameters", Json, nullable=False),
    Column("headers", Json, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("run_at", UtcTime, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("message", Text, nullable=False),
    Index(None, "case_id", "state"),
    Index(None, "council", "state", "opened_at"),
    Index(None, "state", "run_at"),
)

timers = Table(
    "timers",
    metadata,
    Column("timer_id", String(128), primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Column("element_id", String(128), nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Index(None, "case_id"),
    Index(None, "due_at"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("subscription_id", String(128), primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Column("council", String(64), nullable=False),
    Column("element_id", String(128), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("key", Text),
    Column("raised_by", JsonTuple, nullable=False),
    Column("label", Text, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Index(None, "case_id"),
    Index(None, "council", "kind", "name", "opened_at"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("incident_id", String(128), primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Column("council", String(64), nullable=False),
    Column("element_id", String(128), nullable=False),
    Column("message", Text, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("job_id", ForeignKey("jobs.job_id")),
    Column("closed_at", UtcTime),
    Index(None, "case_id"),
    Index(None, "job_id"),
)
Index(
    "ix_incidents_open",
    incidents.c.council,
    incidents.c.opened_at,
    sqlite_where=incidents.c.closed_at.is_(None),
    postgresql_where=incidents.c.closed_at.is_(None),
)

scheduled_starts = Table(
    "scheduled_starts",
    metadata,
    Column("scheduled_id", String(128), primary_key=True),
    Column("council", String(64), nullable=False),
    Column("procedure_id", String(128), nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("variables", Json, nullable=False),
    Column("started_by", String(128), nullable=False),
    Column("parent_case_id", ForeignKey("cases.case_id")),
    Index(None, "council", "due_at"),
    Index(None, "due_at"),
    Index(None, "parent_case_id"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("task_id", String(128), primary_key=True),
    Column("person_id", String(128), primary_key=True),
    Column("answers", Json, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
)
