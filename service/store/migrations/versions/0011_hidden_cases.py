"""Cases keep from whom they are hidden."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("cases", sa.Column("hidden_from", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("cases", "hidden_from")
