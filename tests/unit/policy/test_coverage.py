"""Which ways of a procedure are told as taken, and in which words as never taken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from small_bundles import bundle, diagram, task

from service.domain.bundle import Bundle
from service.domain.records import EventRecord
from service.policy.coverage import Kind, Taken, coverage, taken_of

LATE = (
    '<bpmn:boundaryEvent id="A_Late" name="Too late" attachedToRef="A_Do"><bpmn:timerEventDefinition>'
    "<bpmn:timeDuration>P5D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    '<bpmn:endEvent id="A_Lapsed" name="Lapsed"/><bpmn:sequenceFlow id="W1" sourceRef="A_Late" targetRef="A_Lapsed"/>'
)
RULE = '<zeebe:calledDecision decisionId="fit" resultVariable="fits"/>'
TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="D" name="Fit" namespace="x"><decision id="fit" name="Fit?">
<decisionTable id="T"><input id="I"><inputExpression id="IE" typeRef="boolean"><text>true</text></inputExpression></input>
<output id="O" name="fits" typeRef="boolean"/>
<annotation name="Why"/><rule id="R1"><inputEntry id="E1"><text>true</text></inputEntry><outputEntry id="O1"><text>true</text></outputEntry>
<annotationEntry><text>It fits</text></annotationEntry></rule>
<rule id="R2"><inputEntry id="E2"><text>false</text></inputEntry><outputEntry id="O2"><text>false</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def event(what: str, element_id: str, **given: Any) -> EventRecord:
    at = datetime(2026, 3, 20, 9, tzinfo=UTC)
    return EventRecord(seq=1, at=at, by="", what=what, element_id=element_id, element_type="", name="", visit=1, **given)


def untaken(given: Bundle, taken: Taken) -> list[tuple[str, str, str]]:
    (found,) = coverage([given], {"ashdale": taken})
    return [(way.kind.value, way.way_id, way.words) for way in found.untaken]


def test_history_says_what_was_taken() -> None:
    made = {"decision_id": "fit", "matched": [{"number": 2}]}
    events = [
        event("entered", "A_Do", facts={"via": ["F0"]}),
        event("completed", "A_Do"),
        event("decided", "A_Do", decision=made),
        event("entered", "A_End"),
    ]
    assert taken_of(events) == Taken(
        flows=frozenset({"F0"}), elements=frozenset({"A_Do", "A_End"}), rules=frozenset({("fit", 2)})
    )


def test_a_way_behind_an_event_that_never_happens_is_not_told_apart() -> None:
    given = bundle(diagram(task(), extra=LATE))
    assert untaken(given, Taken(flows=frozenset({"F0", "F1"}))) == [
        ("boundary event", "A_Late", "“Too late” never happens at “Do it”")
    ]
    (found,) = coverage([given], {"ashdale": Taken(flows=frozenset({"F0", "F1"}))})
    assert (found.percent, found.marked) == (50, {"A_Late", "W1"})


def test_rules_of_the_tables_that_it_asks_are_ways_too() -> None:
    given = bundle(diagram(task(tag="businessRuleTask", extension=RULE)), **{"processes/ashdale/fit.dmn": TABLE})
    taken = Taken(flows=frozenset({"F0", "F1"}), rules=frozenset({("fit", 1)}))
    assert untaken(given, taken) == [("rule", "fit#2", "Rule 2 of “Fit?” (false) never matches")]
    assert untaken(given, Taken(flows=taken.flows))[0][2] == "Rule 1 of “Fit?” (It fits) never matches"


def test_a_procedure_that_two_bundles_hold_is_counted_once_and_one_that_cannot_run_not_at_all() -> None:
    found = coverage([bundle(), bundle(diagram(task(name="Do it well"))), bundle(b"<broken")], {})
    assert [(one.procedure_id, one.percent, {way.kind for way in one.ways}) for one in found] == [("ash_ask", 0, {Kind.FLOW})]


def test_what_was_taken_in_several_cases_adds_up() -> None:
    one, other = Taken(flows=frozenset({"F0"})), Taken(flows=frozenset({"F1"}), rules=frozenset({("fit", 1)}))
    assert one | other == Taken(flows=frozenset({"F0", "F1"}), rules=frozenset({("fit", 1)}))
