"""Whatever JSON is sent: it is judged, drawn and put into words, or refused in words. Nothing else ever happens."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.errors import Invalid
from service.form_schemas import answers_in_words, draw, sample, validate
from tests.unit.form_schemas.conftest import NOW, People, form_of
from tests.unit.form_schemas.test_rendering import KINDS

LOOSE = {"type": "checklist", "key": "loose", "label": "Loose", "valuesExpression": "=none"}
FORM = form_of(*KINDS, LOOSE)
KEYS = [field.key for field in FORM.fields if field.asks]
CONTEXT = {"now": NOW}
PEOPLE = People(ann="sm")
JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["day", "name", "kind", "line", "time", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=5))
def test_anything_is_judged_or_refused_in_words(answers: dict[str, Any]) -> None:
    try:
        kept = validate(FORM, answers, CONTEXT, PEOPLE)
    except Invalid as error:
        assert error.problems and all(problem.message for problem in error.problems)
        return
    assert set(kept) == set(KEYS)
    assert json.loads(json.dumps(kept, allow_nan=False).encode("utf-8")) == kept
    assert validate(FORM, kept, CONTEXT, PEOPLE) == kept


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=5))
def test_anything_can_be_drawn_sampled_and_put_into_words(answers: dict[str, Any]) -> None:
    (page,) = draw(FORM, answers, CONTEXT, PEOPLE)
    assert len(page.fields) == len(FORM.fields)
    answers_in_words(FORM, answers, people=PEOPLE, context=CONTEXT)
    sample(FORM, answers, CONTEXT, PEOPLE)
