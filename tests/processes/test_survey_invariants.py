"""Answers of the staff survey lead to nobody: what is kept, what is asked, and what a link is good for."""

from __future__ import annotations

import re

import pytest

from connectors.surveys import hashed
from service.commands.answer_survey import AnswerSurvey
from service.domain.errors import Invalid, NotFound
from service.domain.identity import system_actor
from service.store.tables.metadata import metadata
from service.store.tables.surveys import survey_answers
from tests.processes.conftest import COUNCIL, Theatre

LATER = {"2026-03-09": "2026-03-30", "2026-03-10T": "2026-03-31T", "2026-03-23": "2026-04-13"}
ANSWERS = {"q1": "other", "q2": "no", "q3": "no", "q5": "no", "q7": "no", "q8": "no"}


@pytest.fixture
def links(theatre: Theatre) -> list[str]:
    """The links of an open survey, as they were mailed."""
    theatre.play_until("v1-published.yaml", "P7D", swaps=LATER)
    letters = [letter.text for letter in theatre.stage.letters()]
    return [found[1] for text in letters if (found := re.search(r"/survey/([\w-]+)", text))]


def answer(theatre: Theatre, link: str, **changed: str) -> None:
    theatre.services.run(AnswerSurvey(hashed(link), {**ANSWERS, **changed}), system_actor(COUNCIL))


def test_what_is_kept_of_an_answer_leads_to_nobody(theatre: Theatre, links: list[str]) -> None:
    assert set(survey_answers.columns.keys()) == {"answer_id", "council", "survey_id", "answers"}
    assert {key.column.table.name for key in survey_answers.foreign_keys} == {"surveys"}
    pointing = {
        table.name for table in metadata.tables.values() for key in table.foreign_keys if key.column.table is survey_answers
    }
    assert pointing == set()
    with theatre.services.database.unit_of_work(read_only=True) as unit:
        kept = unit.registers.survey_answers(council=COUNCIL, survey_id="SV/26/0001")
    assert all(set(row) <= {f"q{n}" for n in range(1, 9)} for row in kept)


def test_a_link_works_once(theatre: Theatre, links: list[str]) -> None:
    answer(theatre, links[-1])
    with pytest.raises(NotFound):
        answer(theatre, links[-1])


@pytest.mark.parametrize(("before", "after", "asked"), [({"q3": "yes"}, "q4", 0), ({"q5": "yes"}, "q6", 9)])
def test_a_question_is_asked_only_after_the_answer_that_leads_to_it(
    theatre: Theatre, links: list[str], before: dict[str, str], after: str, asked: int
) -> None:
    with pytest.raises(Invalid) as missing:
        answer(theatre, links[-1], **before)
    assert [problem.where for problem in missing.value.problems] == [after]
    answer(theatre, links[-1], **{after: "yes"})
    with theatre.services.database.unit_of_work(read_only=True) as unit:
        kept = unit.registers.survey_answers(council=COUNCIL, survey_id="SV/26/0001")
    assert sum(row.get(after) == "yes" for row in kept) == asked, "what was not asked is not kept"
