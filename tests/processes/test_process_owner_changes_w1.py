"""A process owner puts a second manager's endorsement before the director's decision. New cases take the new way, cases in flight
the old, and no code is touched."""

from __future__ import annotations

import json

from service.commands import DeployVersion
from service.domain.bundle import Bundle
from service.domain.identity import system_actor
from service.policy import archive
from service.policy.bundle import rebuild
from service.policy.checks import check
from service.policy.targets import from_archive
from tests.processes.conftest import COUNCIL, Theatre

PROCEDURE = "wmdc_search_request"
DIAGRAM = f"processes/{COUNCIL}/{PROCEDURE}.bpmn"
FIELD = {
    "type": "textarea",
    "id": "Field_second",
    "key": "secondEndorsement",
    "label": "Why do you support it?",
    "validate": {"required": True},
}
FORM = {
    "type": "default",
    "id": "form-w1-second",
    "schemaVersion": 18,
    "executionPlatform": "Camunda Cloud",
    "executionPlatformVersion": "8.6.0",
    "components": [{"type": "text", "id": "Title_second", "text": "# Endorse the request"}, FIELD],
}
TASK = """<bpmn:userTask id="W1_SecondEndorsement" name="Endorse the request a second time">
  <bpmn:extensionElements>
    <zeebe:formDefinition formId="form-w1-second"/>
    <zeebe:assignmentDefinition candidateGroups="sm"/>
    <zeebe:properties><zeebe:property name="differentFrom" value="W1_RequestPermission"/></zeebe:properties>
  </bpmn:extensionElements>
  <bpmn:incoming>Flow_W1_DecideStart_W1_DirectorDecision</bpmn:incoming>
  <bpmn:outgoing>Flow_Second</bpmn:outgoing>
</bpmn:userTask>
<bpmn:sequenceFlow id="Flow_Second" sourceRef="W1_SecondEndorsement" targetRef="W1_DirectorDecision"/>
"""
OLD_FLOW = 'id="Flow_W1_DecideStart_W1_DirectorDecision" sourceRef="W1_DecideStart" targetRef="W1_DirectorDecision"'
INCOMING = "<bpmn:incoming>Flow_W1_DecideStart_W1_DirectorDecision</bpmn:incoming>"
START_BOUNDS = '<dc:Bounds x="184" y="104" width="36" height="36"/>'
START_LABEL = '<dc:Bounds x="157" y="144" width="90" height="27"/>'
START_LINE = '<di:waypoint x="220" y="122"/>\n        <di:waypoint x="334" y="122"/>'
DRAWN = """<bpmndi:BPMNShape id="W1_SecondEndorsement_di" bpmnElement="W1_SecondEndorsement">
        <dc:Bounds x="134" y="82" width="100" height="80"/>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="Flow_Second_di" bpmnElement="Flow_Second">
        <di:waypoint x="234" y="122"/>
        <di:waypoint x="334" y="122"/>
      </bpmndi:BPMNEdge>
      """
OTHER_FAMILY = {"CD-204417": "CD-204398", "robin-kaye": "maya-loxley", "Zara Kaye": "Karen Loxley", "1994-03-14": "1988-06-30"}


def edited(diagram: str) -> str:
    """Return the diagram as the modeller saves it after the edit: the start moved left, the new step drawn after it."""
    diagram = moved(diagram)
    at = diagram.index('<bpmn:userTask id="W1_DirectorDecision"')
    before, director = diagram[:at], diagram[at:]
    director = director.replace(INCOMING, "<bpmn:incoming>Flow_Second</bpmn:incoming>", 1)
    return (before + TASK + director).replace(
        OLD_FLOW, OLD_FLOW.replace('targetRef="W1_DirectorDecision"', 'targetRef="W1_SecondEndorsement"')
    )


def moved(diagram: str) -> str:
    at = diagram.index('<bpmndi:BPMNShape id="W1_DecideStart_di"')
    before, sheet = diagram[:at], diagram[at:]
    for old, x in ((START_BOUNDS, 34), (START_LABEL, 7)):
        sheet = sheet.replace(old, f'<dc:Bounds x="{x}"{old[old.index(" y=") :]}', 1)
    return before + DRAWN + sheet.replace(START_LINE, START_LINE.replace('"220"', '"70"').replace('"334"', '"134"'), 1)


def changed(live: Bundle) -> Bundle:
    """Return the bundle that the process owner uploads: downloaded as a ZIP, edited, and put together again."""
    files = dict(from_archive(archive.pack(live)).files)
    new = {DIAGRAM: edited(files[DIAGRAM].decode()).encode(), "form-w1-second.form": json.dumps(FORM).encode()}
    return rebuild(live, new)


def open_tasks(theatre: Theatre, number: str) -> tuple[str, ...]:
    return theatre.stage.standing(number).open


def test_new_cases_take_the_new_way_and_cases_in_flight_the_old(theatre: Theatre) -> None:
    in_flight = theatre.play_until("sc-04-director-refuses.yaml", "W1_RequestPermission")
    bundle = changed(theatre.services.library.bundle(COUNCIL, PROCEDURE))
    assert check(bundle, theatre.services.resources.operations) == []

    version = theatre.services.run(DeployVersion(bundle, note="A second manager endorses"), system_actor(COUNCIL))
    assert (version.number, version.live) == (2, True)

    new_case = theatre.play_until("sc-04-director-refuses.yaml", "W1_RequestPermission", swaps=OTHER_FAMILY)
    for number in (in_flight, new_case):
        (task,) = theatre.stage.tasks(number, "W1_RequestPermission")
        theatre.stage.complete(task, person="carol.whitaker", answers={}, fill=True)
        theatre.stage.settle()
    assert open_tasks(theatre, in_flight) == ("W1_DirectorDecision",)
    assert open_tasks(theatre, new_case) == ("W1_SecondEndorsement",)

    (second,) = theatre.stage.tasks(new_case, "W1_SecondEndorsement")
    theatre.stage.complete(second, person="dilip.mistry", answers={"secondEndorsement": "I agree with Carol"}, fill=False)
    assert open_tasks(theatre, new_case) == ("W1_DirectorDecision",)


def test_an_unfit_change_is_refused_and_nothing_is_written(theatre: Theatre) -> None:
    live = theatre.services.library.bundle(COUNCIL, PROCEDURE)
    broken = rebuild(live, {DIAGRAM: edited(live.files[DIAGRAM].decode()).encode()})
    findings = check(broken, theatre.services.resources.operations)
    assert [(finding.rule, finding.element_id) for finding in findings] == [("form-exists", "W1_SecondEndorsement")]
    assert theatre.services.library.bundle(COUNCIL, PROCEDURE).content_hash == live.content_hash
