"""Each rule of the checks: the small bundle is without fault, and one fault at a time is found and named."""

from __future__ import annotations

import pytest
from small_bundles import OPERATIONS, PACK, USER, bundle, diagram, form, properties, task

from connectors.protocol import Operation
from service.domain.bundle import Bundle
from service.domain.findings import Finding, Severity
from service.policy.checks import check

SEND = '<zeebe:taskDefinition type="email.send"/>'


def inputs(*targets: str) -> str:
    return (
        "<zeebe:ioMapping>"
        + "".join(f'<zeebe:input source="=1" target="{target}"/>' for target in targets)
        + "</zeebe:ioMapping>"
    )


def user(extension: str, **values: str) -> bytes:
    return diagram(task(extension=extension + (properties(**values) if values else "")))


def said(given: Bundle, rule: str) -> list[tuple[str | None, str]]:
    return [(finding.element_id, finding.message) for finding in check(given, OPERATIONS) if finding.rule == rule]


def test_a_sound_bundle_has_no_finding() -> None:
    assert check(bundle(), OPERATIONS) == []


GROUPS = '<zeebe:assignmentDefinition candidateGroups="{}"/>'
FORM = '<zeebe:formDefinition formId="{}"/>'
LANES = '<bpmn:laneSet id="LS"><bpmn:lane id="L1" name="{}"><bpmn:flowNodeRef>A_Do</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'

FORK = (
    '<bpmn:exclusiveGateway id="A_Gw" name="Which"/><bpmn:endEvent id="E1"/><bpmn:endEvent id="E2"/>'
    '<bpmn:sequenceFlow id="Way1" sourceRef="A_Gw" targetRef="E1"/><bpmn:sequenceFlow id="Way2" name="Yes" sourceRef="A_Gw" targetRef="E2"/>'
)


@pytest.mark.parametrize(
    ("rule", "content", "element_id", "part"),
    [
        ("form-exists", user(GROUPS.format("worker")), "A_Do", "names no form"),
        (
            "form-exists",
            user(FORM.format("form-b") + GROUPS.format("worker")),
            "A_Do",
            "There is no form 'form-b'",
        ),
        ("task-has-people", user(FORM.format("form-a")), "A_Do", "Nobody would be offered"),
        ("known-roles", user(FORM.format("form-a") + GROUPS.format("wizard")), "A_Do", "no role 'wizard'"),
        (
            "known-roles",
            diagram(task(), process_properties=properties(numberPrefix="AA", readers="wizard")),
            "ash_ask",
            "no role 'wizard'",
        ),
        ("lane-is-role", diagram(task(), lanes=LANES.format("Wizard")), "L1", "is no role"),
        ("lane-is-role", diagram(task(), lanes=LANES.format("Boss")), "A_Do", "offered to Worker"),
        ("lane-given", diagram(task(), task("A_Then"), lanes=LANES.format("Worker")), "A_Then", "'Do it' stands in no lane"),
        (
            "written-times",
            user(USER + '<zeebe:taskSchedule dueDate="=now + duration(&quot;2 days&quot;)"/>'),
            "A_Do",
            'duration("2 days") is no value',
        ),
        ("separation-of-duties", user(USER, differentFrom="A_Gone"), "A_Do", "no element"),
        ("separation-of-duties", user(USER, differentFrom="A_Do"), "A_Do", "the task itself"),
        ("separation-of-duties", user(USER, differentFrom="SOD-99:A_Start"), "A_Do", "no sentence for the rule 'SOD-99'"),
        ("unknown-property", user(USER, diferentFrom="A_Start"), "A_Do", "Did you mean differentFrom"),
        ("process-properties", diagram(task(), process_properties=properties(numberPrefix="aa")), "ash_ask", "capital letters"),
        (
            "process-properties",
            diagram(task(), process_properties=properties(numberPrefix="AA", hiddenFrom="ann.ask")),
            "ash_ask",
            "must be an expression",
        ),
        ("process-properties", diagram(task(), process_properties=""), "ash_ask", "no property numberPrefix"),
        (
            "operation-known",
            diagram(task(tag="sendTask", extension='<zeebe:taskDefinition type="email.sent"/>')),
            "A_Do",
            "did you mean 'email.send'",
        ),
        (
            "operation-known",
            diagram(task(tag="sendTask", extension=SEND + inputs("subject"))),
            "A_Do",
            "needs the parameter 'message'",
        ),
        (
            "operation-known",
            diagram(task(tag="sendTask", extension=SEND + inputs("subject", "message", "cc"))),
            "A_Do",
            "no parameter 'cc'",
        ),
        (
            "called-exists",
            diagram(task(tag="callActivity", extension='<zeebe:calledElement processId="gone"/>')),
            "A_Do",
            "no procedure 'gone'",
        ),
        (
            "called-exists",
            diagram(task(tag="businessRuleTask", extension='<zeebe:calledDecision decisionId="gone" resultVariable="x"/>')),
            "A_Do",
            "no decision 'gone'",
        ),
        ("form-exists", user(FORM.format("=x") + GROUPS.format("worker")), "A_Do", "must be a plain name"),
        (
            "called-exists",
            diagram(task(tag="callActivity", extension='<zeebe:calledElement processId="=x"/>')),
            "A_Do",
            "must be a plain id",
        ),
        (
            "called-exists",
            diagram(task(tag="callActivity", extension="<zeebe:calledElement/>")),
            "A_Do",
            "does not say which procedure",
        ),
        ("operation-known", diagram(task(tag="sendTask", extension="")), "A_Do", "does not say which operation"),
        ("operation-known", diagram(task(tag="sendTask", extension='<zeebe:taskDefinition type="=x"/>')), "A_Do", "plain name"),
        (
            "process-properties",
            diagram(task(), process_properties=properties(numberPrefix="AA", caseTitle="=1 +")),
            "ash_ask",
            "caseTitle is not FEEL",
        ),
        ("gateway-question", diagram(task(), extra=FORK), "A_Gw", "with the question it answers"),
        ("answer-labels", diagram(task(), extra=FORK), "Way1", "Label the flow"),
        ("procedure-there", diagram(task(), process_id="ash_other"), None, "No diagram has a process with the id ash_ask"),
    ],
)
def test_one_fault_is_found_at_its_element(rule: str, content: bytes, element_id: str | None, part: str) -> None:
    found = said(bundle(content), rule)
    assert [where for where, message in found if part in message] == [element_id], found


