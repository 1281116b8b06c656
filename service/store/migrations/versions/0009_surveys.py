"""Surveys, whose answers nothing links to a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Json, UtcTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    _surveys()
    _survey_invitations()
    _survey_tokens()
    _survey_answers()


def downgrade() -> None:
    op.drop_table("survey_answers")
    op.drop_table("survey_tokens")
    op.drop_table("survey_invitations")
    op.drop_table("surveys")


def _surveys() -> None:
    op.create_table(
        "surveys",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("survey_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("form_id", sa.String(length=128), nullable=False),
        sa.Column("audience", Json(), nullable=False),
        sa.Column("baseline", sa.String(length=64), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closes_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_surveys_case_id")),
        sa.PrimaryKeyConstraint("council", "survey_id", name=op.f("pk_surveys")),
    )
    op.create_index(op.f("ix_surveys_council_opened_at"), "surveys", ["council", "opened_at"], unique=False)


def _survey_invitations() -> None:
    op.create_table(
        "survey_invitations",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("survey_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(
            ["council", "survey_id"],
            ["surveys.council", "surveys.survey_id"],
            name=op.f("fk_survey_invitations_council_survey_id"),
        ),
        sa.PrimaryKeyConstraint("council", "survey_id", "person_id", name=op.f("pk_survey_invitations")),
    )


def _survey_tokens() -> None:
    op.create_table(
        "survey_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("survey_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["council", "survey_id"], ["surveys.council", "surveys.survey_id"], name=op.f("fk_survey_tokens_council_survey_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_survey_tokens")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_survey_tokens_council_survey_id"), "survey_tokens", ["council", "survey_id"], unique=False)


def _survey_answers() -> None:
    op.create_table(
        "survey_answers",
        sa.Column("answer_id", sa.String(length=64), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("survey_id", sa.String(length=64), nullable=False),
        sa.Column("answers", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council", "survey_id"], ["surveys.council", "surveys.survey_id"], name=op.f("fk_survey_answers_council_survey_id")
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_survey_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_survey_answers_council_survey_id"), "survey_answers", ["council", "survey_id"], unique=False)
