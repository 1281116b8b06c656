"""Refusals: whatever would not be executed is a finding that names file, element and why."""

from __future__ import annotations

import pytest
from drawing import (
    boundary,
    bundle,
    call,
    catch,
    decide,
    drawing,
    element,
    end,
    event,
    extensions,
    flows,
    gateway,
    io,
    multi,
    process,
    properties,
    script,
    service,
    simple,
    start,
    sub,
    throws,
    user,
    zeebe,
)

from service.domain.errors import Unfit
from service.domain.findings import Severity
from service.engine.procedure import check_diagrams, compile_procedure

SP = (start("s1"), user("u"), end("e1"), flows("s1>u u>e1"))
LOOPED = '<bpmn:standardLoopCharacteristics testBefore="false"/>'
TWICE = "<bpmn:timerEventDefinition/><bpmn:timerEventDefinition/>"
CASES = {
    "unknown element": (simple(element("complexGateway", "g"), user("a"), order="s>a a>e"), "not-executed", "g"),
    "ad-hoc": (simple(element("adHocSubProcess", "g"), user("a"), order="s>a a>e"), "not-executed", "g"),
    "standard loop": (simple(element("userTask", "a", LOOPED), order="s>a a>e"), "not-executed", "a"),
    "compensation": (simple(user("a"), throws("t", "compensate"), order="s>a a>t t>e"), "not-executed", "t"),
    "unknown attribute": (simple(element("userTask", "a", isForCompensation="true"), order="s>a a>e"), "not-executed", "a"),
    "native called element": (simple(element("callActivity", "a", calledElement="q"), order="s>a a>e"), "not-executed", "a"),
    "unknown extension": (simple(user("a", zeebe("taskListeners")), order="s>a a>e"), "unknown-extension", "a"),
    "extension elsewhere": (simple(service("a", zeebe("formDefinition", formId="f")), order="s>a a>e"), "unknown-extension", "a"),
    "extension attribute": (simple(user("a", zeebe("formDefinition", formKey="f")), order="s>a a>e"), "unknown-extension", "a"),
    "extension twice": (simple(user("a", io("in:=1->x"), io("in:=1->y")), order="s>a a>e"), "unknown-extension", "a"),
    "id as expression": (simple(call("a", "=q"), order="s>a a>e"), "unknown-extension", "a"),
    "binding": (
        simple(user("a", zeebe("formDefinition", formId="f", bindingType="versionTag")), order="s>a a>e"),
        "unknown-extension",
        "a",
    ),
    "wrong child": (simple(user("a", zeebe("ioMapping", zeebe("header"))), order="s>a a>e"), "unknown-extension", "a"),
    "reserved id": (simple(user("End"), order="s>End End>e"), "reserved-id", "End"),
    "two starts": (simple(start("s2"), user("a"), order="s>a s2>a a>e"), "one-start", "p"),
    "no start": (drawing(process(user("a"), end(), flows("a>e"))), "one-start", "p"),
    "dangling flow": (simple(user("a"), order="s>a a>e a>nowhere"), "flow-ends", "a-nowhere"),
    "crossing flow": (simple(sub("sp", *SP), order="s>sp sp>e sp>u"), "flow-ends", "sp-u"),
    "two flows": (
        simple(user("a"), element("sequenceFlow", "again", sourceRef="s", targetRef="a"), order="s>a a>e"),
        "flow-twice",
        "s-a",
    ),
    "condition out of a task": (simple(user("a"), user("b"), order="s>a a>b|=x a>e b>e"), "condition-place", "a-b"),
    "condition missing": (
        simple(gateway("exclusive", "g"), user("a"), user("b"), order="s>g g>a|=x g>b a>e b>e"),
        "condition-missing",
        "g-b",
    ),
    "condition on the default": (
        simple(gateway("exclusive", "g", "g-b"), user("a"), user("b"), order="s>g g>a|=x g>b|=y a>e b>e"),
        "condition-default",
        "g-b",
    ),
    "default elsewhere": (simple(gateway("exclusive", "g", "s-g"), user("a"), order="s>g g>a a>e"), "flow-ends", "g"),
    "condition without =": (
        simple(gateway("exclusive", "g", "g-b"), user("a"), user("b"), order="s>g g>a|x g>b a>e b>e"),
        "expression",
        "g-a",
    ),
    "flow into a start": (simple(user("a"), order="s>a a>e a>s"), "flow-direction", "s"),
    "flow out of an end": (simple(user("a"), order="s>a a>e e>a"), "flow-direction", "e"),
    "event gateway to a task": (
        simple(gateway("eventBased", "g"), catch("m", "message", "M"), user("a"), order="s>g g>m g>a m>e a>e"),
        "event-gateway",
        "a",
    ),
    "event gateway alone": (
        simple(gateway("eventBased", "g"), catch("m", "message", "M"), order="s>g g>m m>e"),
        "event-gateway",
        "g",
    ),
    "event gateway target fed twice": (
        simple(
            gateway("eventBased", "g"),
            catch("m", "message", "M"),
            catch("n", "message", "N"),
            user("a"),
            order="s>g g>m g>n m>a a>n n>e",
        ),
        "event-gateway",
        "n",
    ),
    "unreachable": (simple(user("a"), user("b"), order="s>a a>e b>e"), "unreachable", "b"),
    "link without a pair": (simple(throws("t", "link", "L"), user("a"), order="s>t"), "link", "t"),
    "link never thrown": (simple(catch("c", "link", "L"), user("a"), order="s>a a>e c>e"), "link", "c"),
    "link without a name": (simple(throws("t", "link"), order="s>t"), "link", "t"),
    "boundary on nothing": (simple(user("a"), boundary("b", "x", "message", "M"), order="s>a a>e b>e"), "boundary", "b"),
    "plain boundary": (simple(user("a"), boundary("b", "a", None), order="s>a a>e b>e"), "event-kind", "b"),  # type: ignore[arg-type]
    "terminate in between": (simple(throws("t", "terminate"), order="s>t t>e"), "event-kind", "t"),
    "message start inside": (
        simple(sub("sp", start("s1", "message", "M"), end("e1"), flows("s1>e1")), order="s>sp sp>e"),
        "event-kind",
        "s1",
    ),
    "plain event sub-process": (
        simple(user("a"), sub("es", start("s1"), end("e1"), flows("s1>e1"), event_sub=True), order="s>a a>e"),
        "event-kind",
        "s1",
    ),
    "several definitions": (simple(element("intermediateCatchEvent", "c", TWICE), order="s>c c>e"), "event-kind", "c"),
    "error that does not interrupt": (
        simple(user("a"), boundary("b", "a", "error", "E", interrupts=False), order="s>a a>e b>e"),
        "event-kind",
        "b",
    ),
    "message without a name": (simple(catch("m", "message"), order="s>m m>e"), "reference", "m"),
    "error without a code": (simple(end("x", "error"), order="s>x"), "reference", "x"),
    "reference to nothing": (simple(element("receiveTask", "r", messageRef="gone"), order="s>r r>e"), "reference", "r"),
    "empty timer": (simple(catch("t", "duration"), order="s>t t>e"), "timer", "t"),
    "no duration": (simple(catch("t", "duration", "P"), order="s>t t>e"), "timer", "t"),
    "naive date": (simple(catch("t", "date", "2026-01-01T09:00:00"), order="s>t t>e"), "timer", "t"),
    "cycle in between": (simple(catch("t", "cycle", "R/P1D"), order="s>t t>e"), "timer", "t"),
    "cycle that interrupts": (simple(user("a"), boundary("t", "a", "cycle", "R/P1D"), order="s>a a>e t>e"), "timer", "t"),
    "unreadable cycle": (
        simple(user("a"), boundary("t", "a", "cycle", "daily", interrupts=False), order="s>a a>e t>e"),
        "timer",
        "t",
    ),
    "duration start": (drawing(process(start("s", "duration", "P1D"), end(), flows("s>e"))), "timer", "s"),
    "timer of nothing": (simple(event("intermediateCatchEvent", "t", "timer"), order="s>t t>e"), "timer", "t"),
    "service without type": (simple(element("serviceTask", "a"), order="s>a a>e"), "setting-missing", "a"),
    "call without process": (simple(element("callActivity", "a"), order="s>a a>e"), "setting-missing", "a"),
    "script without expression": (simple(element("scriptTask", "a"), order="s>a a>e"), "setting-missing", "a"),
    "decision without id": (simple(decide("a", "", "r"), order="s>a a>e"), "setting-missing", "a"),
    "multi without list": (simple(user("a", loop=multi("")), order="s>a a>e"), "setting-missing", "a"),
    "multi output halved": (simple(user("a", loop=multi("=x", out="y")), order="s>a a>e"), "setting-missing", "a"),
    "input of an event": (simple(catch("m", "message", "M", io("in:=1->x")), order="s>m m>e"), "not-executed", "m"),
    "form of an inner start": (
        simple(
            sub("sp", start("s1", None, "", zeebe("formDefinition", formId="f")), end("e1"), flows("s1>e1")), order="s>sp sp>e"
        ),
        "not-executed",
        "s1",
    ),
    "priority": (simple(user("a", zeebe("priorityDefinition", priority="high")), order="s>a a>e"), "setting-unreadable", "a"),
    "due date": (simple(user("a", zeebe("taskSchedule", dueDate="P3D")), order="s>a a>e"), "setting-unreadable", "a"),
    "message name as expression": (
        simple(catch("m", "message", "M"), order="s>m m>e").replace(b'name="M"', b'name="=x"'),
        "reference",
        "m",
    ),
    "reserved variable": (simple(script("a", "=1", "case"), order="s>a a>e"), "variable-name", "a"),
    "no variable name": (simple(user("a", io("in:=1->a-b")), order="s>a a>e"), "variable-name", "a"),
    "unreadable expression": (simple(script("a", "=1 +", "x"), order="s>a a>e"), "expression", "a"),
    "script without =": (simple(script("a", "1", "x"), order="s>a a>e"), "expression", "a"),
    "empty condition": (
        simple(gateway("exclusive", "g", "g-b"), user("a"), user("b"), order="s>g g>a|= g>b a>e b>e"),
        "expression",
        "g-a",
    ),
    "called process missing": (simple(call("a", "q"), order="s>a a>e"), "called-process", "a"),
    "calls itself": (simple(call("a", "p"), order="s>a a>e"), "calls-itself", "p"),
    "no such process": (drawing(process(start(), end(), flows("s>e"), name="other")), "process-missing", None),
    "event sub multi": (
        simple(
            user("a"),
            sub("es", start("s1", "message", "M"), end("e1"), flows("s1>e1"), event_sub=True, loop=multi("=x")),
            order="s>a a>e",
        ),
        "not-executed",
        "es",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_not_executed_is_refused_by_name(name: str) -> None:
    content, rule, element_id = CASES[name]
    findings = check_diagrams(bundle(content))
    assert (rule, element_id) in [(found.rule, found.element_id) for found in findings if found.severity is Severity.ERROR], [
        str(found) for found in findings
    ]
    for found in findings:
        assert found.file == "processes/wakefield/a.bpmn"
        assert found.message[0] in "“" or found.message[0].isalnum()
    with pytest.raises(Unfit) as refused:
        compile_procedure(bundle(content))
    assert refused.value.findings


def warnings(content: bytes) -> list[tuple[str, str | None]]:
    return [(found.rule, found.element_id) for found in check_diagrams(bundle(content)) if found.severity is Severity.WARNING]


def test_a_property_that_nothing_reads_is_refused_with_the_nearest_that_something_reads() -> None:
    (found,) = check_diagrams(bundle(simple(user("a", properties(diffrentFrom="b", guidance="Look")), order="s>a a>e")))
    assert (found.rule, found.element_id, "Did you mean differentFrom?" in found.message) == ("unknown-property", "a", True)


def test_a_drawing_that_is_not_executable_is_a_warning() -> None:
    other = element("process", "other", element("userTask", "x"), isExecutable="false")
    assert warnings(drawing(process(start(), end(), flows("s>e")), other)) == [("not-executable", "other")]


def test_the_same_element_in_two_files_is_a_warning() -> None:
    two = drawing(process(start("s2"), user("a"), end("e2"), flows("s2>a a>e2"), name="q"))
    findings = check_diagrams(bundle(simple(user("a"), call("c", "q"), order="s>a a>c c>e"), two))
    assert [(found.rule, found.file, found.element_id) for found in findings] == [("same-id", "processes/wakefield/b.bpmn", "a")]


def test_the_same_process_twice_is_refused() -> None:
    again = drawing(process(start("s2"), end("e2"), flows("s2>e2")))
    assert [found.rule for found in check_diagrams(bundle(simple(order="s>e"), again))] == ["process-twice"]


def test_a_bundle_without_diagrams_is_refused() -> None:
    assert [found.rule for found in check_diagrams(bundle())] == ["process-missing"]


def test_what_is_only_drawn_is_accepted() -> None:
    drawn = (
        '<bpmn:laneSet id="ls"><bpmn:lane id="l1" name="Director"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
        '<bpmn:dataObjectReference id="dor" dataObjectRef="do"/><bpmn:dataObject id="do"/>'
        '<bpmn:textAnnotation id="ta"><bpmn:text>t</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:association id="as" sourceRef="a" targetRef="ta"/><bpmn:group id="gr"/>'
    )
    assert check_diagrams(bundle(simple(drawn, user("a"), order="s>a a>e"))) == []


def test_files_that_are_not_well_formed_are_refused_with_the_others() -> None:
    findings = check_diagrams(
        bundle(
            simple(order="s>e"),
            b"<x",
            b'<!DOCTYPE x><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
        )
    )
    assert [(found.rule, found.file) for found in findings] == [
        ("xml", "processes/wakefield/b.bpmn"),
        ("xml", "processes/wakefield/c.bpmn"),
    ]


def test_extensions_are_read_where_a_script_is_a_workers_job() -> None:
    job = element("scriptTask", "a", extensions(zeebe("taskDefinition", type="t")))
    assert check_diagrams(bundle(simple(job, order="s>a a>e"))) == []
