"""What a page shows: what was typed, what is wrong with it, and CSS for what depends on another answer."""

from __future__ import annotations

from typing import Any

import pytest

from service.domain.errors import Problem
from service.form_schemas import DrawnField, DrawnPage, Form, Kind, draw
from tests.unit.form_schemas.conftest import NOW, People, form_of, radio, text

AGREE = radio("agree", "yes", "no")
REASON = text("reason", conditional={"hide": '=agree = null or agree = "yes"'})
NAMES = {"type": "dynamiclist", "path": "names", "label": "Names", "components": [text("full"), radio("known", "yes", "no")]}


def page_of(form: Form, values: dict[str, Any], *problems: Problem, people: People | None = None, **context: Any) -> DrawnPage:
    return draw(form, values, {"now": NOW, **context}, people or People(ann="sm", eve="sd"), problems=problems)[0]


def field_of(form: Form, values: dict[str, Any], **context: Any) -> DrawnField:
    return page_of(form, values, **context).fields[0]


def rules(*components: dict[str, Any], **context: Any) -> tuple[str, ...]:
    return page_of(form_of(*components), {}, **context).rules


def test_what_was_typed_stays_even_when_it_is_wrong() -> None:
    on = {"type": "datetime", "key": "on", "dateLabel": "On"}
    boxes = {"day": "31", "month": "2", "year": "2026"}
    assert field_of(form_of(on), {"on": boxes}).parts == (("day", "31"), ("month", "2"), ("year", "2026"))
    assert field_of(form_of(on), {"on": "soon"}).parts == (("day", "soon"), ("month", ""), ("year", ""))
    assert field_of(form_of({"type": "number", "key": "n", "label": "N"}), {"n": "many"}).value == "many"


def test_a_moment_is_shown_in_the_time_of_the_united_kingdom() -> None:
    at = {"type": "datetime", "subtype": "datetime", "key": "at", "dateLabel": "At"}
    shown = field_of(form_of(at), {"at": "2026-07-01T13:15:00+00:00"})
    assert shown.parts == (("day", "1"), ("month", "7"), ("year", "2026"), ("time", "14:15"))


def test_a_problem_stands_at_its_field_and_in_the_summary() -> None:
    page = page_of(
        form_of(text("a"), NAMES), {"names": [{"full": ""}]}, Problem("names[0].full", "Enter a name"), Problem("", "Too late")
    )
    assert [(problem.href, problem.message) for problem in page.problems] == [
        ("#main", "Too late"),
        ("#names-0-full", "Enter a name"),
    ]
    assert page.fields[1].rows[0].fields[0].error == "Enter a name"


def test_a_problem_with_a_date_leads_to_its_first_box() -> None:
    page = page_of(form_of({"type": "datetime", "key": "on", "dateLabel": "On"}), {}, Problem("on", "Enter on"))
    assert page.problems[0].href == "#on-day"


def test_what_the_form_suggests_is_shown_until_something_is_given() -> None:
    form = form_of(text("town", properties={"default": "=home"}))
    assert field_of(form, {}, home="Leeds").value == "Leeds"
    assert field_of(form, {"town": None}, home="Leeds").value == ""


def test_up_to_seven_people_are_radios_and_the_only_one_is_picked() -> None:
    form = form_of({"type": "select", "key": "who", "label": "Who", "properties": {"kind": "person", "role": "sm"}})
    few = page_of(form, {}, people=People(ann="sm")).fields[0]
    many = page_of(form, {}, people=People(**{f"p{number}": "sm" for number in range(8)})).fields[0]
    nobody = page_of(form, {}, people=People()).fields[0]
    assert (few.kind, [option.checked for option in few.options], many.kind, nobody.kind) == (
        Kind.RADIO,
        [True],
        Kind.SELECT,
        Kind.TEXT,
    )


def test_a_choice_without_options_is_a_box_to_write_in() -> None:
    assert field_of(form_of(radio("child") | {"valuesExpression": "=children"}), {}).kind is Kind.TEXT
    ticks = {"type": "checklist", "key": "child", "label": "Child", "valuesExpression": "=children"}
    assert field_of(form_of(ticks), {"child": ["a", "b"]}).value == "a\nb"


