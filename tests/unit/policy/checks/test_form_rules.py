"""Forms can be read and heard: each rule lets a plain form pass and names the fault of another."""

from __future__ import annotations

from typing import Any

import pytest
from small_bundles import OPERATIONS, bundle, form

from service.policy.checks import check

RULES = ("form-labels", "form-help", "form-errors", "form-title")
TITLE = {"type": "text", "id": "T", "text": "# Ask"}
TEXT = {"type": "textfield", "id": "F1", "key": "reference", "label": "Case number"}
PATTERN = {"validate": {"pattern": "^CD-[0-9]+$"}}
HELP = {"description": "For example CD-204417", "properties": {"error": "Enter a case number, like CD-204417"}}
CHOICE = {"type": "radio", "id": "F2", "key": "kind", "label": "Kind", "values": [{"value": "a", "label": "A page"}]}


def found(*components: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    judged = check(bundle(**{"forms/ashdale/form-a.form": form("form-a", *components)}), OPERATIONS)
    return [(each.rule, each.element_id, each.message) for each in judged if each.rule in RULES]


def test_a_plain_form_has_no_finding() -> None:
    assert found(TITLE, {**TEXT, **PATTERN, **HELP}, CHOICE) == []


@pytest.mark.parametrize(
    ("components", "expected"),
    [
        ([TEXT], ("form-title", None, "The form has no title")),
        (
            [TITLE, TEXT, {**TEXT, "id": "F3", "key": "other"}],
            ("form-labels", "other", "“Case number” stands on the page twice, at reference too"),
        ),
        ([TITLE, {**CHOICE, "values": [{"value": "a"}]}], ("form-labels", "kind", "The choice 'a' has no words")),
        (
            [TITLE, {**CHOICE, "values": [{"value": "a", "label": "A page"}, {"value": "b", "label": "A page"}]}],
            ("form-labels", "kind", "Two choices read “a page”"),
        ),
        (
            [TITLE, {**TEXT, **PATTERN, "properties": HELP["properties"]}],
            ("form-help", "reference", "“Case number” has a pattern, but no description says which"),
        ),
        (
            [TITLE, {**TEXT, **PATTERN, "description": "For example CD-204417"}],
            ("form-errors", "reference", "“Case number” has a pattern, but no error says what to enter instead"),
        ),
        (
            [TITLE, {**TEXT, "properties": {"error": "Invalid input given"}}],
            ("form-errors", "reference", "“Invalid input given” does not say what to do"),
        ),
    ],
)
def test_one_fault_is_found_at_its_field(components: list[dict[str, Any]], expected: tuple[str, str | None, str]) -> None:
    assert found(*components) == [expected]


def test_two_fields_of_one_label_that_are_never_shown_together_are_fine() -> None:
    one, other = (
        {**TEXT, "key": key, "id": key, "conditional": {"hide": f'=kind {sign} "a"'}} for key, sign in (("x", "="), ("y", "!="))
    )
    assert found(TITLE, CHOICE, one, other) == []
