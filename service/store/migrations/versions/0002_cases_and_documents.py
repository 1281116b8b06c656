"""Cases with their history, and documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import UtcTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _counters()
    _cases()
    _events()
    _looks()
    _documents()
    _custody()


def downgrade() -> None:
    op.drop_table("custody")
    op.drop_table("documents")
    op.drop_table("looks")
    op.drop_table("events")
    op.drop_table("cases")
    op.drop_table("counters")


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("council", "prefix", "year", name=op.f("pk_counters")),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("procedure_id", sa.String(length=128), nullable=False),
        sa.Column("procedure_name", sa.Text(), nullable=False),
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("started_by", sa.String(length=128), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.Column("updated_by", sa.String(length=128), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("ended", sa.String(length=128), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("parent_case_id", sa.String(length=64), nullable=True),
        sa.Column("readers", sa.Text(), nullable=False),
        sa.Column("doers", sa.Text(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["parent_case_id"], ["cases.case_id"], name=op.f("fk_cases_parent_case_id")),
        sa.ForeignKeyConstraint(["version_id"], ["versions.version_id"], name=op.f("fk_cases_version_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    op.create_index(
        op.f("ix_cases_council_procedure_id_started_at_number"),
        "cases",
        ["council", "procedure_id", "started_at", "number"],
        unique=False,
    )
    op.create_index(op.f("ix_cases_council_started_at_number"), "cases", ["council", "started_at", "number"], unique=False)
    op.create_index(
        op.f("ix_cases_council_state_started_at_number"), "cases", ["council", "state", "started_at", "number"], unique=False
    )
    op.create_index(op.f("ix_cases_parent_case_id"), "cases", ["parent_case_id"], unique=False)
    op.create_index(op.f("ix_cases_version_id_state"), "cases", ["version_id", "state"], unique=False)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("element_id", sa.String(length=128), nullable=False),
        sa.Column("element_type", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_events_case_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_case_id_seq"), "events", ["case_id", "seq"], unique=False)


def _looks() -> None:
    op.create_table(
        "looks",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_looks_case_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_looks")),
    )
    op.create_index(op.f("ix_looks_case_id_person_id_at"), "looks", ["case_id", "person_id", "at"], unique=False)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", UtcTime(), nullable=False),
        sa.Column("added_by", sa.String(length=128), nullable=False),
        sa.Column("evidential_status", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_documents_case_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_documents")),
    )
    op.create_index(op.f("ix_documents_added_by"), "documents", ["added_by"], unique=False)
    op.create_index(op.f("ix_documents_case_id_added_at"), "documents", ["case_id", "added_at"], unique=False)


def _custody() -> None:
    op.create_table(
        "custody",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.document_id"], name=op.f("fk_custody_document_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_custody")),
    )
    op.create_index(op.f("ix_custody_document_id_seq"), "custody", ["document_id", "seq"], unique=False)