def test_an_empty_group_shows_an_empty_row_and_may_grow_to_its_limit() -> None:
    empty = field_of(form_of(NAMES), {})
    full = field_of(form_of(NAMES | {"properties": {"maxItems": "2"}}), {"names": [{"full": "A"}, {"full": "B"}]})
    assert (len(empty.rows), empty.may_add, empty.may_remove) == (1, True, False)
    assert ([row.title for row in full.rows], full.may_add, full.may_remove) == (["A", "B"], False, True)


def test_fixed_rows_neither_grow_nor_shrink() -> None:
    shown = field_of(form_of(NAMES | {"properties": {"rows": "=items"}}), {}, items=[1, 2])
    assert (len(shown.rows), shown.may_add, shown.may_remove) == (2, False, False)


def test_a_quiet_field_is_not_shown() -> None:
    form = form_of(text("stamp", readonly=True, properties={"value": "=now", "quiet": "true"}), AGREE)
    assert [field.name for field in page_of(form, {}).fields] == ["agree"]


def test_a_kept_file_is_shown_by_its_name_where_it_is_known() -> None:
    form = form_of({"type": "filepicker", "key": "paper", "label": "Paper"})
    assert field_of(form, {"paper": "d1"}, files={"d1": {"name": "copy.pdf"}}).words == "copy.pdf"
    assert field_of(form, {"paper": "d2"}).words == "d2"


def test_a_person_that_the_service_filled_in_is_shown_by_name() -> None:
    form = form_of(text("by", readonly=True, properties={"value": "=osw"}))
    assert page_of(form, {}, people=People(**{"ann.lee": "sm"}), osw="ann.lee").fields[0].words == "Ann.Lee"
    two = page_of(form, {}, people=People(**{"ann.lee": "sm", "bo.ek": "sm"}), osw=["ann.lee", "bo.ek"])
    assert two.fields[0].words == "Ann.Lee; Bo.Ek"


def test_a_text_may_be_computed() -> None:
    shown = field_of(form_of({"type": "text", "text": '="About " + caseId'}), {}, caseId="CD-1")
    assert shown.blocks[0].lines[0][0].text == "About CD-1"


def test_a_field_is_shown_by_css_when_its_condition_on_the_page_holds() -> None:
    assert rules(AGREE, REASON) == ('form:not(:has([name="agree"][value="no"]:checked)) #when-reason { display: none; }',)


def test_a_field_that_is_shown_before_any_answer_stays_until_it_is_excluded() -> None:
    late = text("late", conditional={"hide": '=agree = "yes"'})
    assert rules(AGREE, late) == (
        'form:not(:not(:has([name="agree"]:checked))):not(:has([name="agree"][value="no"]:checked)) #when-late { display: none; }',
    )


def test_a_hidden_parent_hides_what_depends_on_it() -> None:
    limits = {
        "type": "checklist",
        "key": "limits",
        "label": "Limits",
        "values": [{"label": "A", "value": "a"}],
        "conditional": {"hide": '=agree != "yes"'},
    }
    minutes = text("minutes", conditional={"hide": '=limits = null or not(list contains(limits, "a"))'})
    assert rules(AGREE, limits, minutes)[1] == (
        'form:not(:has([name="limits"][value="a"]:checked)) #when-minutes, '
        'form:not(:has([name="agree"][value="yes"]:checked)) #when-minutes { display: none; }'
    )


def test_two_answers_may_decide_together() -> None:
    both = text("both", conditional={"hide": '=not(agree = "yes" and sure = true)'})
    assert rules(AGREE, radio("sure", properties={"kind": "yesno"}), both) == (
        'form:not(:has([name="agree"][value="yes"]:checked):has([name="sure"][value="true"]:checked)) #when-both { display: none; }',
    )


