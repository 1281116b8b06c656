"""What was proved of a version when it went live, and what was let through."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import UtcTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "version_verdicts",
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.String(length=64), nullable=False),
        sa.Column("procedure_id", sa.String(length=128), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["versions.version_id"], name=op.f("fk_version_verdicts_version_id")),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_version_verdicts")),
    )
    op.create_table(
        "version_waivers",
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("finding", sa.String(length=255), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["versions.version_id"], name=op.f("fk_version_waivers_version_id")),
        sa.PrimaryKeyConstraint("version_id", "finding", name=op.f("pk_version_waivers")),
    )


def downgrade() -> None:
    op.drop_table("version_waivers")
    op.drop_table("version_verdicts")
