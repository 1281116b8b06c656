"""Surveys: who is asked is known, what was answered is known, and nothing leads from the one to the other."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from service.domain.errors import NotFound
from service.store.reading import insert_unless_taken
from service.store.registers.register import Register
from service.store.tables.surveys import survey_answers, survey_invitations, survey_tokens, surveys

GONE = "This link has been used already, or it is not the link of an open survey."


class Surveys(Register):
    """Surveys with their invitations, unused tokens and answers."""

    def open_survey(
        self,
        *,
        council: str,
        case_id: str,
        title: str,
        form_id: str,
        closes_at: datetime,
        audience: Sequence[str],
        now: datetime,
        baseline: str | None = None,
    ) -> str:
        """Enter a survey and return its id."""
        survey_id = self._numbered("SV", council=council, year=now.year)
        row = {
            "council": council,
            "survey_id": survey_id,
            "title": title,
            "form_id": form_id,
            "audience": list(audience),
            "baseline": baseline,
            "opened_at": now,
            "closes_at": closes_at,
            "case_id": case_id,
        }
        self._connection.execute(insert(surveys), row)
        return survey_id

    def close_survey(self, *, council: str, survey_id: str, now: datetime) -> int:
        """Take no more answers, forget the tokens that were not used, and return how many answers there are. Closed before is
        success. Raises NotFound."""
        here = (surveys.c.council == council) & (surveys.c.survey_id == survey_id)
        row = self._locked(surveys, here, what="survey")
        if row["closed_at"] is None:
            self._connection.execute(update(surveys).where(here).values(closed_at=now))
            unused = (survey_tokens.c.council == council) & (survey_tokens.c.survey_id == survey_id)
            self._connection.execute(delete(survey_tokens).where(unused))
        return self.count_answers(council=council, survey_id=survey_id)

    def survey(self, *, council: str, survey_id: str) -> dict[str, Any]:
        """Return a survey with ``invited``, how many were asked. Raises NotFound."""
        here = (surveys.c.council == council) & (surveys.c.survey_id == survey_id)
        row = self._connection.execute(select(surveys).where(here)).mappings().one_or_none()
        if row is None:
            raise NotFound("There is no such survey.")
        return {**row, "invited": len(self.survey_invited(council=council, survey_id=survey_id))}

    def surveys(self, *, council: str) -> list[dict[str, Any]]:
        """Return the surveys of a council by id."""
        return self._rows(surveys, council=council, order=surveys.c.survey_id)

    def survey_invited(self, *, council: str, survey_id: str) -> frozenset[str]:
        """Return the ids of those who were asked."""
        table = survey_invitations.c
        query = select(table.person_id).where(table.council == council, table.survey_id == survey_id)
        return frozenset(self._connection.execute(query).scalars())

    def invite_to_survey(
        self, *, council: str, survey_id: str, person_ids: Collection[str], token_hashes: Collection[str]
    ) -> None:
        """Keep who was asked and which tokens are good, both in order of themselves, so that no order joins them. Kept before is
        success. Raises NotFound for a survey that is not open."""
        here = (surveys.c.council == council) & (surveys.c.survey_id == survey_id)
        if self._locked(surveys, here, what="survey")["closed_at"] is not None:
            raise NotFound("This survey is closed.")
        belongs = {"council": council, "survey_id": survey_id}
        for person_id in sorted(person_ids):
            insert_unless_taken(self._connection, survey_invitations, belongs | {"person_id": person_id})
        for token_hash in sorted(token_hashes):
            insert_unless_taken(self._connection, survey_tokens, belongs | {"token_hash": token_hash})

    def survey_of_token(self, *, token_hash: str, now: datetime) -> dict[str, Any]:
        """Return the open survey that a token is good for. Raises NotFound, one sentence for every reason."""
        joined = surveys.join(
            survey_tokens,
            (survey_tokens.c.council == surveys.c.council) & (survey_tokens.c.survey_id == surveys.c.survey_id),
        )
        query = select(surveys).select_from(joined).where(survey_tokens.c.token_hash == token_hash)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None or row["closed_at"] is not None or row["closes_at"] <= now:
            raise NotFound(GONE)
        return dict(row)

    def answer_survey(self, *, token_hash: str, answers: Mapping[str, Any], now: datetime) -> None:
        """Take the answer of a token and forget the token: of two who send with one token, one is taken. Raises NotFound as above."""
        survey = self.survey_of_token(token_hash=token_hash, now=now)
        here = (surveys.c.council == survey["council"]) & (surveys.c.survey_id == survey["survey_id"])
        held = select(surveys.c.closed_at).where(here).with_for_update(read=True)
        if self._connection.execute(held).scalar_one() is not None:
            raise NotFound(GONE)
        used = delete(survey_tokens).where(survey_tokens.c.token_hash == token_hash).returning(survey_tokens.c.token_hash)
        if self._connection.execute(used).first() is None:
            raise NotFound(GONE)
        row = {"answer_id": uuid.uuid4().hex, "council": survey["council"], "survey_id": survey["survey_id"]}
        self._connection.execute(insert(survey_answers), row | {"answers": dict(answers)})

    def survey_answers(self, *, council: str, survey_id: str) -> list[dict[str, Any]]:
        """Return the answers, in the order of their random keys."""
        table = survey_answers.c
        query = select(table.answers).where(table.council == council, table.survey_id == survey_id)
        return list(self._connection.execute(query.order_by(table.answer_id)).scalars())

    def count_answers(self, *, council: str, survey_id: str) -> int:
        """Return how many answered."""
        table = survey_answers.c
        query = select(func.count()).select_from(survey_answers).where(table.council == council, table.survey_id == survey_id)
        return int(self._connection.execute(query).scalar_one())
