"""A history as formulas read it: what was passed, what held then, what cannot be told, and each run of a called process alone."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from service.cases.opened import OpenedVersion, open_bundle
from service.cases.traces import Teller, runs_of
from service.domain.behaviour import What
from service.domain.bundle import Bundle
from service.domain.records import CaseRecord, EventRecord
from tests.records import case_record

AT = datetime(2026, 3, 20, 9, tzinfo=UTC)
SPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0"'
)


def io(*outputs: tuple[str, str]) -> str:
    mapped = "".join(f'<zeebe:output source="{source}" target="{target}"/>' for source, target in outputs)
    return f"<zeebe:ioMapping>{mapped}</zeebe:ioMapping>"


def step(tag: str, element_id: str, extension: str, inside: str = "") -> str:
    return f'<bpmn:{tag} id="{element_id}"><bpmn:extensionElements>{extension}</bpmn:extensionElements>{inside}</bpmn:{tag}>'


def process(process_id: str, *steps: str) -> str:
    ids = [f"{process_id}_s", *(text.split('id="')[1].split('"')[0] for text in steps), f"{process_id}_e"]
    flows = "".join(f'<bpmn:sequenceFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(ids))
    events = f'<bpmn:startEvent id="{ids[0]}"/><bpmn:endEvent id="{ids[-1]}"/>'
    return f'<bpmn:process id="{process_id}" isExecutable="true">{events}{"".join(steps)}{flows}</bpmn:process>'


EACH = (
    '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[1, 2]" '
    'inputElement="n"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
)
MAIN = process(
    "p",
    step("userTask", "ask", io(("=outcome", "decided"))),
    step("scriptTask", "sum", '<zeebe:script expression="=decided + &quot;!&quot;" resultVariable="loud"/>'),
    step("serviceTask", "job", '<zeebe:taskDefinition type="x"/>' + io(("=found", "decided"))),
    step("callActivity", "call", '<zeebe:calledElement processId="q"/>', EACH),
)
CALLED = process("q", step("userTask", "inner", io(("=word", "said"))))


@pytest.fixture(scope="module")
def opened() -> OpenedVersion:
    content = f'<bpmn:definitions {SPACES} id="d" targetNamespace="t">{MAIN}{CALLED}</bpmn:definitions>'.encode()
    return open_bundle(Bundle(council="ashdale", procedure_id="p", files={"processes/ashdale/p.bpmn": content}))


def case(ended: str | None = None) -> CaseRecord:
    return case_record(procedure_id="p", ended=ended)


def line(
    what: str, element_id: str, *, answers: dict[str, Any] | None = None, place: tuple[str, ...] = (), via: str = ""
) -> EventRecord:
    facts = {**({"place": list(place)} if place else {}), **({"via": [via]} if via else {})}
    return EventRecord(
        seq=1, at=AT, by="ann", what=what, element_id=element_id, element_type="", name="", visit=1, answers=answers, facts=facts
    )


def told(opened: OpenedVersion, condition: str, at: str, *lines: EventRecord) -> tuple[bool, bool]:
    """Return whether a condition held at the last line, and whether that can be told at all."""
    last = Teller(case=case(), opened=opened, asked={at: (condition,)}).marks(lines)[-1]
    return condition in last.passed.holds, condition not in last.unsure


ASKED = line("completed", "ask", answers={"outcome": "yes"})


def test_flows_come_before_the_element_they_lead_to_and_the_end_of_the_case_last(opened: OpenedVersion) -> None:
    marks = Teller(case=case(ended="p_e"), opened=opened, asked={}).marks([line("entered", "ask", via="p_s-ask"), ASKED])
    assert [(mark.passed.what, mark.passed.element_id) for mark in marks] == [
        (What.TAKEN, "p_s-ask"),
        (What.ENTERED, "ask"),
        (What.COMPLETED, "ask"),
        (What.ENDED, "p_e"),
    ]


def test_what_output_mappings_and_scripts_make_of_answers_is_worked_out_again(opened: OpenedVersion) -> None:
    assert told(opened, 'decided = "yes"', "ask", ASKED) == (True, True)
    assert told(opened, 'loud = "yes!"', "sum", ASKED, line("completed", "sum")) == (True, True)


def test_what_an_element_wrote_out_lies_over_what_its_form_called_the_same(opened: OpenedVersion) -> None:
    assert told(opened, 'decided = "yes"', "ask", line("completed", "ask", answers={"outcome": "yes", "decided": "no"})) == (
        True,
        True,
    )


def test_what_a_connector_gave_cannot_be_told_and_hides_what_was_known(opened: OpenedVersion) -> None:
    done = [ASKED, line("completed", "job"), line("completed", "sum")]
    assert told(opened, 'decided = "yes"', "sum", *done) == (False, False)
    assert told(opened, 'loud = "yes!"', "sum", *done) == (False, False)


def test_a_called_process_does_not_see_what_is_known_outside(opened: OpenedVersion) -> None:
    inside = line("completed", "inner", answers={"word": "a"}, place=("call[1]",))
    assert told(opened, 'said = "a"', "inner", ASKED, inside) == (True, True)
    assert told(opened, 'said = "a"', "ask", inside, line("completed", "ask", answers={"outcome": "no"})) == (False, False)


def test_runs_of_a_called_process_that_go_side_by_side_are_told_apart(opened: OpenedVersion) -> None:
    lines = [line("entered", "call"), *(line("entered", "call", place=(f"call[{n}]",)) for n in (1, 2))]
    lines += [line("completed", "inner", answers={"word": str(n)}, place=(f"call[{n}]",)) for n in (2, 1)]
    lines += [line("completed", "q_e", place=("call[1]",)), line("completed", "call", place=("call[1]",))]
    marks = Teller(case=case(), opened=opened, asked={}).marks(lines)
    found = [[(mark.passed.what, mark.passed.element_id) for mark in run] for run in runs_of(marks, opened, "q")]
    assert [run for run in found if run] == [
        [(What.COMPLETED, "inner"), (What.COMPLETED, "q_e"), (What.ENDED, "q_e")],
        [(What.COMPLETED, "inner")],
    ]
