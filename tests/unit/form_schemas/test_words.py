"""Answers as people read them."""

from __future__ import annotations

from typing import Any

import pytest

from service.form_schemas import answers_in_words, options_for
from service.form_schemas.guidance import blocks
from service.form_schemas.words import plain
from tests.unit.form_schemas.conftest import People, form_of, radio, text

WHO = {"type": "select", "key": "who", "label": "Who", "properties": {"kind": "person", "role": "sm"}}


def said(component: dict[str, Any], value: Any, **context: Any) -> str:
    key = component.get("key") or component["path"]
    pairs = answers_in_words(form_of(component), {key: value}, people=People(ann="sm"), context=context or None)
    return pairs[0][1] if pairs else ""


@pytest.mark.parametrize(
    ("component", "value", "words"),
    [
        (text("a"), "As typed", "As typed"),
        (text("a"), None, ""),
        (radio("a", properties={"kind": "yesno"}), True, "Yes"),
        (radio("a", "x_y"), "x_y", "X_Y"),
        (radio("a", "x"), "old", "old"),
        ({"type": "checklist", "key": "a", "label": "A", "values": [{"label": "One", "value": 1}]}, [1, 2], "One; 2"),
        ({"type": "datetime", "key": "a", "dateLabel": "A"}, "2026-03-20", "20 March 2026"),
        (
            {"type": "datetime", "subtype": "datetime", "key": "a", "dateLabel": "A"},
            "2026-07-01T13:02:00+00:00",
            "1 July 2026, 2:02pm",
        ),
        (WHO, "ann", "Ann"),
        (WHO, "ghost", "ghost"),
        ({"type": "dynamiclist", "path": "r", "label": "R", "components": [text("a")]}, [{"a": "1"}, {"a": "2"}], "1\n2"),
        (
            {"type": "dynamiclist", "path": "r", "label": "R", "components": [text("a", label="What?"), text("b"), WHO]},
            [{"a": "1", "b": None, "who": "ann"}],
            "What: 1; Who: Ann",
        ),
    ],
)
def test_an_answer_is_put_into_words(component: dict[str, Any], value: Any, words: str) -> None:
    assert said(component, value) == words


def test_options_from_variables_are_put_into_words_with_their_context() -> None:
    child = radio("child") | {"valuesExpression": "=children"}
    assert said(child, "1", children=[{"id": "1", "name": "Robin"}]) == "Robin"
    assert said(child, "1") == "1"


def test_without_a_directory_ids_stand_for_names() -> None:
    assert answers_in_words(form_of(WHO), {"who": "ann"}) == (("Who", "ann"),)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "Not given"),
        (False, "No"),
        (2.5, "2.5"),
        (7, "7"),
        (["a", None], "a; Not given"),
        ({"name": "Zara", "x": 1}, "Zara"),
        ({"started": "2026-03-20", "ended": None}, "started: 20 March 2026"),
        ("2026-13-45", "2026-13-45"),
        ("WR-2026-0007", "WR-2026-0007"),
    ],
)
def test_any_value_has_words(value: Any, words: str) -> None:
    assert plain(value) == words


def test_options_of_a_field_are_known_before_any_answer(people: People) -> None:
    form = form_of(
        WHO,
        WHO | {"key": "him", "properties": {"kind": "person", "equals": "=osw"}},
        radio("a", "x"),
        radio("b") | {"valuesExpression": "=l"},
    )
    found = [
        [option.value for option in options_for(field, {"osw": "eve", "l": ["1", True, ""]}, people)] for field in form.fields
    ]
    assert found == [["ann", "bob"], ["eve"], ["x"], ["1"]]


def test_guidance_knows_a_few_marks_and_leaves_the_rest_as_text() -> None:
    found = blocks("### Stop\nDo **not** look, see [rules](https://x.example/a).\nOr <b>\n\n* one\n* [bad](javascript:x)")
    assert [(block.tag, [[(span.text, span.bold, span.href) for span in line] for line in block.lines]) for block in found] == [
        ("h3", [[("Stop", False, "")]]),
        (
            "p",
            [
                [
                    ("Do ", False, ""),
                    ("not", True, ""),
                    (" look, see ", False, ""),
                    ("rules", False, "https://x.example/a"),
                    (". Or <b>", False, ""),
                ]
            ],
        ),
        ("ul", [[("one", False, "")], [("[bad](javascript:x)", False, "")]]),
    ]