def test_selects_and_boxes_decide_too() -> None:
    pick = {"type": "select", "key": "pick", "label": "Pick", "values": [{"label": "A", "value": 'a"<'}]}
    tick = {"type": "checkbox", "key": "tick", "label": "Tick"}
    picked = text("picked", conditional={"hide": "=pick = null"})
    unpicked = text("unpicked", conditional={"hide": "=pick != null"})
    ticked = text("ticked", conditional={"hide": "=tick != true"})
    assert rules(pick, tick, picked, unpicked, ticked) == (
        'form:not(:has([name="pick"] option[value="a\\22 \\3c "]:checked)) #when-picked { display: none; }',
        'form:not(:not(:has([name="pick"] option:not([value=""]):checked))) #when-unpicked { display: none; }',
        'form:not(:has([name="tick"][value="true"]:checked)) #when-ticked { display: none; }',
    )


def test_what_css_cannot_say_is_shown_and_what_another_page_decides_is_not_there() -> None:
    typed = text("typed", conditional={"hide": '=name != "x"'})
    gone = text("gone", conditional={"hide": "=parent = null"})
    page = page_of(form_of(text("name"), typed, gone), {})
    assert ([field.name for field in page.fields], page.rules) == (["name", "typed"], ())


def test_rows_have_rules_of_their_own() -> None:
    why = text("why", conditional={"hide": '=known != "no"'})
    columns = {"type": "dynamiclist", "path": "names", "label": "Names", "components": [radio("known", "yes", "no"), why]}
    assert page_of(form_of(columns), {"names": [{}, {}]}).rules == (
        'form:not(:has([name="names-0-known"][value="no"]:checked)) #when-names-0-why { display: none; }',
        'form:not(:has([name="names-1-known"][value="no"]:checked)) #when-names-1-why { display: none; }',
    )


@pytest.mark.parametrize(
    ("key", "words"), [("not_consented", "Not consented"), ("whatsapp", "Whatsapp"), ("WR-2026-0001", "WR-2026-0001")]
)
def test_a_key_that_the_service_filled_in_reads_as_words(key: str, words: str) -> None:
    form = form_of(text("outcome", readonly=True, properties={"value": f'="{key}"'}))
    assert draw(form, {}, {"now": NOW}, People())[0].fields[0].words == words


def test_a_page_says_how_far_it_is() -> None:
    groups = [{"type": "group", "label": key, "components": [text(key, validate={"required": True})]} for key in "abc"]
    auto = {"type": "group", "label": "d", "components": [text("d", readonly=True, properties={"value": "=now"})]}
    pages = draw(form_of(*groups, auto), {"a": "x", "b": None}, {"now": NOW}, People())
    assert [(page.status, page.is_completed) for page in pages] == [
        ("completed", True),
        ("in_progress", False),
        ("not_started", False),
        ("completed", True),
    ]


def test_answers_are_summed_up_in_a_card_for_the_page_and_one_for_each_row() -> None:
    groups = [{"type": "group", "label": key, "components": [text(key)]} for key in "bc"]
    first = {"type": "group", "label": "A", "components": [AGREE, REASON, NAMES | {"properties": {"itemLabel": "Person"}}]}
    answers = {"agree": "yes", "names": [{"full": "Zara", "known": "no"}, {"known": "yes"}]}
    cards = draw(form_of(first, *groups), answers, {"now": NOW}, People())[0].cards
    assert [(card.title, card.lines) for card in cards] == [
        ("A", (("Agree", "Yes", "agree"),)),
        ("Person 1: Zara", (("Full", "Zara", "names-0-full"), ("Known", "No", "names-0-known"))),
        ("Person 2", (("Full", "Not given", "names-1-full"), ("Known", "Yes", "names-1-known"))),
    ]


def test_a_group_without_rows_is_summed_up_as_not_given() -> None:
    assert page_of(form_of(NAMES), {}).cards[0].lines == (("Names", "Not given", "names"),)


def test_a_page_with_a_file_is_posted_as_multipart() -> None:
    paper = {"type": "filepicker", "key": "paper", "label": "Paper"}
    inside = {"type": "dynamiclist", "path": "docs", "label": "Docs", "components": [paper]}
    assert [page_of(form_of(each), {}).has_files for each in (paper, inside, text("a"))] == [True, True, False]
