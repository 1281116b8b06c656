"""Surveys. An answer has no person, no token, no time and no place in any order: its key is random and its table is kept by key."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, String, Table, Text

from service.store.columns import Json, UtcTime
from service.store.tables.metadata import metadata

surveys = Table(
    "surveys",
    metadata,
    Column("council", String(64), primary_key=True),
    Column("survey_id", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("form_id", String(128), nullable=False),
    Column("audience", Json, nullable=False),
    Column("baseline", String(64)),
    Column("opened_at", UtcTime, nullable=False),
    Column("closes_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Index(None, "council", "opened_at"),
)

survey_invitations = Table(
    "survey_invitations",
    metadata,
    Column("council", String(64), primary_key=True),
    Column("survey_id", String(64), primary_key=True),
    Column("person_id", String(128), primary_key=True),
    ForeignKeyConstraint(["council", "survey_id"], ["surveys.council", "surveys.survey_id"]),
)
"""Who was asked, so that nobody is asked twice. It never says with which token, nor whether they answered."""

survey_tokens = Table(
    "survey_tokens",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("council", String(64), nullable=False),
    Column("survey_id", String(64), nullable=False),
    ForeignKeyConstraint(["council", "survey_id"], ["surveys.council", "surveys.survey_id"]),
    Index(None, "council", "survey_id"),
    sqlite_with_rowid=False,
)
"""Tokens that were not used yet, hashed. The row goes when the answer comes."""

survey_answers = Table(
    "survey_answers",
    metadata,
    Column("answer_id", String(64), primary_key=True),
    Column("council", String(64), nullable=False),
    Column("survey_id", String(64), nullable=False),
    Column("answers", Json, nullable=False),
    ForeignKeyConstraint(["council", "survey_id"], ["surveys.council", "surveys.survey_id"]),
    Index(None, "council", "survey_id"),
    sqlite_with_rowid=False,
)
