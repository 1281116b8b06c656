"""The audit and its head. ``payload`` is what names people and can be erased; the chain is over its hash and outlives it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from service.store.columns import UtcTime
from service.store.tables.metadata import metadata

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("council", String(64), nullable=False),
    Column("verb", String(64), nullable=False),
    Column("case_id", String(64)),
    Column("payload", Text),
    Column("payload_hash", String(64), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index(None, "council", "seq"),
    Index(None, "case_id", "seq"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""One row: the last entry. A trigger moves it; its row lock lets one transaction at a time append."""
