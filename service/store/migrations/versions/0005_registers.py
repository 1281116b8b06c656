"""The domain's registers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import UtcTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _access_workers()
    _access_seats()
    _personal_links()
    _misuse_flags()
    _accounts()
    _account_sessions()
    _session_subjects()
    _case_subjects()
    _measures()


def downgrade() -> None:
    op.drop_table("measures")
    op.drop_table("case_subjects")
    op.drop_table("session_subjects")
    op.drop_table("account_sessions")
    op.drop_table("accounts")
    op.drop_table("misuse_flags")
    op.drop_table("personal_links")
    op.drop_table("access_seats")
    op.drop_table("access_workers")


def _access_workers() -> None:
    op.create_table(
        "access_workers",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("council", "person_id", name=op.f("pk_access_workers")),
    )


def _access_seats() -> None:
    op.create_table(
        "access_seats",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("council", name=op.f("pk_access_seats")),
    )


def _personal_links() -> None:
    op.create_table(
        "personal_links",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.String(length=64), nullable=True),
        sa.Column("birth_known", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_personal_links_case_id")),
        sa.PrimaryKeyConstraint("council", "person_id", "identity", name=op.f("pk_personal_links")),
    )


def _misuse_flags() -> None:
    op.create_table(
        "misuse_flags",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_misuse_flags_case_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_misuse_flags")),
    )
    op.create_index(op.f("ix_misuse_flags_council_person_id"), "misuse_flags", ["council", "person_id"], unique=False)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=128), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("council", "account", name=op.f("pk_accounts")),
    )


def _account_sessions() -> None:
    op.create_table(
        "account_sessions",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=128), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_account_sessions_case_id")),
        sa.ForeignKeyConstraint(
            ["council", "account"], ["accounts.council", "accounts.account"], name=op.f("fk_account_sessions_council_account")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_account_sessions")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_account_sessions_case_id_number")),
    )
    op.create_index(op.f("ix_account_sessions_council_opened_at"), "account_sessions", ["council", "opened_at"], unique=False)
    op.create_index(
        "uq_account_sessions_open",
        "account_sessions",
        ["council", "account"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _session_subjects() -> None:
    op.create_table(
        "session_subjects",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.String(length=64), nullable=True),
        sa.Column("birth_known", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["account_sessions.session_id"], name=op.f("fk_session_subjects_session_id")),
        sa.PrimaryKeyConstraint("session_id", "identity", name=op.f("pk_session_subjects")),
    )
    op.create_index(op.f("ix_session_subjects_identity"), "session_subjects", ["identity"], unique=False)
    op.create_index(op.f("ix_session_subjects_name_key"), "session_subjects", ["name_key"], unique=False)


def _case_subjects() -> None:
    op.create_table(
        "case_subjects",
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.String(length=64), nullable=True),
        sa.Column("birth_known", sa.Boolean(), nullable=False),
        sa.Column("linked_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_case_subjects_case_id")),
        sa.PrimaryKeyConstraint("case_id", "identity", name=op.f("pk_case_subjects")),
    )
    op.create_index(op.f("ix_case_subjects_council_identity"), "case_subjects", ["council", "identity"], unique=False)
    op.create_index(op.f("ix_case_subjects_council_name_key"), "case_subjects", ["council", "name_key"], unique=False)


def _measures() -> None:
    op.create_table(
        "measures",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("council", "kind", "number", name=op.f("pk_measures")),
    )
    op.create_index(op.f("ix_measures_council_at"), "measures", ["council", "at"], unique=False)
