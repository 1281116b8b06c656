"""Two councils may have cases of the same number, for each counts its own."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.drop_constraint("uq_cases_number", type_="unique")
        cases.create_unique_constraint("uq_cases_council_number", ["council", "number"])


def downgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.drop_constraint("uq_cases_council_number", type_="unique")
        cases.create_unique_constraint("uq_cases_number", ["number"])
