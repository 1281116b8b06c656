"""What differs between two versions, in words that a reader understands without the diagram."""

from __future__ import annotations

import json

import pytest
from small_bundles import PACK, USER, bundle, diagram, form, task

from service.policy.changes import LONGEST_VALUE, MOST_LINES, as_text, changes

DIAGRAM, FORM, POLICY = "processes/ashdale/ask.bpmn", "forms/ashdale/form-a.form", "processes/ashdale/policy.toml"
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL" id="d" name="d"><decision id="d1" name="How much">
<decisionTable id="t1" hitPolicy="FIRST"><rule id="r1"><outputEntry id="o1"><text>{}</text></outputEntry></rule></decisionTable>
</decision></definitions>"""


def fields(*parts: dict[str, object]) -> bytes:
    return form("form-a", *parts)


WORDS: dict[str, object] = {"type": "textfield", "key": "words", "label": "Words", "id": "Field_1"}
MORE: dict[str, object] = {"type": "number", "key": "count", "label": "How many", "id": "Field_2"}


def test_the_same_bundle_differs_in_nothing() -> None:
    assert changes(bundle(), bundle()) == ()
    assert as_text(()) == ""


def test_a_step_that_is_new_gone_or_called_otherwise_is_a_line_with_its_name() -> None:
    old = bundle(diagram(task(), task("A_Sign", name="Sign it")))
    new = bundle(diagram(task(name="Do it well"), task("A_Check", name="Check it")))
    assert changes(old, new) == (
        f"{DIAGRAM}: changed: “Do it well” (userTask A_Do) (name was “Do it”, is “Do it well”)",
        f"{DIAGRAM}: new: “Check it” (userTask A_Check)",
        f"{DIAGRAM}: changed: “F1” (sequenceFlow F1) (targetRef was “A_Sign”, is “A_Check”)",
        f"{DIAGRAM}: changed: “F2” (sequenceFlow F2) (sourceRef was “A_Sign”, is “A_Check”)",
        f"{DIAGRAM}: gone: “Sign it” (userTask A_Sign)",
    )


def test_who_does_a_step_is_said_though_it_has_no_id_of_its_own() -> None:
    (line,) = changes(bundle(), bundle(diagram(task(extension=USER.replace('"worker"', '"boss"')))))
    assert line.startswith(f"{DIAGRAM}: changed: “Do it” (userTask A_Do)")
    assert "was “candidateGroups=worker”, is “candidateGroups=boss”" in line


def test_what_is_only_moved_is_not_told_element_by_element() -> None:
    moved = diagram(task()).replace(b'x="', b'x="1')
    assert moved != diagram(task())
    assert changes(bundle(), bundle(moved)) == (f"{DIAGRAM}: only how it is drawn or written",)


def test_a_rule_of_a_table_is_told_by_what_it_says() -> None:
    path = "processes/ashdale/much.dmn"
    old = bundle(**{path: TABLE.format("1").encode()})
    new = bundle(**{path: TABLE.format("2").encode()})
    assert changes(old, new) == (f"{path}: changed: “o1” (outputEntry o1) (text was “1”, is “2”)",)


def test_a_question_is_told_by_its_label() -> None:
    old = bundle(**{FORM: fields(WORDS, MORE)})
    new = bundle(**{FORM: fields(WORDS | {"validate": {"required": True}})})
    assert changes(old, new) == (
        f'{FORM}: changed: “Words” (textfield words) (validate was nothing, is “{{"required": true}}”)',
        f"{FORM}: gone: “How many” (number count)",
    )


def test_a_question_inside_a_group_is_found_and_so_is_one_without_an_id() -> None:
    def within(label: str) -> bytes:
        inner = {"type": "textfield", "key": "inner", "label": label}
        return fields({"type": "group", "id": "G", "label": "About", "components": [inner]})

    old, new = (bundle(**{FORM: within(label)}) for label in ("Old", "New"))
    assert changes(old, new) == (f"{FORM}: changed: “New” (textfield inner) (label was “Old”, is “New”)",)


def test_a_parameter_and_a_permission_are_told_by_their_place() -> None:
    pack = PACK.replace("limit = 6", "limit = 7").replace('name = "Boss"', 'name = "Boss"\nmay = ["publish"]')
    assert changes(bundle(), bundle(pack=pack)) == (
        f"{POLICY}: changed: parameters.limit (was “6”, is “7”)",
        f"{POLICY}: new: roles.boss.may",
    )


def test_a_file_that_comes_or_goes_is_one_line() -> None:
    other = bundle(**{"processes/ashdale/much.dmn": TABLE.format("1").encode()})
    assert changes(bundle(), other) == ("processes/ashdale/much.dmn: new",)
    assert changes(other, bundle()) == ("processes/ashdale/much.dmn: no longer used",)


@pytest.mark.parametrize(
    ("path", "content"), [(DIAGRAM, b"<no"), (FORM, b"{"), (POLICY, b"= 5")], ids=["diagram", "form", "pack"]
)
def test_a_file_that_cannot_be_read_is_said_to_be_so(path: str, content: bytes) -> None:
    broken = bundle(**{path: content})
    assert changes(bundle(), broken) == (f"{path}: cannot be read, so it is not told what changes",)


def test_of_a_file_of_another_kind_only_that_it_changed_is_told() -> None:
    place = "processes/ashdale/documents/letter.typ"
    old, new = bundle(**{place: b"= One"}), bundle(**{place: b"= Two"})
    assert changes(old, new) == (f"{place}: only how it is drawn or written",)


def test_long_values_and_long_lists_are_cut() -> None:
    (line,) = changes(bundle(), bundle(pack=PACK.replace("limit = 6", f'limit = "{"x" * 500}"')))
    assert f"“{'x' * LONGEST_VALUE}…”" in line
    text = as_text(tuple(f"line {number}" for number in range(MOST_LINES + 3))).splitlines()
    assert (len(text), text[0], text[-1]) == (MOST_LINES + 1, "- line 0", "- and 3 more")


def test_everything_said_is_one_line_whatever_people_wrote() -> None:
    parts = [fields(WORDS | {"description": words}) for words in ("One\n\ttwo", "Three\nfour")]
    old, new = (bundle(**{FORM: content}) for content in parts)
    (line,) = changes(old, new)
    assert line.endswith("(description was “One two”, is “Three four”)") and "\n" not in line
    assert json.loads(parts[0])["components"][0]["description"] == "One\n\ttwo"
