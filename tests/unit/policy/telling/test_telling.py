"""A verdict is told with the words of the diagram and the form, and its steps have the numbers of its pictures."""

from __future__ import annotations

import json

from service.domain.behaviour import Cause, Evidence, Move, Passed, What
from service.domain.bundle import Bundle
from service.domain.execution import Description, Element, Line
from service.domain.verdicts import Outcome, Verdict
from service.policy.telling import Answer, Step, as_data, tell

FORM = {
    "id": "form-ask",
    "type": "default",
    "components": [
        {"type": "radio", "key": "agree", "label": "Do you agree?", "values": [{"label": "I agree", "value": "agree"}]},
        {"type": "textfield", "key": "why", "label": "Why?"},
    ],
}
SHAPES = "".join(
    f'<di:BPMNShape bpmnElement="{name}"><dc:Bounds x="{x}" y="0" width="80" height="60"/></di:BPMNShape>'
    for name, x in (("Ask", 0), ("Gw", 120), ("Search", 240))
)
DIAGRAM = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><process id="P" name="Checks"><userTask id="Ask"/>'
    '<exclusiveGateway id="Gw"/><serviceTask id="Search"/></process><process id="Q" name="Other"><task id="Far"/></process>'
    f'<di:BPMNDiagram><di:BPMNPlane bpmnElement="P">{SHAPES}</di:BPMNPlane></di:BPMNDiagram>'
    '<di:BPMNDiagram><di:BPMNPlane bpmnElement="Q"><di:BPMNShape bpmnElement="Far"><dc:Bounds width="9" height="9"/></di:BPMNShape>'
    "</di:BPMNPlane></di:BPMNDiagram></definitions>"
)
BUNDLE = Bundle(
    council="oakshire",
    procedure_id="P",
    files={"processes/oakshire/p.bpmn": DIAGRAM.encode(), "forms/oakshire/ask.form": json.dumps(FORM).encode()},
)


def element(element_id: str, kind: str, name: str, lane: str | None = None, form_id: str | None = None) -> Element:
    return Element(element_id=element_id, kind=kind, name=name, process_id="P", lane=lane, form_id=form_id)


DESCRIPTION = Description(
    procedure_id="P",
    name="Checks",
    documentation="",
    properties={},
    lanes=(),
    elements=(
        element("Ask", "userTask", "Ask the Director", "Director", "form-ask"),
        element("Gw", "exclusiveGateway", "Approved?"),
        element("Search", "serviceTask", "Search", "Access worker"),
    ),
    lines=(Line("F1", "Ask", "Gw"), Line("F2", "Gw", "Search", "No")),
)


def broken(*moves: Move, at: str | None = None) -> Verdict:
    evidence = Evidence(moves=moves, at=at) if moves else None
    return Verdict(
        check_id="W1-I01", sentence="No search without approval.", outcome=Outcome.BROKEN, elements=("Search",), evidence=evidence
    )


def done(element_id: str) -> Passed:
    return Passed(What.COMPLETED, element_id)


ASKED = Move(
    source=0,
    target=1,
    cause=Cause.ANSWERS,
    element_id="Ask",
    passed=(done("Ask"), Passed(What.TAKEN, "F1"), done("Gw"), Passed(What.TAKEN, "F2"), Passed(What.ENTERED, "Search")),
    answers=(("Ask", "agree", "agree"), ("Ask", "why", None)),
)
FAILED = Move(
    source=1, target=2, cause=Cause.ERROR, element_id="Search", passed=(), code="GONE", answers=(("Search", "found", True),)
)


def test_steps_say_who_what_was_answered_and_which_way_it_went() -> None:
    told = tell(broken(ASKED, FAILED, at="Search"), BUNDLE, DESCRIPTION)
    assert told.steps == (
        Step(
            number=1,
            element_id="Ask",
            name="Ask the Director",
            who="Director",
            answers=(Answer("Do you agree?", "I agree"), Answer("Why?", "left empty")),
        ),
        Step(number=2, element_id="Gw", name="Approved?", chosen="No"),
        Step(
            number=3,
            element_id="Search",
            name="Search",
            answers=(Answer("found", "Yes"),),
            happens="It fails: GONE",
            here=True,
        ),
    )
    assert (told.here, told.concerned) == ("Search", ("Search",))


def test_only_the_planes_that_the_way_goes_through_are_drawn() -> None:
    told = tell(broken(ASKED, at="Search"), BUNDLE, DESCRIPTION)
    assert [(picture.file, picture.plane_id, picture.name) for picture in told.pictures] == [
        ("processes/oakshire/p.bpmn", "P", "Checks")
    ]
    assert "<title>Checks, with the way marked</title>" in told.pictures[0].svg


def test_a_verdict_without_evidence_is_its_sentence() -> None:
    told = tell(broken(), BUNDLE, DESCRIPTION)
    assert (told.steps, told.pictures, told.here, told.concerned) == ((), (), "", ("Search",))


def test_the_same_can_be_read_by_machines() -> None:
    data = as_data(tell(broken(ASKED, FAILED, at="Search"), BUNDLE, DESCRIPTION))
    again = json.loads(json.dumps(data))
    assert (again["check"], again["outcome"], again["here"]) == ("W1-I01", "broken", "Search")
    assert [step["name"] for step in again["path"]] == ["Ask the Director", "Approved?", "Search"]
    assert again["pictures"][0]["svg"].startswith("<svg ")
