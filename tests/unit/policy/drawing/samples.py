"""A small diagram with one of everything, made for the tests of drawing."""

from __future__ import annotations

from collections.abc import Iterable

KINDS = (
    "userTask serviceTask sendTask receiveTask scriptTask businessRuleTask manualTask task callActivity subProcess transaction "
    "exclusiveGateway parallelGateway inclusiveGateway eventBasedGateway complexGateway dataObjectReference dataStoreReference"
).split()
TRIGGERS = "timer message signal error escalation terminate link conditional compensate cancel".split()
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:dd="http://www.omg.org/spec/DD/20100524/DI">'
)


def shape(element_id: str, x: float, y: float, wide: float = 100, high: float = 80, *, more: str = "", inside: str = "") -> str:
    """Return the place of an element."""
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{wide}" height="{high}"/>'
    return f'<di:BPMNShape bpmnElement="{element_id}" {more}>{bounds}{inside}</di:BPMNShape>'


def edge(element_id: str, *points: tuple[float, float]) -> str:
    """Return the way of a flow."""
    ways = "".join(f'<dd:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'<di:BPMNEdge bpmnElement="{element_id}">{ways}</di:BPMNEdge>'


def file(elements: Iterable[str], places: Iterable[str], *, more: str = "") -> bytes:
    """Return a file with one process P on one plane."""
    process = f'<process id="P" name="A procedure">{"".join(elements)}</process>'
    plane = f'<di:BPMNDiagram><di:BPMNPlane bpmnElement="P">{"".join(places)}</di:BPMNPlane></di:BPMNDiagram>'
    return f"{HEAD}{process}{plane}{more}</definitions>".encode()


def everything() -> bytes:
    """Return a diagram with every kind of task, gateway and thing, and an end event for each trigger."""
    elements = [f'<{kind} id="K{place}" name="{kind}"/>' for place, kind in enumerate(KINDS)]
    elements += [f'<endEvent id="E{place}"><{name}EventDefinition/></endEvent>' for place, name in enumerate(TRIGGERS)]
    places = [shape(f"K{place}", 120 * place, 0) for place in range(len(KINDS))]
    places += [shape(f"E{place}", 120 * place, 120, 36, 36) for place in range(len(TRIGGERS))]
    return file(elements, places)


def two_steps(first: str = "Ask", second: str = "Answer", *, flow: str = "Yes") -> bytes:
    """Return two user tasks A and B with a flow F from one to the other."""
    elements = (
        f'<userTask id="A" name="{first}"/>',
        f'<userTask id="B" name="{second}"/>',
        f'<sequenceFlow id="F" name="{flow}" sourceRef="A" targetRef="B"/>',
    )
    return file(elements, (shape("A", 0, 0), shape("B", 200, 0), edge("F", (100, 40), (200, 40))))
