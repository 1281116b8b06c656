"""Registers of disclosure: requests for information, subject access, and decisions about small numbers."""

from __future__ import annotations

from sqlalchemy import Column, Date, Float, ForeignKey, Index, Integer, String, Table, Text

from service.store.columns import UtcTime
from service.store.tables.metadata import Sequence, metadata

foi_requests = Table(
    "foi_requests",
    metadata,
    Column("council", String(64), primary_key=True),
    Column("reference", String(64), primary_key=True),
    Column("received_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("requester", Text, nullable=False),
    Column("requester_key", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("reply_to", Text, nullable=False),
    Column("status", String(32), nullable=False),
    Column("minutes", Float, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Index(None, "council", "received_on"),
    Index(None, "council", "requester_key"),
)

sar_requests = Table(
    "sar_requests",
    metadata,
    Column("council", String(64), primary_key=True),
    Column("reference", String(64), primary_key=True),
    Column("requester", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("verified_on", Date),
    Column("due_on", Date, nullable=False),
    Column("status", String(32), nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Index(None, "council", "opened_at"),
)

cell_decisions = Table(
    "cell_decisions",
    metadata,
    Column("seq", Sequence, primary_key=True),
    Column("council", String(64), nullable=False),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Column("report", String(64), nullable=False),
    Column("row_name", Text, nullable=False),
    Column("column_name", Text, nullable=False),
    Column("count", Integer),
    Column("action", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(128)),
    Column("at", UtcTime, nullable=False),
    Index(None, "council", "report", "seq"),
)
