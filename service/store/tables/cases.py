"""Cases, their numbers, their history and who looked at them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from service.store.columns import Json, JsonDoers, JsonTuple, UtcTime
from service.store.tables.metadata import Sequence, metadata

cases = Table(
    "cases",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("number", String(64), nullable=False),
    Column("council", String(64), nullable=False),
    Column("procedure_id", String(128), nullable=False),
    Column("procedure_name", Text, nullable=False),
    Column("version_id", ForeignKey("versions.version_id"), nullable=False),
    Column("version_number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("reference", String(128), nullable=False),
    Column("summary", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("started_by", String(128), nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("updated_by", String(128), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("ended", String(128)),
    Column("ended_at", UtcTime),
    Column("parent_case_id", ForeignKey("cases.case_id")),
    Column("readers", JsonTuple, nullable=False),
    Column("doers", JsonDoers, nullable=False),
    Column("flagged", Boolean, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("hidden_from", JsonTuple, nullable=False, server_default="[]"),
    Column("snapshot", LargeBinary, nullable=False),  # last, so that lists never read past it
    UniqueConstraint("council", "number"),
    Index(None, "council", "started_at", "number"),
    Index(None, "council", "state", "started_at", "number"),
    Index(None, "council", "procedure_id", "started_at", "number"),
    Index(None, "version_id", "state"),
    Index(None, "parent_case_id"),
)

counters = Table(
    "counters",
    metadata,
    Column("council", String(64), primary_key=True),
    Column("prefix", String(16), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("seq", Sequence, primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("by", String(128), nullable=False),
    Column("what", String(32), nullable=False),
    Column("element_id", String(128), nullable=False),
    Column("element_type", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("visit", Integer, nullable=False),
    Column("answers", Json),
    Column("decision", Json),
    Column("facts", Json, nullable=False),
    Index(None, "case_id", "seq"),
)

looks = Table(
    "looks",
    metadata,
    Column("seq", Sequence, primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Column("person_id", String(128), nullable=False),
    Column("why", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index(None, "case_id", "person_id", "at"),
)
