"""Procedures, people and drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import UtcTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    _versions()
    _version_files()
    _people()
    _grants()
    _drafts()


def downgrade() -> None:
    op.drop_table("drafts")
    op.drop_table("grants")
    op.drop_table("people")
    op.drop_table("version_files")
    op.drop_table("versions")


def _versions() -> None:
    op.create_table(
        "versions",
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("procedure_id", sa.String(length=128), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("deployed_at", UtcTime(), nullable=False),
        sa.Column("deployed_by", sa.String(length=128), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_versions")),
        sa.UniqueConstraint("council", "procedure_id", "number", name=op.f("uq_versions_council_procedure_id_number")),
    )
    op.create_index(
        "uq_versions_live",
        "versions",
        ["council", "procedure_id"],
        unique=True,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )


def _version_files() -> None:
    op.create_table(
        "version_files",
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=512), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["versions.version_id"], name=op.f("fk_version_files_version_id")),
        sa.PrimaryKeyConstraint("version_id", "path", name=op.f("pk_version_files")),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("job_title", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_people")),
    )


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_grants_person_id")),
        sa.PrimaryKeyConstraint("person_id", "council", "role", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_council_role"), "grants", ["council", "role"], unique=False)


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("task_id", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("saved_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("task_id", "person_id", name=op.f("pk_drafts")),
    )
