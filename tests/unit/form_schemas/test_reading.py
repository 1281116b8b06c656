"""A form file that we cannot draw in full is refused, and the finding names the field and the reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.domain.errors import Unfit
from service.form_schemas import check, load
from tests.unit.form_schemas.conftest import file_of, form_of, radio, text


def group(label: str, *components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "group", "label": label, "components": list(components), **more}


@pytest.mark.parametrize(
    ("component", "rule", "words"),
    [
        ({"type": "html", "content": "<b>"}, "form-kind", "type “html”"),
        ({"type": "datetime", "subtype": "time", "key": "t", "label": "T"}, "form-kind", "datetime time"),
        (text("a", properties={"kind": "telepathy"}), "form-kind", "telepathy"),
        (text("1a"), "form-key", "not a key"),
        (text("a", label=""), "form-label", "no label"),
        (text("a", colour="red"), "form-unknown", "colour"),
        (text("a", properties={"colour": "red"}), "form-unknown", "colour"),
        (text("a", validate={"luhn": True}), "form-unknown", "luhn"),
        (text("a", conditional={"show": "=x"}), "form-unknown", "show"),
        (text("a", multiple=True), "form-unknown", "multiple"),
        (text("a", conditional={"hide": "=1 +"}), "form-feel", "not FEEL"),
        (text("a", properties={"default": "osw"}), "form-feel", "begins with"),
        (text("a", properties={"check": "=a > 1"}), "form-check", "message"),
        (text("a", readonly=True), "form-auto", "value"),
        (text("a", validate={"pattern": "("}), "form-pattern", "pattern"),
        (text("a", validate={"maxLength": "long"}), "form-number", "maxLength"),
        (text("a", properties=["x"]), "form-file", "properties"),
        (radio("a"), "form-options", "nothing to choose"),
        (radio("a", "x", "x"), "form-options", "same value"),
        (radio("a") | {"values": [{"label": "No value"}]}, "form-options", "no value"),
        ({"type": "dynamiclist", "path": "r", "label": "R", "components": []}, "form-repeat", "no field"),
        (group("", text("a")), "form-label", "group has no label"),
        (group("G", text("a"), path="p"), "form-unknown", "path"),
        (group("G", text("a"), conditional={"hide": "=true"}), "form-unknown", "hidden"),
    ],
)
def test_what_cannot_be_drawn_is_a_named_finding(component: dict[str, Any], rule: str, words: str) -> None:
    findings = check(file_of(component), file="x.form")
    assert any(finding.rule == rule and words in finding.message for finding in findings), findings


def test_a_key_may_stand_once_in_a_scope() -> None:
    row = {"type": "dynamiclist", "path": "rows", "label": "Rows", "components": [text("a"), text("a")]}
    findings = check(file_of(text("a"), text("a"), row), file="x.form")
    assert [(finding.rule, finding.element_id) for finding in findings] == [("form-key", "a"), ("form-key", "a")]


def test_a_group_of_rows_stands_in_no_other() -> None:
    inner = {"type": "dynamiclist", "path": "inner", "label": "Inner", "components": [text("a")]}
    outer = {"type": "dynamiclist", "path": "outer", "label": "Outer", "components": [inner]}
    assert [finding.rule for finding in check(file_of(outer), file="x.form")] == ["form-repeat"]


@pytest.mark.parametrize("content", [b"no json", b"[]", b'{"components": 7}', b" " * 1_000_001, b"[" * 100_000])
def test_what_is_no_form_at_all_is_said_once(content: bytes) -> None:
    assert [finding.rule for finding in check(content, file="x.form")] == ["form-file"]
    with pytest.raises(Unfit):
        load(content, file="x.form")


def test_a_component_that_is_no_object_is_found_in_a_group() -> None:
    assert [finding.rule for finding in check(file_of(group("G", 7)), file="x.form")] == ["form-file"]  # type: ignore[arg-type]


def test_a_form_needs_an_id_and_unknown_root_keys_only_warn() -> None:
    content = json.dumps({"components": [], "theme": "dark"}).encode()
    assert [(finding.rule, finding.severity.value) for finding in check(content, file="x.form")] == [
        ("form-id", "error"),
        ("form-unknown", "warning"),
    ]


def test_three_groups_make_a_long_form_and_what_stands_outside_joins_its_neighbour() -> None:
    form = form_of(text("first"), group("A", text("a")), text("after"), group("B", text("b")), group("C", text("c")))
    assert form.long
    assert [(page.key, page.title, [field.key for field in page.fields]) for page in form.pages] == [
        ("page-1", "A", ["first", "a", "after"]),
        ("page-2", "B", ["b"]),
        ("page-3", "C", ["c"]),
    ]


def test_two_groups_are_headings_of_a_short_form() -> None:
    form = form_of({"type": "text", "text": "# My form"}, group("A", text("a")), {"type": "separator"}, group("B", text("b")))
    assert (form.title, form.long, [field.text or field.key for field in form.fields]) == (
        "My form",
        False,
        ["## A", "a", "## B", "b"],
    )


def test_a_default_value_of_the_modeller_is_a_default() -> None:
    assert form_of(text("a", defaultValue='say "so"')).fields[0].default == '"say \\"so\\""'