def test_differences_that_name_an_element_and_a_known_rule_are_fine() -> None:
    assert said(bundle(user(USER, differentFrom="SOD-01:A_Start A_End")), "separation-of-duties") == []


def test_a_missing_pack_is_one_finding_and_roles_are_not_judged_without_it() -> None:
    given = bundle(user(FORM.format("form-a") + GROUPS.format("wizard")), pack=None)
    assert said(given, "policy-pack") == [(None, "The council has no policy pack")]
    assert said(given, "known-roles") == []


def test_a_pack_of_another_council_is_refused() -> None:
    assert "lies in the folder of 'ashdale'" in said(bundle(pack=PACK.replace('"ashdale"', '"birchley"')), "policy-pack")[0][1]


def test_a_field_kind_that_cannot_be_drawn_is_found_in_its_form() -> None:
    given = bundle(**{"forms/ashdale/form-a.form": form("form-a", {"type": "iframe", "id": "F1", "key": "x"})})
    found = [finding for finding in check(given, OPERATIONS) if finding.file == "forms/ashdale/form-a.form"]
    assert found and found[0].severity is Severity.ERROR


def test_people_are_picked_from_a_role_of_the_pack() -> None:
    picker = {"type": "select", "id": "F1", "key": "who", "label": "Who", "properties": {"kind": "person", "role": "wizard"}}
    given = bundle(**{"forms/ashdale/form-a.form": form("form-a", picker)})
    assert said(given, "known-roles") == [("who", "The policy pack has no role 'wizard' to choose people from")]


def test_two_forms_that_write_one_variable_are_a_warning() -> None:
    second = task("A_Again", extension=USER.replace("form-a", "form-b"))
    given = bundle(diagram(task(), second), **{"forms/ashdale/form-b.form": form("form-b")})
    found = [finding for finding in check(given, OPERATIONS) if finding.rule == "variable-written-twice"]
    assert [(finding.element_id, finding.severity) for finding in found] == [("A_Again", Severity.WARNING)]


def test_a_step_without_a_name_is_a_warning() -> None:
    found = check(bundle(diagram(task(name=""))), OPERATIONS)
    assert found == [
        Finding(
            rule="labels",
            file="processes/ashdale/ask.bpmn",
            element_id="A_Do",
            message="The step has no name",
            severity=Severity.WARNING,
        )
    ]


def test_a_file_that_cannot_be_read_is_a_finding_and_nothing_else_breaks() -> None:
    found = check(bundle(b"<nonsense"), OPERATIONS)
    assert {finding.rule for finding in found} >= {"xml", "procedure-there"}


ENTER = (Operation(name="register.enter", summary="", required=("register",), optional=("key",)),)
TOOLS = PACK + '[registers.tools]\nname = "Tools"\nprefix = "TO"\n'


def entering(register: str) -> bytes:
    mapping = f"<zeebe:ioMapping><zeebe:input source='{register}' target=\"register\"/></zeebe:ioMapping>"
    return diagram(task(tag="serviceTask", extension='<zeebe:taskDefinition type="register.enter"/>' + mapping))


@pytest.mark.parametrize("register", ["tools", '="tools"', '= if limit > 3 then "toys" else "tools"'])
def test_a_register_of_the_pack_or_one_that_is_worked_out_is_fine(register: str) -> None:
    found = check(bundle(entering(register), pack=TOOLS), ENTER)
    assert [finding for finding in found if finding.severity is Severity.ERROR and finding.rule == "register-named"] == []


@pytest.mark.parametrize(
    ("register", "pack", "sentence"),
    [
        ("tool", TOOLS, "The policy pack names no register 'tool'; did you mean 'tools'?"),
        ('="wheels"', TOOLS, "The policy pack names no register 'wheels'; it has tools"),
        ("tools", PACK, "The policy pack names no register 'tools'; it has none"),
    ],
)
def test_a_register_that_the_pack_does_not_name_is_found_with_the_nearest(register: str, pack: str, sentence: str) -> None:
    given = bundle(entering(register), pack=pack)
    found = [finding for finding in check(given, ENTER) if finding.rule == "register-named"]
    assert [(finding.element_id, finding.message, finding.severity) for finding in found] == [("A_Do", sentence, Severity.ERROR)]


def test_without_a_pack_nothing_is_said_of_registers() -> None:
    found = check(bundle(entering("tools"), pack=None), ENTER)
    assert [finding for finding in found if finding.rule == "register-named"] == []
