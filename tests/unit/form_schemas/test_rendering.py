"""Every kind of field, drawn to HTML: labelled, no id twice, nothing that a script would be needed for."""

from __future__ import annotations

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


def environment() -> Environment:
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
