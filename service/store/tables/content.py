"""Deployed versions with their files and what was known of them, and rows of stored documents with their custody."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from service.store.columns import UtcTime
from service.store.tables.metadata import Sequence, metadata

versions = Table(
    "versions",
    metadata,
    Column("version_id", String(64), primary_key=True),
    Column("council", String(64), nullable=False),
    Column("procedure_id", String(128), nullable=False),
    Column("name", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("deployed_at", UtcTime, nullable=False),
    Column("deployed_by", String(128), nullable=False),
    Column("note", Text, nullable=False),
    Column("live", Boolean, nullable=False),
    UniqueConstraint("council", "procedure_id", "number"),
)
Index(
    "uq_versions_live",
    versions.c.council,
    versions.c.procedure_id,
    unique=True,
    sqlite_where=versions.c.live,
    postgresql_where=versions.c.live,
)

version_files = Table(
    "version_files",
    metadata,
    Column("version_id", ForeignKey("versions.version_id"), primary_key=True),
    Column("path", String(512), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

version_verdicts = Table(
    "version_verdicts",
    metadata,
    Column("version_id", ForeignKey("versions.version_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("check_id", String(64), nullable=False),
    Column("procedure_id", String(128), nullable=False),
    Column("level", String(8), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("why", Text, nullable=False),
)

version_waivers = Table(
    "version_waivers",
    metadata,
    Column("version_id", ForeignKey("versions.version_id"), primary_key=True),
    Column("finding", String(255), primary_key=True),
    Column("sentence", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(128), nullable=False),
    Column("at", UtcTime, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("document_id", String(64), primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", String(255), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Column("added_by", String(128), nullable=False),
    Column("evidential_status", String(32), nullable=False),
    Index(None, "case_id", "added_at"),
    Index(None, "added_by"),
)

custody = Table(
    "custody",
    metadata,
    Column("seq", Sequence, primary_key=True),
    Column("document_id", ForeignKey("documents.document_id"), nullable=False),
    Column("sentence", Text, nullable=False),
    Index(None, "document_id", "seq"),
)
