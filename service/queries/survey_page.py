"""The form of a survey, for whoever has a link that was not used yet. Nobody is recognised and nothing is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.engine.scopes import holiday_texts
from service.queries.reading import Reading


@dataclass(frozen=True, kw_only=True)
class SurveyPage:
    """``form`` are the bytes of the form's file and ``context`` what its expressions see."""

    council: str
    title: str
    closes_at: datetime
    form_id: str
    form: bytes
    context: Mapping[str, Any]


def survey_page(reading: Reading, *, token_hash: str) -> SurveyPage:
    """Return the survey of a link. Raises: NotFound when the link was used, or is of no open survey."""
    survey = reading.unit.registers.survey_of_token(token_hash=token_hash, now=reading.now)
    opened = reading.opened(reading.unit.cases.by_id(survey["case_id"]).version_id)
    return SurveyPage(
        council=survey["council"],
        title=survey["title"],
        closes_at=survey["closes_at"],
        form_id=survey["form_id"],
        form=opened.form_content(survey["form_id"]),
        context={
            "pack": dict(opened.pack.parameters),
            "now": reading.now.isoformat(),
            "__holidays__": holiday_texts(opened.pack.holidays),
        },
    )
