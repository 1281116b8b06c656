"""The domain's registers: access workers, official accounts and their sessions, subjects seen, measures."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from service.store.columns import Json, JsonTuple, UtcTime
from service.store.tables.metadata import Sequence, metadata

access_workers = Table(
    "access_workers",
    metadata,
    Column("council", String(64), primary_key=True),
    Column("person_id", String(128), primary_key=True),
    Column("status", String(16), nullable=False),
    Column("trained_on", Date),
    Column("until", Date),
    Column("changed_at", UtcTime, nullable=False),
)

access_seats = Table(
    "access_seats",
    metadata,
    Column("council", String(64), primary_key=True),
    Column("changes", Integer, nullable=False),
)
"""One row per council, changed before the registers are: its lock makes hold what is counted or judged in them, a limit on active
workers or a guard."""

personal_links = Table(
    "personal_links",
    metadata,
    Column("council", String(64), primary_key=True),
    Column("person_id", String(128), primary_key=True),
    Column("identity", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", String(64)),
    Column("birth_known", Boolean, nullable=False),
    Column("case_id", ForeignKey("cases.case_id")),
    Column("at", UtcTime, nullable=False),
)

misuse_flags = Table(
    "misuse_flags",
    metadata,
    Column("seq", Sequence, primary_key=True),
    Column("council", String(64), nullable=False),
    Column("person_id", String(128), nullable=False),
    Column("case_id", ForeignKey("cases.case_id")),
    Column("opened_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("number", String(64)),
    Column("kind", String(64)),
    Column("reference", String(128)),
    Column("outcome", String(64)),
    Index(None, "council", "person_id"),
    Index("uq_misuse_flags_council_number", "council", "number", unique=True),
)

accounts = Table(
    "accounts",
    metadata,
    Column("council", String(64), primary_key=True),
    Column("account", String(128), primary_key=True),
    Column("platform", String(64), nullable=False),
    Column("handle", Text, nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("overseer", String(128)),
    Column("holders", JsonTuple),
    Column("settings_checked_on", Date),
    Column("opened_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("expires_on", Date),
)

account_sessions = Table(
    "account_sessions",
    metadata,
    Column("session_id", String(64), primary_key=True),
    Column("council", String(64), nullable=False),
    Column("account", String(128), nullable=False),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("reference", String(128), nullable=False),
    Column("person_id", String(128), nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("minutes", Integer),
    Column("details", Json, nullable=False),
    ForeignKeyConstraint(["council", "account"], ["accounts.council", "accounts.account"]),
    UniqueConstraint("case_id", "number"),
    Index(None, "council", "opened_at"),
)
Index(
    "uq_account_sessions_open",
    account_sessions.c.council,
    account_sessions.c.account,
    unique=True,
    sqlite_where=account_sessions.c.closed_at.is_(None),
    postgresql_where=account_sessions.c.closed_at.is_(None),
)

session_subjects = Table(
    "session_subjects",
    metadata,
    Column("session_id", ForeignKey("account_sessions.session_id"), primary_key=True),
    Column("identity", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", String(64)),
    Column("birth_known", Boolean, nullable=False),
    Index(None, "identity"),
    Index(None, "name_key"),
)

case_subjects = Table(
    "case_subjects",
    metadata,
    Column("case_id", ForeignKey("cases.case_id"), primary_key=True),
    Column("identity", String(64), primary_key=True),
    Column("council", String(64), nullable=False),
    Column("reference", String(128), nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", String(64)),
    Column("birth_known", Boolean, nullable=False),
    Column("linked_at", UtcTime, nullable=False),
    Index(None, "council", "identity"),
    Index(None, "council", "name_key"),
)

measures = Table(
    "measures",
    metadata,
    Column("council", String(64), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("number", String(64), primary_key=True),
    Column("given", Json, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index(None, "council", "at"),
)
