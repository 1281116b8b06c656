"""Each of bpmnlint's recommended rules beside ours: both find the fault in one diagram, neither finds it in its sound twin."""

from __future__ import annotations

from pathlib import Path

import pytest
from sketches import process, sub

from service.domain.bundle import Bundle
from service.policy.checks import check, rules
from tests.conformance.linting import COVERED, lint, missed, prepared, recommended

SHIPPED = sorted((Path(__file__).parents[4] / "processes").rglob("*.bpmn"))

PLAIN = """
    start s Asked
    task a Do it
    end e Done
    f1: s > a
    f2: a > e
"""
CHOICE = """
    start s Asked
    xor[default=f3] g Fit?
    end e1 Good
    end e2 Bad
    f1: s > g
    f2: g > e1 | Yes | =x
    f3: g > e2 | No
"""
MESSAGE = '<bpmn:message id="m" name="word"/>'
WAIT = """
    start s Asked
    events g
    catch c1 Heard<bpmn:signalEventDefinition id="d1" signalRef="sig"/>
    catch c2 Late<bpmn:timerEventDefinition id="d2"><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>
    end e1 Done
    end e2 Over
    f1: s > g
    f2: g > c1
    f3: g > c2
    f4: c1 > e1
    f5: c2 > e2
"""
SIGNAL = '<bpmn:signal id="sig" name="word"/>'
LINKS = """
    start s Asked
    throw t Go on<bpmn:linkEventDefinition id="d1" name="on"/>
    catch c Go on<bpmn:linkEventDefinition id="d2" name="on"/>
    end e Done
    f1: s > t
    f2: c > e
"""
INSIDE = "start i1 Begun\nend i2 Over\nfi: i1 > i2"
SUB = "start s Asked\n{}\nend e Done\nf1: s > sub\nf2: sub > e"
EVENT_SUB = PLAIN + "{}"
TYPED = "start i1 Heard<bpmn:signalEventDefinition id='d1' signalRef='sig'/>\nend i2 Over\nfi: i1 > i2"
FORKED = """
    start s Asked
    and k
    task a Do it
    task b Do that
    and j
    end e Done
    f1: s > k
    f2: k > a
    f3: k > b
    f4: a > j
    f5: b > j
    f6: j > e
"""
TERMINATE = '<bpmn:terminateEventDefinition id="d1"/>'


def drawn(second_x: int) -> str:
    """Return the interchange of PLAIN with the task at ``second_x``."""
    shapes = {"s": (0, 36, 36), "a": (second_x, 100, 80), "e": (400, 36, 36)}
    return (
        '<bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane id="P" bpmnElement="ash_ask">'
        + "".join(
            f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}"><dc:Bounds x="{x}" y="0" width="{w}" height="{h}"/></bpmndi:BPMNShape>'
            for name, (x, w, h) in shapes.items()
        )
        + "".join(
            f'<bpmndi:BPMNEdge id="{name}_di" bpmnElement="{name}"><di:waypoint x="{x}" y="18"/><di:waypoint x="{to}" y="18"/></bpmndi:BPMNEdge>'
            for name, x, to in (("f1", 36, second_x), ("f2", second_x + 100, 400))
        )
        + "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )


def twice(text: str, *, source: str = "s", target: str = "a") -> bytes:
    return process(f"{text}\nf9: {source} > {target}")


