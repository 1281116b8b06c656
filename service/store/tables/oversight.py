"""Registers of oversight: covert authorisations, online incidents, and what happened to every entry of a register."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, String, Table, Text

from service.store.columns import Json, UtcTime
from service.store.tables.metadata import Sequence, metadata

authorisations = Table(
    "authorisations",
    metadata,
    Column("council", String(64), primary_key=True),
    Column("urn", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("applicant", String(128), nullable=False),
    Column("reference", String(128), nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("subjects", Json, nullable=False),
    Column("confidential", Boolean, nullable=False),
    Column("status", String(32), nullable=False),
    Column("court_approved", Boolean, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("effective_at", UtcTime),
    Column("valid_until", UtcTime),
    Column("review_on", Date),
    Column("ended_at", UtcTime),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Index(None, "council", "opened_at"),
)
"""The central record. ``court_approved`` says that a magistrate approved since the last grant or activation."""

online_incidents = Table(
    "online_incidents",
    metadata,
    Column("council", String(64), primary_key=True),
    Column("number", String(64), primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("reported_by", String(128), nullable=False),
    Column("reference", String(128), nullable=False),
    Column("status", String(32), nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("details", Json, nullable=False),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Index(None, "council", "opened_at"),
)

register_events = Table(
    "register_events",
    metadata,
    Column("seq", Sequence, primary_key=True),
    Column("council", String(64), nullable=False),
    Column("register", String(64), nullable=False),
    Column("number", String(128), nullable=False),
    Column("event", Text, nullable=False),
    Column("by", String(128)),
    Column("at", UtcTime, nullable=False),
    Column("details", Json, nullable=False),
    Column("case_id", ForeignKey("cases.case_id")),
    Index(None, "council", "register", "number", "seq"),
)
"""What happened to an entry of a register, in order; only ever added to."""
