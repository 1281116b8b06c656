"""A procedure in words: elements in the order of the flow, with lanes, forms and answers of gateways."""

from __future__ import annotations

from drawing import (
    boundary,
    bundle,
    call,
    catch,
    drawing,
    element,
    end,
    flows,
    gateway,
    process,
    properties,
    start,
    sub,
    throws,
    user,
    zeebe,
)

from service.engine import compile_procedure, describe

LANES = (
    '<bpmn:laneSet id="ls"><bpmn:lane id="l1" name="Council"><bpmn:flowNodeRef>a</bpmn:flowNodeRef><bpmn:childLaneSet id="cs">'
    '<bpmn:lane id="l2" name="Director"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>'
)
HANDLER = sub("es", start("ess", "message", "M"), user("h"), end("ese"), flows("ess>h h>ese"), event_sub=True)
INNER = sub("sp", start("s1"), user("u", candidateGroups="tm, sd"), user("w"), end("e1"), flows("s1>u u>w w>e1"))
MAIN = process(
    f"<bpmn:documentation>What it is for.</bpmn:documentation><bpmn:extensionElements>{properties(numberPrefix='WR')}</bpmn:extensionElements>",
    LANES,
    end(),
    user("z"),
    HANDLER,
    start("s", None, "", zeebe("formDefinition", formId="f0")),
    user("a", zeebe("formDefinition", formId="f1"), properties(guidance="yes")),
    boundary("b", "a", "duration", "P1D"),
    gateway("exclusive", "g", "g-t"),
    INNER,
    throws("t", "link", "L"),
    catch("c", "link", "L"),
    call("ca", "q"),
    element("subProcess", "lonely"),
    flows("s>a a>g g>sp|=true g>t c>ca sp>e ca>e b>z z>e"),
).replace('<bpmn:subProcess id="lonely"></bpmn:subProcess>', "")
CALLED = process(start("s9"), user("u9"), end("e9"), flows("s9>u9 u9>e9"), name="q")


def test_elements_come_in_the_order_of_the_flow_with_insides_and_called_processes_after() -> None:
    found = describe(compile_procedure(bundle(drawing(MAIN, CALLED))))
    ids = [item.element_id for item in found.elements]
    assert ids == "s a g sp s1 u w e1 t c ca b z e es ess h ese s9 u9 e9".split()
    assert (found.name, found.documentation, found.properties, found.lanes, found.start_kind) == (
        "p",
        "What it is for.",
        {"numberPrefix": "WR"},
        ("Director",),
        "none",
    )


def test_an_element_says_where_it_stands_and_what_comes_next() -> None:
    procedure = compile_procedure(bundle(drawing(MAIN, CALLED)))
    found = procedure.description
    task, inner, other, event, caller = (found.element(name) for name in ("a", "u", "w", "b", "ca"))
    assert task and inner and other and event and caller
    assert (task.lane, task.form_id, task.properties, task.then, task.parent) == (
        "Director",
        "f1",
        {"guidance": "yes"},
        (("", "g"),),
        None,
    )
    assert (inner.lane, inner.candidate_groups, inner.parent, other.lane) == ("tm", ("tm", "sd"), "sp", None)
    assert (event.attached_to, caller.called, procedure.start_form_id, procedure.properties) == (
        "a",
        "q",
        "f0",
        {"numberPrefix": "WR"},
    )
    assert found.element("gone") is None
