"""Every kind of field, drawn to HTML: labelled, no id twice, nothing that a script would be needed for."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from lxml import html

from service.form_schemas import Form, draw, load
from service.form_schemas.drawn import DrawnPage
from tests.unit.form_schemas.conftest import NOW, People, form_of, radio, text

ROOT = Path(__file__).parents[3]
FORMS = sorted((ROOT / "forms").glob("*/*.form"))
KINDS: list[dict[str, Any]] = [
    {"type": "text", "text": "## Head\n\nSay **so** in [rules](https://x.example).\n\n- one\n- two"},
    text("short", description="Some help", validate={"required": True}),
    {"type": "textarea", "key": "long", "label": "Long"},
    {"type": "number", "key": "count", "label": "Count"},
    {"type": "datetime", "key": "on", "dateLabel": "On"},
    {"type": "datetime", "subtype": "datetime", "key": "at", "dateLabel": "At"},
    radio("sure", True, properties={"kind": "yesno"}),
    radio("pick", "a", "b"),
    {"type": "select", "key": "one", "label": "One", "values": [{"label": "A", "value": "a"}]},
    {"type": "checklist", "key": "some", "label": "Some", "values": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]},
    {"type": "select", "key": "who", "label": "Who", "properties": {"kind": "person", "role": "sm"}},
    {"type": "filepicker", "key": "paper", "label": "Paper", "accept": ".pdf"},
    {"type": "checkbox", "key": "promise", "label": "Promise", "validate": {"required": True}},
    {"type": "checkbox", "key": "tick", "label": "Tick"},
    text("stamp", readonly=True, properties={"value": "=now"}),
    {"type": "dynamiclist", "path": "rows", "label": "Rows", "components": [text("name"), radio("kind", "x", "y")]},
    {"type": "dynamiclist", "path": "lines", "label": "Lines", "components": [text("line")]},
]


@cache
def environment() -> Environment:
    """The templates as pages have them, compiled once for all forms."""
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    pages = FileSystemLoader(ROOT / "service" / "web" / "templates")
    return Environment(loader=ChoiceLoader([pages, macros]), autoescape=True)


def rendered(page: DrawnPage) -> Any:
    template = environment().get_template("fields/form.html").module
    return html.fromstring(f"<div>{template.form_page(page, 'token', '/there')}{template.error_summary(page.problems)}</div>")


def faults(tree: Any) -> list[str]:
    """Return what a reader with a screen reader would stumble over."""
    ids = tree.xpath("//@id")
    found = [f"id twice: {each}" for each in sorted(set(ids)) if ids.count(each) > 1]
    labels = set(tree.xpath("//label/@for"))
    for control in tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        if control.get("id") not in labels:
            found.append(f"no label: {control.get('name')}")
        found.extend(f"describedby {each}" for each in (control.get("aria-describedby") or "").split() if each not in ids)
    found.extend("fieldset without legend" for each in tree.xpath("//fieldset[not(legend)]"))
    found.extend(f"link to nowhere: {each}" for each in tree.xpath("//a[starts-with(@href, '#')]/@href") if each[1:] not in ids)
    return found


def drawn(form: Form, values: dict[str, Any], **context: Any) -> tuple[DrawnPage, ...]:
    return draw(form, values, {"now": NOW, **context}, People(ann="sm"))


def test_every_kind_is_drawn_with_a_label_and_ids_of_its_own() -> None:
    form = form_of(*KINDS)
    tree = rendered(drawn(form, {"rows": [{"name": "A"}, {"name": "B"}]})[0])
    assert faults(tree) == []
    names = {name.split("-")[0] for name in tree.xpath("//@name")}
    assert {field.key for field in form.fields if field.asks and field.kind != "auto"} <= names


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_form_is_drawn_without_fault(path: Path) -> None:
    form = load(path.read_bytes(), file=path.name)
    for page in drawn(
        form, {}, items=[{"ref": "1", "summary": "A post"}], looks=[{"subject": "Z"}], relevantItems=[{"ref": "1"}]
    ):
        assert faults(rendered(page)) == []


def parts() -> tuple[DrawnPage, ...]:
    groups = [{"type": "group", "label": f"Part {key}", "components": [text(key, validate={"required": True})]} for key in "ab"]
    people = {"type": "dynamiclist", "path": "names", "label": "Names", "components": [text("full"), text("town")]}
    third = {"type": "group", "label": "Part c", "components": [text("c"), people]}
    return drawn(form_of(*groups, third), {"a": "<x>", "names": [{"full": "Zara", "town": "two\nlines"}]})


def macro(name: str, *arguments: Any) -> Any:
    return html.fromstring(f"<div>{getattr(environment().get_template('fields/form.html').module, name)(*arguments)}</div>")


def test_the_parts_of_a_long_form_say_how_far_they_are_and_the_end_waits_for_them() -> None:
    tree = macro("task_list", parts(), "/part/{}".format, "/check")
    assert tree.xpath("//a/@href") == ["/part/page-1", "/part/page-2", "/part/page-3"]
    statuses = [" ".join(each.text_content().split()) for each in tree.find_class("govuk-task-list__status")]
    assert statuses == ["Completed", "Not yet started", "In progress", "Cannot start yet"]


def test_the_end_can_be_reached_when_every_part_is_done() -> None:
    done = [page for page in parts() if page.is_completed]
    assert macro("task_list", done, "/part/{}".format, "/check").xpath("//a/@href")[-1] == "/check"


def test_answers_are_summed_up_with_a_way_to_change_them_and_text_stays_text() -> None:
    tree = macro("check_answers", parts(), "/part/{}".format)
    assert tree.xpath("//a/@href") == [
        "/part/page-1#a",
        "/part/page-2#b",
        "/part/page-3#c",
        "/part/page-3#names-0-full",
        "/part/page-3#names-0-town",
    ]
    assert [" ".join(each.text_content().split()) for each in tree.xpath("//h2 | //h3")] == [
        "Part a",
        "Part b",
        "Part c",
        "Part c",
        "Entry 1: Zara",
    ]
    assert "<x>" in tree.text_content()


def test_pairs_of_question_and_answer_are_a_summary_list() -> None:
    tree = macro("answers_summary", [("Who", "Zara\nDean")])
    assert [len(tree.xpath("//dl")), len(tree.xpath("//br"))] == [1, 1]


def test_rules_are_written_with_the_nonce_of_the_request_and_only_where_there_are_any() -> None:
    ruled = drawn(form_of(radio("a", "x", "y"), text("b", conditional={"hide": '=a != "x"'})), {})
    module: Any = environment().get_template("fields/form.html").module
    assert '<style nonce="n1">' in module.form_style(ruled, "n1")
    assert module.form_style(parts(), "n1").strip() == ""


def test_enter_submits_and_never_removes_a_row() -> None:
    tree = rendered(drawn(form_of(KINDS[-1]), {"lines": [{"line": "a"}, {"line": "b"}]})[0])
    assert [button.get("value") for button in tree.xpath("//button")] == [
        "submit",
        "remove:lines:0",
        "remove:lines:1",
        "add:lines",
        "submit",
        "draft",
    ]
