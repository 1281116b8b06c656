"""Documents made from a template: filled, escaped, kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.documents import Documents, Printed, as_html, filled
from connectors.protocol import Broken, Call

CASE = {"number": "AR-2026-0001", "caseId": "c1", "council": "ashdale", "procedure": "p", "startedBy": "ann.ask"}


def render(template, data):
    kept = {}

    def keep(case_id, *, council, key, name, media_type, content):
        kept.update(case_id=case_id, council=council, key=key, name=name, media_type=media_type, content=content.decode())
        return "d1"

    call = Call(
        operation="documents.render",
        parameters={"template": template, "title": "Letter & <b>", "data": data},
        key="k1",
        case=CASE,
        attempt=1,
        now=datetime(2026, 3, 20, tzinfo=UTC),
    )
    return Documents(keep).render(call), kept


def test_a_document_is_kept_as_a_page_with_language_title_and_heading():
    result, kept = render("## Findings\nSeen by {{who.name}}", {"who": {"name": "Femi <script>"}})
    assert result == {"documentId": "d1", "documentName": "AR-2026-0001 Letter & <b>.html"}
    assert '<html lang="en-GB">' in kept["content"]
    assert "<title>Letter &amp; &lt;b&gt;</title>" in kept["content"]
    assert "<h3>Findings</h3>\n<p>Seen by Femi &lt;script&gt;</p>" in kept["content"]
    assert (kept["case_id"], kept["council"], kept["key"], kept["media_type"]) == ("c1", "ashdale", "k1", "text/html")


def test_a_template_file_goes_to_the_press_with_its_format_and_what_it_makes_is_kept():
    orders, kept = [], {}

    def press(order, call):
        orders.append((order.template, order.format, order.title, order.data, call.key))
        return Printed("AR-2026-0001 Log.docx", "application/word", b"PK")

    def keep(case_id, **given):
        kept.update(given)
        return "d1"

    parameters = {"template": "log.typ", "title": "Log", "data": {"a": 1}, "format": "docx"}
    call = Call(
        operation="documents.render", parameters=parameters, key="k1", case=CASE, attempt=1, now=datetime(2026, 3, 20, tzinfo=UTC)
    )
    assert Documents(keep, press).render(call) == {"documentId": "d1", "documentName": "AR-2026-0001 Log.docx"}
    assert orders == [("log.typ", "docx", "Log", {"a": 1}, "k1")]
    assert kept == {
        "council": "ashdale",
        "key": "k1",
        "name": "AR-2026-0001 Log.docx",
        "media_type": "application/word",
        "content": b"PK",
    }


def test_plain_text_makes_pages_only_and_files_need_a_press():
    for template, part in (("Dear {{who}}", "makes html only"), ("log.typ", "Nothing here makes documents")):
        parameters = {"template": template, "title": "Log", "data": {"who": "A"}, "format": "pdf"}
        call = Call(
            operation="documents.render",
            parameters=parameters,
            key="k",
            case=CASE,
            attempt=1,
            now=datetime(2026, 3, 20, tzinfo=UTC),
        )
        with pytest.raises(Broken, match=part):
            Documents(lambda *_, **__: "d1").render(call)


def test_sections_repeat_for_each_of_a_list():
    assert (
        filled("{{#items}}- {{name}}\n{{/items}}{{#none}}x{{/none}}", {"items": [{"name": "A"}, {"name": "B"}], "none": []})
        == "- A\n- B\n"
    )
    assert filled("{{#words}}{{item}} {{/words}}", {"words": ["a", "b"]}) == "a b "


def test_values_are_put_into_words_on_one_line():
    data = {"a": None, "b": True, "c": ["x", False], "d": "two\n# lines", "e": [], "f": 3}
    assert filled("{{a}}|{{b}}|{{c}}|{{d}}|{{e}}|{{f}}", data) == "not given|yes|x, no|two # lines|none|3"


def test_a_name_that_the_data_do_not_have_is_broken():
    with pytest.raises(Broken, match=r"who\.name"):
        filled("{{who.name}}", {"who": None})


def test_lists_and_paragraphs_become_html():
    assert as_html("One\ntwo\n\n- a\n- b\n\n# Head") == "<p>One<br>two</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<h2>Head</h2>"
