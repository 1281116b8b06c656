"""Expressions read what some step before them sets: each rule lets a sound diagram pass and names the fault of another."""

from __future__ import annotations

import pytest
from small_bundles import OPERATIONS, USER, bundle, diagram, form, task

from connectors.protocol import Operation
from service.policy.checks import check

RULES = ("variable-never-set", "variable-not-always-set", "reserved-parts", "operation-results", "form-asks-known")
START = '<bpmn:startEvent id="A_Start" name="Asked"/>'
START_WITH_FORM = (
    '<bpmn:startEvent id="A_Start" name="Asked"><bpmn:extensionElements><zeebe:formDefinition formId="form-start"/>'
    "</bpmn:extensionElements></bpmn:startEvent>"
)
LOOK_UP = Operation(name="register.look_up", summary="", gives=("found", "person"))


def script(expression: str, element_id: str = "A_Sum", result: str = "total") -> str:
    return task(element_id, tag="scriptTask", extension=f'<zeebe:script expression="={expression}" resultVariable="{result}"/>')


def outputs(**values: str) -> str:
    mappings = "".join(f'<zeebe:output source="{source}" target="{target}"/>' for target, source in values.items())
    return f"<zeebe:ioMapping>{mappings}</zeebe:ioMapping>"


def found(*steps: str, extra: str = "", start: tuple[dict[str, object], ...] = ()) -> list[tuple[str, str | None, str]]:
    """Return rule, element and message for a case that begins with a form asking ``given``."""
    asked = start or ({"type": "textfield", "id": "S1", "key": "given", "label": "Given"},)
    content = diagram(*steps, extra=extra).decode().replace(START, START_WITH_FORM).encode()
    judged = check(bundle(content, **{"forms/ashdale/form-start.form": form("form-start", *asked)}), (*OPERATIONS, LOOK_UP))
    return [(each.rule, each.element_id, each.message) for each in judged if each.rule in RULES]


@pytest.mark.parametrize(
    "expression",
    [
        "given",
        "words",
        "case.number + actor.id",
        "pack.limit",
        "answers.A_Do.words",
        "answers.A_Start.given",
        "now",
        "for x in [1] return x",
    ],
)
def test_what_the_start_the_forms_before_and_the_case_give_may_be_read(expression: str) -> None:
    assert found(task(), script(expression)) == []


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("wrds", "The script reads 'wrds', which no step before it sets; did you mean 'words'?"),
        ("total", "The script reads 'total', which no step before it sets"),
        ("duraton(1)", "The script calls 'duraton', and there is no such function; did you mean 'duration'?"),
    ],
)
def test_a_variable_that_nothing_sets_before_is_found(expression: str, message: str) -> None:
    assert found(task(), script(expression)) == [("variable-never-set", "A_Sum", message)]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("pack.limits", "The script reads pack.limits, but pack has no 'limits'; did you mean 'limit'?"),
        ("case.nr", "The script reads case.nr, but case has no 'nr'"),
        ("answers.A_Don.words", "The script reads answers.A_Don, but no step of people has this id; did you mean 'A_Do'?"),
        ("answers.A_Do.wrds", "The script reads answers.A_Do.wrds, but its form has no field 'wrds'"),
        ("doers.A_Later", "The script reads doers.A_Later, but this step cannot have been done before"),
    ],
)
def test_a_part_of_a_reserved_name_that_is_not_there_is_found(expression: str, message: str) -> None:
    steps = (task(), script(expression), task("A_Later"))
    assert [each for each in found(*steps) if each[0] == "reserved-parts"] == [("reserved-parts", "A_Sum", message)]


@pytest.mark.parametrize("form_id", ["form-gone", "form-broken"])
def test_what_a_form_that_is_not_there_would_ask_is_not_missed_as_well(form_id: str) -> None:
    step = task("A_Ask", extension=f'<zeebe:formDefinition formId="{form_id}"/>' + outputs(kept="=anything"))
    given = bundle(diagram(step, script("kept")), **{"forms/ashdale/form-broken.form": b'{"id": "form-broken"}'})
    assert [finding.rule for finding in check(given, OPERATIONS) if finding.rule.startswith("variable")] == []


def test_a_variable_that_one_way_goes_round_is_found_with_that_way() -> None:
    late = (
        '<bpmn:boundaryEvent id="A_Late" name="Late" attachedToRef="A_Do"><bpmn:timerEventDefinition id="T"><bpmn:timeDuration>P1D'
        '</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent><bpmn:sequenceFlow id="L" sourceRef="A_Late" targetRef="A_Sum"/>'
    )
    assert found(task(), script("words"), extra=late) == [
        (
            "variable-not-always-set",
            "A_Sum",
            "The script reads 'words', which is not set by way of Ask → Asked → Do it → Late → Do it",
        )
    ]


def test_a_timer_and_a_due_date_read_what_is_set_too() -> None:
    people = '<zeebe:formDefinition formId="form-a"/><zeebe:assignmentDefinition assignee="=who"/><zeebe:taskSchedule dueDate="=until"/>'
    assert [(each[1], each[2].partition(",")[0]) for each in found(task(extension=people))] == [
        ("A_Do", "The assignee reads 'who'"),
        ("A_Do", "The due date reads 'until'"),
    ]


def test_an_operation_gives_what_is_kept_of_it() -> None:
    keep = '<zeebe:taskDefinition type="register.look_up"/>{}'
    assert found(task(tag="serviceTask", extension=keep.format(outputs(person="=person", who="=given")))) == []
    wrong = found(task(tag="serviceTask", extension=keep.format(outputs(persons="=persons"))))
    assert ("operation-results", "A_Do", "register.look_up does not give 'persons'; it gives found, person") in wrong


def test_a_form_that_asks_again_what_the_start_has_asked_is_found() -> None:
    words = {"type": "textfield", "id": "S1", "key": "words", "label": "Words"}
    assert found(task(), start=(words,)) == [
        ("form-asks-known", "A_Do", "It asks “Words” again, which Asked has already asked"),
    ]
    assert found(task(extension=USER), start=({**words, "key": "others"},)) == []
