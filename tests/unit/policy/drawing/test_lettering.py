"""Text in a picture is measured and broken as Arial would be."""

from __future__ import annotations

import pytest

from service.policy.drawing.lettering import fitted, width, wrapped
from service.policy.drawing.model import Box


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("Read the case record", 90, ["Read the case", "record"]),
        ("Plan the six-month review", 80, ["Plan the six-", "month review"]),
        ("One\nTwo", 90, ["One", "Two"]),
        ("Unauthorised", 40, ["Unauth", "orised"]),
        ("   ", 90, []),
    ],
)
def test_lines_break_at_spaces_and_hyphens_and_in_a_word_only_if_they_must(text: str, room: float, lines: list[str]) -> None:
    assert wrapped(text, room, 12) == lines


def test_a_line_is_as_wide_as_its_letters() -> None:
    assert (round(width("Wi", 100)), round(width("字", 10))) == (117, 10)


def test_text_that_does_not_fit_gets_smaller_and_then_ends_in_dots() -> None:
    long = "Write down in full everything that was seen on every page of every person"
    assert fitted("Ask", Box(0, 0, 90, 60)) == (["Ask"], 12)
    assert fitted(long, Box(0, 0, 90, 62))[1] == 10
    assert fitted(long, Box(0, 0, 60, 20)) == (["Write down…"], 10)
