"""A scenario shows only what matters: the rest is filled in, always the same, and always valid."""

from __future__ import annotations

from typing import Any

import pytest

from service.form_schemas import Form, sample, validate
from tests.unit.form_schemas.conftest import NOW, People, form_of, radio, text

MUST = {"validate": {"required": True}}
PEOPLE = People(ann="sm", bob="sm", eve="sd")


def filled(form: Form, given: dict[str, Any] | None = None, **context: Any) -> dict[str, Any]:
    return sample(form, given or {}, {"now": NOW, **context}, PEOPLE)


@pytest.mark.parametrize(
    ("component", "value"),
    [
        (text("a"), None),
        (text("a", **MUST), "Sample answer written for a scenario."),
        (text("a", validate={"required": True, "maxLength": 6}), "Sample"),
        ({"type": "number", "key": "a", "label": "A", "validate": {"required": True, "min": 5, "max": 240}}, 5),
        ({"type": "number", "key": "a", "label": "A", "validate": {"required": True, "max": 0}}, 0),
        ({"type": "number", "key": "a", "label": "A", **MUST}, 0),
        ({"type": "datetime", "key": "a", "dateLabel": "A", **MUST}, "2026-03-20"),
        ({"type": "datetime", "subtype": "datetime", "key": "a", "dateLabel": "A", **MUST}, NOW),
        (radio("a", properties={"kind": "yesno"}, **MUST), False),
        (radio("a", "x", "y", **MUST), "x"),
        (radio("a", "x", "y", properties={"sample": "y"}, **MUST), "y"),
        (radio("a", "x", properties={"default": '="x"'}), "x"),
        (radio("a", **MUST) | {"valuesExpression": "=none"}, "Sample answer written for a scenario."),
        (
            {"type": "checklist", "key": "a", "label": "A", "valuesExpression": "=none", **MUST},
            ["Sample answer written for a scenario."],
        ),
        (
            {
                "type": "checklist",
                "key": "a",
                "label": "A",
                "values": [{"value": "x"}, {"value": "y"}],
                "properties": {"allTicked": "true"},
            },
            ["x", "y"],
        ),
        (
            {"type": "checklist", "key": "a", "label": "A", "valuesExpression": "=none", "properties": {"sample": "z"}, **MUST},
            ["z"],
        ),
        ({"type": "select", "key": "a", "label": "A", "properties": {"kind": "person", "role": "sm"}, **MUST}, "ann"),
        (
            {
                "type": "select",
                "key": "a",
                "label": "A",
                "properties": {"kind": "person", "role": "sm", "equals": "=osw"},
                **MUST,
            },
            "eve",
        ),
        ({"type": "filepicker", "key": "a", "label": "A", **MUST}, "sample.pdf"),
        ({"type": "checkbox", "key": "a", "label": "A", **MUST}, True),
        (
            {"type": "datetime", "key": "a", "dateLabel": "A", "properties": {"sample": '=today() + duration("P1D")'}, **MUST},
            "2026-03-21",
        ),
    ],
)
def test_what_is_required_is_filled_in(component: dict[str, Any], value: Any) -> None:
    form = form_of(component)
    answers = filled(form, osw="eve")
    assert answers == ({} if value is None else {"a": value})
    validate(form, answers, {"now": NOW, "osw": "eve"}, PEOPLE)


def test_what_was_given_is_never_overridden() -> None:
    given = {"a": None, "b": "wrong", "c": []}
    rows = {"type": "dynamiclist", "path": "c", "label": "C", "components": [text("d")], "properties": {"minItems": "1"}}
    assert filled(form_of(text("a", **MUST), radio("b", "x", **MUST), rows), given) == given


def test_what_becomes_shown_by_a_sample_is_filled_too() -> None:
    reason = text("why", conditional={"hide": '=agree != "yes"'}, **MUST)
    assert filled(form_of(radio("agree", "yes", **MUST), reason)) == {
        "agree": "yes",
        "why": "Sample answer written for a scenario.",
    }


def test_rows_given_in_part_are_completed() -> None:
    rows = {"type": "dynamiclist", "path": "r", "label": "R", "components": [text("a", **MUST), radio("b", "x", **MUST)]}
    assert filled(form_of(rows), {"r": [{"a": "A"}, 7]}) == {"r": [{"a": "A", "b": "x"}, 7]}


def test_a_group_that_must_have_rows_gets_them() -> None:
    rows = {
        "type": "dynamiclist",
        "path": "r",
        "label": "R",
        "components": [radio("b", "x", **MUST)],
        "properties": {"minItems": "2"},
    }
    assert filled(form_of(rows)) == {"r": [{"b": "x"}, {"b": "x"}]}


def test_fixed_rows_are_all_filled() -> None:
    rows = {
        "type": "dynamiclist",
        "path": "r",
        "label": "R",
        "components": [radio("b", "x", "y", **MUST)],
        "properties": {"rows": "=items"},
    }
    assert filled(form_of(rows), {"r": [{"b": "y"}]}, items=[1, 2]) == {"r": [{"b": "y"}, {"b": "x"}]}


def test_rows_that_the_form_suggests_are_taken() -> None:
    rows = {
        "type": "dynamiclist",
        "path": "r",
        "label": "R",
        "components": [text("a")],
        "properties": {"default": "=docs", "minItems": "1"},
    }
    assert filled(form_of(rows), docs=[{"a": "1"}]) == {"r": [{"a": "1"}]}


def test_without_a_clock_a_moment_is_noon_of_no_day() -> None:
    at = {"type": "datetime", "subtype": "datetime", "key": "a", "dateLabel": "A", **MUST}
    assert sample(form_of(at), {}, {}, PEOPLE) == {"a": "1970-01-01T12:00:00+01:00"}
