"""Skeletons of scenarios: the shortest way to a flow, told as people, waits, messages and errors."""

from __future__ import annotations

from small_bundles import PACK, bundle, diagram, properties, task

from connectors.protocol import Operation
from service.domain.bundle import Bundle
from service.domain.identity import Grant, Person
from service.policy.demo import Demo
from service.policy.scenarios import Scenario, load_text
from service.policy.scenarios.model import Verb
from service.policy.suggesting import Examples, suggest

KNOWN = {"email.send": Operation(name="email.send", summary="", errors=("NO_BOX",), required=(), optional=())}
SENT = '<zeebe:taskDefinition type="email.send"/>'
APART = '<zeebe:formDefinition formId="form-a"/><zeebe:assignmentDefinition candidateGroups="worker"/>' + properties(
    differentFrom="SOD-01:A_Do"
)
STORY = """scenario: Ann does it
procedure: ash_ask
council: ashdale
at: 2026-03-02T09:00:00+00:00
left: [cy.gone]
start: {as: ann.ask}
steps:
  - {not_offered: A_Do, as: bob.boss}
  - {task: A_Do, as: ann.ask, answers: {words: so}}
  - {expect: {open: []}}
"""


def person(person_id: str, *roles: str) -> Person:
    return Person(person_id=person_id, name=person_id, job_title="", grants=frozenset(Grant("ashdale", role) for role in roles))


PEOPLE = (person("ann.ask", "worker"), person("bob.boss", "boss"), person("dee.do", "worker"))


def event(kind: str, about: str, *, host: str = "A_Do") -> str:
    return (
        f'<bpmn:boundaryEvent id="A_Event" name="It happens" attachedToRef="{host}"><bpmn:{kind}EventDefinition {about}'
        '</bpmn:boundaryEvent><bpmn:endEvent id="A_Other" name="Otherwise"/>'
        '<bpmn:sequenceFlow id="W1" sourceRef="A_Event" targetRef="A_Other"/>'
    )


def skeleton(given: Bundle, flow_id: str, *, stories: tuple[Scenario, ...] = ()) -> Scenario:
    found = suggest(given, KNOWN, flow_id, Examples(Demo(council="ashdale", people=PEOPLE), stories))
    assert found is not None and flow_id in found.takes
    return load_text(found.text.encode(), file="suggested.yaml")


def steps(scenario: Scenario) -> list[tuple[str, str, str | None]]:
    return [(step.verb.value, step.target, step.person) for step in scenario.steps]


def test_a_task_goes_to_somebody_who_holds_the_role_and_did_nothing_that_is_kept_apart() -> None:
    found = skeleton(bundle(diagram(task(), task("A_Check", extension=APART, name="Check it"))), "F2")
    assert steps(found) == [("task", "A_Do", "ann.ask"), ("task", "A_Check", "dee.do")]
    assert (found.expect.path, found.council) == (("A_Check", "A_End"), "ashdale")


def test_it_begins_with_what_the_nearest_story_does() -> None:
    story = load_text(STORY.encode(), file="story.yaml")
    found = skeleton(bundle(diagram(task(), task("A_Check", name="Check it"))), "F2", stories=(story,))
    assert (found.at, found.left, found.start.person) == (story.at, ("cy.gone",), "ann.ask")
    assert steps(found)[:2] == [("not_offered", "A_Do", "bob.boss"), ("task", "A_Do", "ann.ask")]
    assert found.steps[1].given == {"words": "so"}


def test_it_waits_as_long_as_the_timer_says() -> None:
    late = event(
        "timer", '><bpmn:timeDuration>=duration("P" + string(pack.limit) + "D")</bpmn:timeDuration></bpmn:timerEventDefinition>'
    )
    found = skeleton(bundle(diagram(task(), extra=late)), "W1")
    assert steps(found) == [("wait", "2026-03-26T09:01:00+00:00", None)]


def test_a_message_is_raised_by_who_may_and_a_job_raises_its_error() -> None:
    raised = event("message", 'messageRef="M"/>').replace(
        'attachedToRef="A_Do">',
        f'attachedToRef="A_Do"><bpmn:extensionElements>{properties(raisedBy="boss")}</bpmn:extensionElements>',
    )
    content = diagram(task(), extra=raised).replace(b"<bpmn:process ", b'<bpmn:message id="M" name="msg.stop"/><bpmn:process ', 1)
    assert steps(skeleton(bundle(content), "W1")) == [("message", "msg.stop", "bob.boss")]
    failed = event("error", 'errorRef="E"/>', host="A_Send")
    content = diagram(task("A_Send", tag="serviceTask", extension=SENT, name="Send it"), extra=failed)
    content = content.replace(b"<bpmn:process ", b'<bpmn:error id="E" errorCode="NO_BOX"/><bpmn:process ', 1)
    found = skeleton(bundle(content), "W1")
    assert [(step.verb, step.target, step.fault.code if step.fault else "") for step in found.steps] == [
        (Verb.ERROR, "A_Send", "NO_BOX")
    ]


def test_what_nobody_can_do_is_to_be_filled_in() -> None:
    given = bundle(diagram(task()), pack=PACK)
    found = suggest(given, KNOWN, "F1", Examples(Demo(council="ashdale"), ()))
    assert found is not None
    assert "# To fill in: Nobody in the demo can do “Do it”: say who does it." in found.text


def test_a_flow_that_is_nowhere_has_no_way() -> None:
    assert suggest(bundle(), KNOWN, "W9", Examples(Demo(council="ashdale"), ())) is None
