"""Registers of disclosure."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import UtcTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    _foi_requests()
    _sar_requests()
    _cell_decisions()


def downgrade() -> None:
    op.drop_table("cell_decisions")
    op.drop_table("sar_requests")
    op.drop_table("foi_requests")


def _foi_requests() -> None:
    op.create_table(
        "foi_requests",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("requester", sa.Text(), nullable=False),
        sa.Column("requester_key", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("minutes", sa.Float(), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_foi_requests_case_id")),
        sa.PrimaryKeyConstraint("council", "reference", name=op.f("pk_foi_requests")),
    )
    op.create_index(op.f("ix_foi_requests_council_received_on"), "foi_requests", ["council", "received_on"], unique=False)
    op.create_index(op.f("ix_foi_requests_council_requester_key"), "foi_requests", ["council", "requester_key"], unique=False)


def _sar_requests() -> None:
    op.create_table(
        "sar_requests",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("requester", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_sar_requests_case_id")),
        sa.PrimaryKeyConstraint("council", "reference", name=op.f("pk_sar_requests")),
    )
    op.create_index(op.f("ix_sar_requests_council_opened_at"), "sar_requests", ["council", "opened_at"], unique=False)


def _cell_decisions() -> None:
    op.create_table(
        "cell_decisions",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("report", sa.String(length=64), nullable=False),
        sa.Column("row_name", sa.Text(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_cell_decisions_case_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_cell_decisions")),
    )
    op.create_index(op.f("ix_cell_decisions_council_report_seq"), "cell_decisions", ["council", "report", "seq"], unique=False)
