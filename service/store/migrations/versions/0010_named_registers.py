"""Registers that councils name in their packs; histories with room for their names and for events in words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Json, UtcTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "register_entries",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("register", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=256), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("details", Json(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("case_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_register_entries_case_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_register_entries")),
    )
    op.create_index("uq_register_entries_council_number", "register_entries", ["council", "number"], unique=True)
    op.create_index(
        op.f("ix_register_entries_council_register_seq"), "register_entries", ["council", "register", "seq"], unique=False
    )
    not_ended = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_register_entries_key",
        "register_entries",
        ["council", "register", "key"],
        unique=True,
        sqlite_where=not_ended,
        postgresql_where=not_ended,
    )
    with op.batch_alter_table("register_events") as events:
        events.alter_column("register", existing_type=sa.String(length=16), type_=sa.String(length=64))
        events.alter_column("event", existing_type=sa.String(length=32), type_=sa.Text())


def downgrade() -> None:
    op.drop_table("register_entries")
    with op.batch_alter_table("register_events") as events:
        events.alter_column("event", existing_type=sa.Text(), type_=sa.String(length=32))
        events.alter_column("register", existing_type=sa.String(length=64), type_=sa.String(length=16))
