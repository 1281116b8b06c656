"""What a browser sends becomes raw answers; row buttons add and remove."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from service.form_schemas import file_names, read_post, rearrange, refuse_upload
from tests.unit.form_schemas.conftest import form_of, radio, text

PAPER = {"type": "filepicker", "key": "paper", "label": "Paper"}
FORM = form_of(
    text("name"),
    {"type": "datetime", "key": "on", "dateLabel": "On"},
    {"type": "checklist", "key": "some", "label": "Some", "values": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]},
    {"type": "checkbox", "key": "tick", "label": "Tick"},
    text("stamp", readonly=True, properties={"value": "=now"}),
    PAPER,
    {
        "type": "dynamiclist",
        "path": "docs",
        "label": "Docs",
        "components": [radio("kind", "x"), PAPER],
        "properties": {"maxItems": "3"},
    },
    {"type": "dynamiclist", "path": "fixed", "label": "Fixed", "components": [text("a")], "properties": {"rows": "=items"}},
)
EMPTY = {"name": None, "on": None, "some": [], "tick": None, "paper": None, "docs": [], "fixed": []}


def test_an_empty_post_is_every_key_empty() -> None:
    assert read_post(FORM, MultiDict()) == EMPTY


def test_values_are_taken_by_the_kind_of_their_field() -> None:
    posted = MultiDict(
        [
            ("name", "Zara"),
            ("on-day", "1"),
            ("on-month", "2"),
            ("on-year", "2026"),
            ("some", "a"),
            ("some", "b"),
            ("tick", "true"),
        ]
    )
    assert read_post(FORM, posted) == EMPTY | {
        "name": "Zara",
        "on": {"day": "1", "month": "2", "year": "2026"},
        "some": ["a", "b"],
        "tick": True,
    }


def test_rows_are_those_that_were_drawn_or_sent() -> None:
    posted = MultiDict(
        [("docs-rows", "2"), ("docs-0-kind", "x"), ("docs-2-paper", "kept"), ("docs-x-kind", "x"), ("docs-99999-kind", "x")]
    )
    assert read_post(FORM, posted)["docs"] == [
        {"kind": "x", "paper": None},
        {"kind": None, "paper": None},
        {"kind": None, "paper": "kept"},
    ]


def test_an_upload_replaces_what_was_kept() -> None:
    posted = MultiDict([("paper", "old"), ("docs-0-paper", "old")])
    read = read_post(FORM, posted, uploaded={"docs-0-paper": "new"})
    assert (read["paper"], read["docs"][0]["paper"]) == ("old", "new")


def test_only_file_fields_of_the_form_may_be_uploaded() -> None:
    assert file_names(FORM, ["paper", "docs-0-paper", "docs-x-paper", "docs-0-kind", "name", "other"]) == (
        "paper",
        "docs-0-paper",
    )


def test_one_page_reads_only_its_own_keys() -> None:
    groups = [{"type": "group", "label": key, "components": [text(key)]} for key in "abc"]
    assert read_post(form_of(*groups), MultiDict([("a", "1"), ("b", "2")]), page="page-2") == {"b": "2"}


def test_buttons_add_and_remove_rows() -> None:
    assert rearrange(FORM, {"docs": [{"kind": "x"}]}, "add:docs") == {"docs": [{"kind": "x"}, {}]}
    assert rearrange(FORM, {"docs": [{"kind": "x"}, {"kind": "y"}]}, "remove:docs:0") == {"docs": [{"kind": "y"}]}


def test_a_group_grows_to_its_limit_and_a_row_that_is_not_there_stays_away() -> None:
    rows = {"docs": [{}, {}, {}]}
    assert rearrange(FORM, rows, "add:docs") == rows
    assert rearrange(FORM, rows, "remove:docs:7") == rows
    assert rearrange(FORM, rows, "remove:docs:²") == rows


def test_other_buttons_are_not_about_rows() -> None:
    assert [rearrange(FORM, {}, action) for action in ("submit", "draft", "add:name", "add:fixed", "burn:docs", "")] == [None] * 6


def test_a_file_has_the_ending_and_the_size_that_the_form_allows() -> None:
    copy = {"type": "filepicker", "key": "copy", "label": "Copy", "accept": ".pdf,.png", "properties": {"maxMegabytes": "1"}}
    form = form_of(PAPER, {"type": "dynamiclist", "path": "docs", "label": "Docs", "components": [copy]})
    sent = [
        ("docs-0-copy", "A.PDF", 1024 * 1024),
        ("docs-0-copy", "a.exe", 1),
        ("docs-0-copy", "a.png", 1024 * 1024 + 1),
        ("paper", "a", 0),
    ]
    sent += [("paper", "a.doc", 1), ("docs-0-paper", "a.pdf", 1), ("docs", "a.pdf", 1)]
    assert [refuse_upload(form, name, file_name=file_name, size=size) for name, file_name, size in sent] == [
        None,
        "Copy must be a PDF or PNG file",
        "Copy must be smaller than 1 MB",
        "Paper must not be empty",
        None,
        "This form does not ask for this file",
        "This form does not ask for this file",
    ]