PAIRS: dict[str, tuple[bytes, bytes]] = {
    "ad-hoc-sub-process": (process(SUB.format(sub(INSIDE, tag="adHocSubProcess"))), process(SUB.format(sub(INSIDE)))),
    "conditional-flows": (process(CHOICE.replace("[default=f3]", "")), process(CHOICE)),
    "end-event-required": (process("start s Asked\ntask a Do it\nf1: s > a"), process(PLAIN)),
    "event-based-gateway": (process(WAIT.replace("f3: g > c2", ""), around=SIGNAL), process(WAIT, around=SIGNAL)),
    "event-sub-process-typed-start-event": (
        process(EVENT_SUB.format(sub(INSIDE, more='triggeredByEvent="true"'))),
        process(EVENT_SUB.format(sub(TYPED, more='triggeredByEvent="true"')), around=SIGNAL),
    ),
    "fake-join": (
        process(
            FORKED.replace("f5: b > j", "f5: b > e")
            .replace("f4: a > j", "f4: a > e")
            .replace("and j\n", "")
            .replace("f6: j > e", "")
        ),
        process(FORKED),
    ),
    "global": (process(PLAIN, around=MESSAGE), process(WAIT, around=SIGNAL)),
    "label-required": (process(PLAIN.replace("task a Do it", "task a")), process(PLAIN)),
    "link-event": (process(LINKS.replace('name="on"/>\n    end', 'name="off"/>\n    end')), process(LINKS)),
    "no-bpmndi": (process(PLAIN), process(PLAIN, drawn=drawn(150))),
    "no-complex-gateway": (process(CHOICE.replace("xor[default=f3]", "complexGateway")), process(CHOICE)),
    "no-disconnected": (process(f"{PLAIN}\ntask b Do that"), process(PLAIN)),
    "no-duplicate-sequence-flows": (twice(PLAIN), process(PLAIN)),
    "no-gateway-join-fork": (
        process(
            "start s Asked\nand k\ntask a Do it\ntask b Do that\nand g\nend e1 Good\nend e2 Bad\n"
            "f1: s > k\nf2: k > a\nf3: k > b\nf4: a > g\nf5: b > g\nf6: g > e1\nf7: g > e2"
        ),
        process(FORKED),
    ),
    "no-implicit-split": (twice(FORKED, source="a", target="j"), process(FORKED)),
    "no-implicit-end": (process(f"{FORKED.replace('f4: a > j', '')}"), process(FORKED)),
    "no-implicit-start": (process(f"{FORKED.replace('f2: k > a', '')}"), process(FORKED)),
    "no-inclusive-gateway": (process(CHOICE.replace("xor", "or")), process(CHOICE)),
    "no-overlapping-elements": (process(PLAIN, drawn=drawn(10)), process(PLAIN, drawn=drawn(150))),
    "single-blank-start-event": (process(f"{PLAIN}\nstart s2 Also\nf9: s2 > a"), process(PLAIN)),
    "single-event-definition": (
        process(
            WAIT.replace("<bpmn:signalEventDefinition", '<bpmn:messageEventDefinition id="d3"/><bpmn:signalEventDefinition', 1),
            around=SIGNAL,
        ),
        process(WAIT, around=SIGNAL),
    ),
    "start-event-required": (process("task a Do it\nend e Done\nf2: a > e"), process(PLAIN)),
    "sub-process-blank-start-event": (process(SUB.format(sub(TYPED)), around=SIGNAL), process(SUB.format(sub(INSIDE)))),
    "superfluous-gateway": (
        process("start s Asked\nxor g Fit?\nend e Done\nf1: s > g\nf2: g > e"),
        process(CHOICE),
    ),
    "superfluous-label": (process(PLAIN.replace("f1: s > a", "f1: s > a | Now")), process(CHOICE)),
    "superfluous-termination": (process(PLAIN.replace("end e Done", f"end e Done{TERMINATE}")), process(PLAIN)),
}
"""bpmnlint's rule → a diagram that breaks it and one that keeps it."""


def ours(content: bytes) -> set[str]:
    bundle = Bundle(council="ashdale", procedure_id="ash_ask", files={"processes/ashdale/ask.bpmn": content})
    return {finding.rule for finding in check(bundle, ())}


def test_every_recommended_rule_is_covered_by_rules_of_ours() -> None:
    assert (set(COVERED), set(PAIRS)) == (recommended(), recommended())
    assert {rule for covering in COVERED.values() for rule in covering} <= {rule.name for rule in rules()}


@pytest.mark.parametrize("rule", PAIRS)
def test_both_find_the_fault(rule: str) -> None:
    content = prepared(PAIRS[rule][0])
    assert rule in {report.rule for report in lint(content)}
    assert [report for report in missed(content) if report.rule == rule] == []


@pytest.mark.parametrize("rule", PAIRS)
def test_neither_finds_fault_with_the_sound_twin(rule: str) -> None:
    content = prepared(PAIRS[rule][1])
    assert rule not in {report.rule for report in lint(content)}
    assert ours(content) & COVERED[rule] == set()


@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
def test_whatever_bpmnlint_finds_in_a_shipped_diagram_ours_find_too(path: Path) -> None:
    assert missed(prepared(path.read_bytes())) == []
