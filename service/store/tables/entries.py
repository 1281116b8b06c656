"""Entries of the registers that councils name in their packs."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, Text

from service.store.columns import Json, UtcTime
from service.store.tables.metadata import Sequence, metadata

register_entries = Table(
    "register_entries",
    metadata,
    Column("seq", Sequence, primary_key=True),
    Column("council", String(64), nullable=False),
    Column("register", String(64), nullable=False),
    Column("number", String(64), nullable=False),
    Column("key", String(256)),
    Column("title", Text, nullable=False),
    Column("status", String(64), nullable=False),
    Column("details", Json, nullable=False),
    Column("review_on", Date),
    Column("expires_on", Date),
    Column("opened_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("case_id", ForeignKey("cases.case_id")),
    Index("uq_register_entries_council_number", "council", "number", unique=True),
    Index(None, "council", "register", "seq"),
)
Index(
    "uq_register_entries_key",
    register_entries.c.council,
    register_entries.c.register,
    register_entries.c.key,
    unique=True,
    sqlite_where=register_entries.c.ended_at.is_(None),
    postgresql_where=register_entries.c.ended_at.is_(None),
)
"""A key has one entry that has not ended; entries without a key are as many as there are."""
