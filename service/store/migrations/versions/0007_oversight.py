"""Registers of oversight: covert authorisations, online incidents, more of accounts and misuse; and material once ruled out stays so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Json, JsonTuple, UtcTime

revision = "0007"
down_revision = "0006"

RULED_OUT = "OLD.evidential_status = 'INADMISSIBLE' AND NEW.evidential_status <> 'INADMISSIBLE'"
SQLITE = f"""CREATE TRIGGER documents_stay_out BEFORE UPDATE ON documents WHEN {RULED_OUT}
    BEGIN SELECT RAISE(ABORT, 'material that was ruled out stays so'); END"""
POSTGRESQL = (
    """CREATE FUNCTION documents_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'material that was ruled out stays so';
    END $$""",
    f"""CREATE TRIGGER documents_stay_out BEFORE UPDATE ON documents FOR EACH ROW WHEN ({RULED_OUT})
    EXECUTE FUNCTION documents_guard()""",
)


def upgrade() -> None:
    _authorisations()
    _online_incidents()
    _register_events()
    _accounts()
    _misuse_flags()
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else (SQLITE,):
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER documents_stay_out ON documents")
        op.execute("DROP FUNCTION documents_guard()")
    else:
        op.execute("DROP TRIGGER documents_stay_out")
    op.drop_index("uq_misuse_flags_council_number", table_name="misuse_flags")
    for column in ("outcome", "reference", "kind", "number"):
        op.drop_column("misuse_flags", column)
    for column in ("expires_on", "closed_at", "opened_at", "settings_checked_on", "holders", "overseer"):
        op.drop_column("accounts", column)
    op.drop_table("register_events")
    op.drop_table("online_incidents")
    op.drop_table("authorisations")


def _authorisations() -> None:
    op.create_table(
        "authorisations",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("urn", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("applicant", sa.String(length=128), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("subjects", Json(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("court_approved", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("effective_at", UtcTime(), nullable=True),
        sa.Column("valid_until", UtcTime(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_authorisations_case_id")),
        sa.PrimaryKeyConstraint("council", "urn", name=op.f("pk_authorisations")),
    )
    op.create_index(op.f("ix_authorisations_council_opened_at"), "authorisations", ["council", "opened_at"], unique=False)


def _online_incidents() -> None:
    op.create_table(
        "online_incidents",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("reported_by", sa.String(length=128), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("details", Json(), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_online_incidents_case_id")),
        sa.PrimaryKeyConstraint("council", "number", name=op.f("pk_online_incidents")),
    )
    op.create_index(op.f("ix_online_incidents_council_opened_at"), "online_incidents", ["council", "opened_at"], unique=False)


def _register_events() -> None:
    op.create_table(
        "register_events",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("register", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=128), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("details", Json(), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_register_events_case_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_register_events")),
    )
    op.create_index(
        op.f("ix_register_events_council_register_number_seq"),
        "register_events",
        ["council", "register", "number", "seq"],
        unique=False,
    )


def _accounts() -> None:
    op.add_column("accounts", sa.Column("overseer", sa.String(length=128), nullable=True))
    op.add_column("accounts", sa.Column("holders", JsonTuple(), nullable=True))
    op.add_column("accounts", sa.Column("settings_checked_on", sa.Date(), nullable=True))
    op.add_column("accounts", sa.Column("opened_at", UtcTime(), nullable=True))
    op.add_column("accounts", sa.Column("closed_at", UtcTime(), nullable=True))
    op.add_column("accounts", sa.Column("expires_on", sa.Date(), nullable=True))


def _misuse_flags() -> None:
    op.add_column("misuse_flags", sa.Column("number", sa.String(length=64), nullable=True))
    op.add_column("misuse_flags", sa.Column("kind", sa.String(length=64), nullable=True))
    op.add_column("misuse_flags", sa.Column("reference", sa.String(length=128), nullable=True))
    op.add_column("misuse_flags", sa.Column("outcome", sa.String(length=64), nullable=True))
    op.create_index("uq_misuse_flags_council_number", "misuse_flags", ["council", "number"], unique=True)
