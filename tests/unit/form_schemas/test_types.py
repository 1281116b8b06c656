"""Every kind of field takes what it should and refuses the rest with a sentence for the reader."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tests.unit.form_schemas.conftest import form_of, judged, radio, text

NUMBER = {"type": "number", "key": "minutes", "label": "Minutes", "validate": {"min": 5, "max": 240}}
DATE = {"type": "datetime", "subtype": "date", "key": "on", "dateLabel": "Date filed"}
MOMENT = {"type": "datetime", "subtype": "datetime", "key": "at", "dateLabel": "When"}
YESNO = radio("sure", properties={"kind": "yesno"})
CHECKS = {
    "type": "checklist",
    "key": "some",
    "label": "Limits",
    "values": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}],
}
LEVEL = {
    "type": "radio",
    "key": "level",
    "label": "Level",
    "values": [{"label": "None", "value": 0}, {"label": "Some", "value": 2}],
}
LONG = {"type": "textarea", "key": "long", "label": "Reasons", "validate": {"minLength": 5}}
FILE = {"type": "filepicker", "key": "paper", "label": "Paper"}
TICK = {"type": "checkbox", "key": "tick", "label": "Tick"}
PATTERNED = text("ref", validate={"pattern": "^[A-Z]{2}-[0-9]+$"})
DECIMAL = {"type": "number", "key": "hours", "label": "Hours", "decimalDigits": 2, "validate": {"min": 0}}


@pytest.mark.parametrize(
    ("component", "given", "kept"),
    [
        (text("name"), "  Zara Kayé  ", "Zara Kayé"),
        (text("name"), "   ", None),
        (LONG, "one\r\ntwo", "one\ntwo"),
        (PATTERNED, "CD-204417", "CD-204417"),
        (NUMBER, "35", 35),
        (NUMBER, 5.0, 5),
        (DECIMAL, "1,000.25", 1000.25),
        (DATE, "2026-03-20", "2026-03-20"),
        (DATE, "14/3/1994", "1994-03-14"),
        (DATE, date(2026, 3, 20), "2026-03-20"),
        (DATE, datetime(2026, 3, 20, 9), "2026-03-20"),
        (DATE, {"day": "1", "month": "2", "year": "2026"}, "2026-02-01"),
        (DATE, {"day": "", "month": "", "year": ""}, None),
        (MOMENT, "2026-03-20T09:00:00+00:00", "2026-03-20T09:00:00+00:00"),
        (MOMENT, "2026-07-01T09:00", "2026-07-01T09:00:00+01:00"),
        (MOMENT, {"day": "1", "month": "7", "year": "2026", "time": "2:15pm"}, "2026-07-01T14:15:00+01:00"),
        (MOMENT, {"day": "1", "month": "1", "year": "2026", "time": "12am"}, "2026-01-01T00:00:00+00:00"),
        (MOMENT, {"day": "", "time": ""}, None),
        (YESNO, True, True),
        (YESNO, "no", False),
        (YESNO, "true", True),
        (radio("known", "yes", "no"), False, "no"),
        (radio("pick", "a", "b"), "b", "b"),
        (LEVEL, "2", 2),
        (CHECKS, ["b", "a", "b"], ["b", "a"]),
        (CHECKS, "a", ["a"]),
        (FILE, "doc-1", "doc-1"),
        (TICK, None, False),
        (TICK, "true", True),
    ],
)
def test_a_good_answer_is_kept_in_its_type(component: dict[str, Any], given: Any, kept: Any) -> None:
    assert judged(form_of(component), {component["key"]: given}) == {component["key"]: kept}


@pytest.mark.parametrize(
    ("component", "given", "said"),
    [
        (text("name"), 7, "Name must be text"),
        (text("name"), ["a"], "Name must be text"),
        (text("name"), "x" * 501, "Name must be 500 characters or fewer"),
        (text("name"), "a\nb", "Name must not have line breaks or characters that cannot be printed"),
        (text("name"), "a\x00b", "Name must not have line breaks or characters that cannot be printed"),
        (text("name"), "a\ud800", "Name must not have line breaks or characters that cannot be printed"),
        (LONG, "x" * 4001, "Reasons must be 4,000 characters or fewer"),
        (LONG, "abc", "Reasons must be 5 characters or more"),
        (PATTERNED, "204417", "Ref must be in the correct format"),
        (NUMBER, "many", "Minutes must be a number"),
        (NUMBER, True, "Minutes must be a number"),
        (NUMBER, "nan", "Minutes must be a number"),
        (NUMBER, 7.5, "Minutes must be a whole number"),
        (NUMBER, 400, "Minutes must be between 5 and 240"),
        (DECIMAL, -1, "Hours must be 0 or more"),
        (DECIMAL, 0.125, "Hours must have 2 decimal places or fewer"),
        (DATE, "2026-02-30", "Date filed must be a real date"),
        (DATE, 20260320, "Date filed must be a real date"),
        (DATE, {"day": "31", "month": "2", "year": "2026"}, "Date filed must be a real date"),
        (DATE, {"day": "3", "month": "2", "year": "26"}, "Date filed must be a real date"),
        (DATE, {"day": "3", "month": "", "year": "2026"}, "Date filed must include a month"),
        (MOMENT, "soon", "When must be a real date and time"),
        (MOMENT, 7, "When must be a real date and time"),
        (MOMENT, {"day": "1", "month": "7", "year": "2026"}, "When must include a date and a time"),
        (MOMENT, {"day": "1", "month": "7", "year": "2026", "time": "14"}, "When must have a real time, like 9:30 or 2:15pm"),
        (MOMENT, {"day": "1", "month": "7", "year": "2026", "time": "13pm"}, "When must have a real time, like 9:30 or 2:15pm"),
        (
            MOMENT,
            {"day": "29", "month": "3", "year": "2026", "time": "1:30am"},
            "When must have a real time: the clocks went forward then",
        ),
        (YESNO, "perhaps", "Sure must be yes or no"),
        (radio("pick", "a", "b"), "c", "Pick must be one of the options"),
        (radio("pick", "a", "b"), ["a"], "Pick must be one of the options"),
        (CHECKS, ["a", "z"], "Limits must be one of the options"),
        (CHECKS, ["a"] * 201, "Limits must be some of the options"),
        (FILE, "a\x00", "Paper must be a file that was uploaded"),
        (FILE, 7, "Paper must be a file that was uploaded"),
        (radio("pick") | {"valuesExpression": "=none"}, float("inf"), "Pick must be one of the options"),
        (radio("pick") | {"valuesExpression": "=none"}, "x" * 1001, "Pick must be one of the options"),
        (
            {"type": "select", "key": "who", "label": "Who", "properties": {"kind": "person"}},
            ["a"],
            "Who must be one of the options",
        ),
        (TICK, "maybe", "Tick must be yes or no"),
    ],
)
def test_a_wrong_answer_is_refused_in_words(component: dict[str, Any], given: Any, said: str) -> None:
    assert judged(form_of(component), {component["key"]: given}) == {component["key"]: said}


@pytest.mark.parametrize(
    ("component", "said"),
    [
        (text("name", validate={"required": True}), "Enter name"),
        (text("name", label="Who is it?", validate={"required": True}), "Enter an answer to “Who is it?”"),
        (text("name", label="FOI number", validate={"required": True}), "Enter FOI number"),
        (text("name", validate={"required": True}, properties={"error": "Enter a name"}), "Enter a name"),
        (radio("pick", "a", validate={"required": True}), "Select pick"),
        (FILE | {"validate": {"required": True}}, "Upload paper"),
        (FILE | {"label": "What paper?", "validate": {"required": True}}, "Upload a file for “What paper?”"),
        (TICK | {"label": "I promise.", "validate": {"required": True}}, "Tick to confirm “I promise”"),
    ],
)
def test_an_empty_answer_says_what_to_do(component: dict[str, Any], said: str) -> None:
    assert judged(form_of(component), {}) == {component["key"]: said}
