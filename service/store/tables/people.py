"""Who can sign in and what they hold."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text

from service.store.tables.metadata import metadata

people = Table(
    "people",
    metadata,
    Column("person_id", String(128), primary_key=True),
    Column("name", Text, nullable=False),
    Column("job_title", Text, nullable=False),
    Column("email", Text),
    Column("active", Boolean, nullable=False),
)

grants = Table(
    "grants",
    metadata,
    Column("person_id", ForeignKey("people.person_id"), primary_key=True),
    Column("council", String(64), primary_key=True),
    Column("role", String(64), primary_key=True),
    Index(None, "council", "role"),
)
