"""What the case decides: who is right, what is shown, what the service fills in."""

from __future__ import annotations

from typing import Any

import pytest

from service.domain.errors import Invalid
from service.form_schemas import validate
from tests.unit.form_schemas.conftest import NOW, People, form_of, judged, radio, text

REASON = {"type": "textarea", "key": "reason", "label": "Reasons", "validate": {"required": True}}
AGREE = radio("agree", "yes", "no", validate={"required": True})
REASON_IF_NO = REASON | {"conditional": {"hide": '=agree = null or agree = "yes"'}}
STAMP = text("stamp", readonly=True, properties={"value": "=caseId"})


def rows(*columns: dict[str, Any], **properties: str) -> dict[str, Any]:
    return {"type": "dynamiclist", "path": "subjects", "label": "People", "components": list(columns), "properties": properties}


def picker(**properties: str) -> dict[str, Any]:
    return {"type": "select", "key": "who", "label": "Manager", "properties": {"kind": "person", **properties}}


def test_an_unknown_key_is_refused() -> None:
    assert judged(form_of(text()), {"name": "A", "salary": 7}) == {"salary": "This form does not ask for this: “salary”"}


def test_an_unknown_key_in_a_row_is_refused() -> None:
    assert judged(form_of(rows(text())), {"subjects": [{"name": "A", "x": 1}]}) == {
        "subjects[0].x": "This form does not ask for this: “subjects[0].x”"
    }


def test_a_row_that_is_no_row_is_refused() -> None:
    assert judged(form_of(rows(text())), {"subjects": ["A"]}) == {
        "subjects[0]": "Answers must be a set of keys and values: “subjects[0]”"
    }


def test_a_hidden_answer_is_dropped_and_its_errors_with_it() -> None:
    assert judged(form_of(AGREE, REASON_IF_NO), {"agree": "yes", "reason": 7}) == {"agree": "yes", "reason": None}


def test_a_shown_answer_is_required() -> None:
    assert judged(form_of(AGREE, REASON_IF_NO), {"agree": "no"}) == {"reason": "Enter reasons"}


def test_hiding_one_answer_hides_what_depends_on_it() -> None:
    deeper = text("detail", validate={"required": True}, conditional={"hide": "=reason = null"})
    assert judged(form_of(AGREE, REASON_IF_NO, deeper), {"agree": "yes", "reason": "x", "detail": "y"}) == {
        "agree": "yes",
        "reason": None,
        "detail": None,
    }


def test_what_the_service_fills_in_is_never_taken_from_the_client() -> None:
    assert judged(form_of(STAMP), {"stamp": "forged"}, caseId="CD-1") == {"stamp": "CD-1"}


def test_a_field_may_be_filled_from_the_variable_of_its_own_name() -> None:
    assert judged(form_of(text("caseId", readonly=True, properties={"value": "=caseId"})), {}, caseId="CD-1") == {
        "caseId": "CD-1"
    }


def test_a_variable_that_does_not_exist_is_null_in_a_form() -> None:
    assert judged(form_of(STAMP), {}) == {"stamp": None}


def test_rows_see_their_own_keys_before_the_form_and_the_case() -> None:
    label = text("label", readonly=True, properties={"value": '=name + " " + string(rowNumber) + " of " + town'})
    assert judged(form_of(rows(text(), label)), {"subjects": [{"name": "A"}, {"name": "B"}]}, name="case", town="X") == {
        "subjects": [{"name": "A", "label": "A 1 of X"}, {"name": "B", "label": "B 2 of X"}]
    }


def test_earlier_gives_the_variable_that_a_field_covers() -> None:
    count = text("number", readonly=True, properties={"value": "=count(earlier.subjects) + rowNumber"})
    assert judged(form_of(rows(text(), count)), {"subjects": [{"name": "C"}]}, subjects=[1, 2]) == {
        "subjects": [{"name": "C", "number": 3}]
    }


def test_empty_rows_at_the_end_are_left_out() -> None:
    tick = {"type": "checkbox", "key": "adult", "label": "Adult", "validate": {"required": True}}
    assert judged(
        form_of(rows(text(), tick)), {"subjects": [{"name": "A", "adult": True}, {"name": "", "adult": False}, None]}
    ) == {"subjects": [{"name": "A", "adult": True}]}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "Add at least 2 to “People”"),
        ([{"name": "A"}], "Add at least 2 to “People”"),
        ([{"name": "A"}] * 4, "People must have 3 or fewer"),
        ([{"name": "A"}] * 201, "People must have 200 rows or fewer"),
        ("A", "People must be a list"),
    ],
)
def test_a_group_has_as_many_rows_as_it_must(given: Any, said: str) -> None:
    assert judged(form_of(rows(text(), minItems="2", maxItems="3")), {"subjects": given}) == {"subjects": said}


def test_errors_in_rows_say_which_row() -> None:
    form = form_of(rows(text(validate={"required": True}), text("note", validate={"maxLength": 3})))
    assert judged(form, {"subjects": [{"note": "ok"}, {"name": "B", "note": "long"}]}) == {
        "subjects[0].name": "Enter name",
        "subjects[1].note": "Note must be 3 characters or fewer",
    }


def test_fixed_rows_follow_their_list_and_match_answers_by_position() -> None:
    ref = text("ref", readonly=True, properties={"value": "=item.ref"})
    form = form_of(rows(ref, text("view"), rows="=items"))
    assert judged(form, {"subjects": [{"view": "a", "ref": "forged"}]}, items=[{"ref": "1"}, {"ref": "2"}]) == {
        "subjects": [{"ref": "1", "view": "a"}, {"ref": "2", "view": None}]
    }
    assert judged(form, {"subjects": [{"view": "a"}] * 3}, items=[{"ref": "1"}]) == {
        "subjects": "People must have one and no more"
    }


def test_options_from_variables_are_demanded_unless_there_are_none() -> None:
    form = form_of(radio("child") | {"valuesExpression": "=children"})
    children = [{"id": "1", "name": "Robin"}, {"value": "2", "label": "Kim"}, "3"]
    assert [judged(form, {"child": each}, children=children) for each in ("1", "2", "3", "4")] == [
        {"child": "1"},
        {"child": "2"},
        {"child": "3"},
        {"child": "Select child from the list"},
    ]
    assert judged(form, {"child": "anybody"}, children=[]) == {"child": "anybody"}


def test_a_person_must_hold_the_role(people: People) -> None:
    form = form_of(picker(role="sm"))
    assert judged(form, {"who": "ann"}, people) == {"who": "ann"}
    assert judged(form, {"who": "eve"}, people) == {"who": "Select manager from the list"}


def test_a_person_must_exist_where_nobody_holds_the_role(people: People) -> None:
    form = form_of(picker(role="tm"))
    assert judged(form, {"who": "eve"}, people) == {"who": "eve"}
    assert judged(form, {"who": "ghost"}, people) == {"who": "Select manager from the list"}


def test_the_demanded_person_is_the_only_right_one(people: People) -> None:
    form = form_of(picker(role="sm", equals="=osw"))
    assert judged(form, {"who": "eve"}, people, osw="eve") == {"who": "eve"}
    assert judged(form, {"who": "ann"}, people, osw="eve") == {"who": "Manager must be Eve"}
    assert judged(form, {"who": "ann"}, people, osw="gone") == {"who": "Manager must be gone"}


def test_a_check_that_is_false_refuses_and_null_does_not() -> None:
    since = {"type": "datetime", "key": "since", "dateLabel": "From"}
    until = {
        "type": "datetime",
        "key": "until",
        "dateLabel": "To",
        "properties": {"check": "=since <= until", "message": "From must be before to"},
    }
    form = form_of(since, until)
    assert judged(form, {"since": "2026-03-02", "until": "2026-03-01"}) == {"until": "From must be before to"}
    assert judged(form, {"until": "2026-03-01"}) == {"since": None, "until": "2026-03-01"}


def test_a_date_in_the_future_is_refused_by_the_clock_of_the_case() -> None:
    form = form_of({"type": "datetime", "key": "on", "dateLabel": "Filed on", "properties": {"notFuture": "true"}})
    assert judged(form, {"on": "2026-03-20"}) == {"on": "2026-03-20"}
    assert judged(form, {"on": "2026-03-21"}) == {"on": "Filed on must be today or in the past"}


def test_an_hour_of_today_is_not_in_the_future() -> None:
    form = form_of(
        {"type": "datetime", "subtype": "datetime", "key": "on", "dateLabel": "Heard on", "properties": {"notFuture": "true"}}
    )
    assert judged(form, {"on": "2026-03-20T08:30:00+00:00"}) == {"on": "2026-03-20T08:30:00+00:00"}
    assert judged(form, {"on": "2026-03-21T00:30:00+00:00"}) == {"on": "Heard on must be today or in the past"}


def test_today_is_that_of_the_united_kingdom() -> None:
    form = form_of({"type": "datetime", "key": "on", "dateLabel": "Filed on", "properties": {"notFuture": "true"}})
    assert judged(form, {"on": "2026-07-02"}, now="2026-07-01T23:30:00+00:00") == {"on": "2026-07-02"}


def test_every_statement_must_be_ticked_where_the_form_says_so() -> None:
    values = [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]
    form = form_of(
        {"type": "checklist", "key": "all", "label": "I accept", "values": values, "properties": {"allTicked": "true"}}
    )
    assert judged(form, {"all": ["a"]}) == {"all": "Tick every one of “I accept”"}
    assert judged(form, {"all": ["a", "b"]}) == {"all": ["a", "b"]}


def test_too_few_ticks_are_refused() -> None:
    values = [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]
    form = form_of({"type": "checklist", "key": "some", "label": "Some", "values": values, "properties": {"minItems": "2"}})
    assert judged(form, {"some": ["a"]}) == {"some": "Select at least 2 of “Some”"}


def pages() -> Any:
    groups = [{"type": "group", "label": f"Part {key}", "components": [text(key, validate={"required": True})]} for key in "abc"]
    return form_of(*groups)


def test_one_page_is_judged_alone_and_laid_over_the_rest() -> None:
    assert validate(pages(), {"b": " x ", "c": 7}, {"now": NOW}, People(), page="page-2") == {"b": "x", "c": 7}
    with pytest.raises(Invalid) as refused:
        validate(pages(), {"b": "x"}, {"now": NOW}, People(), page="page-1")
    assert [problem.where for problem in refused.value.problems] == ["a"]


def test_a_page_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Invalid):
        validate(pages(), {}, {"now": NOW}, People(), page="page-9")
