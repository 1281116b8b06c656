"""Draws small diagrams for tests: every element in a row, every process and sub-process on a plane of its own."""

from __future__ import annotations

from typing import Any

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NAMESPACES = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)
SIZES = {"Event": (36, 36), "Gateway": (50, 50)}


def laid_out(content: str) -> str:
    """Return the diagram with its drawing; what had one keeps it."""
    root = etree.fromstring(content.encode())
    holders = list(root.iter(f"{BPMN}process", f"{BPMN}subProcess"))
    if "BPMNPlane" in content:
        return content
    drawing = "".join(
        f'<bpmndi:BPMNDiagram id="Sheet{at}">{_plane(at, item)}</bpmndi:BPMNDiagram>' for at, item in enumerate(holders)
    )
    head, _, tail = content.rpartition("</bpmn:definitions>")
    return head.replace("<bpmn:definitions ", f"<bpmn:definitions {NAMESPACES} ", 1) + drawing + "</bpmn:definitions>" + tail


def _plane(number: int, holder: Any) -> str:
    boxes: dict[str, tuple[float, float, float, float]] = {}
    for item in holder:
        kind, name = etree.QName(item).localname, item.get("id", "")
        if not name or kind in ("sequenceFlow", "laneSet", "extensionElements"):
            continue
        width, height = next((size for word, size in SIZES.items() if kind.endswith(word)), (100, 80))
        left = 200 + 160 * len(boxes)
        boxes[name] = (left - width / 2, 200 - height / 2, width, height)
    for at, lane in enumerate(holder.iter(f"{BPMN}lane")):
        boxes[lane.get("id", "")] = (0, 0, 9000, 400 + at)
    parts = "".join(shape(name, box) for name, box in boxes.items())
    for flow in holder.iterchildren(f"{BPMN}sequenceFlow"):
        one, other = boxes.get(flow.get("sourceRef", "")), boxes.get(flow.get("targetRef", ""))
        if one and other:
            parts += edge(flow.get("id", ""), (one[0] + one[2], 200), (other[0], 200))
    return f'<bpmndi:BPMNPlane id="Plane{number}" bpmnElement="{holder.get("id")}">{parts}</bpmndi:BPMNPlane>'


def shape(name: str, box: tuple[float, float, float, float], label: tuple[float, float, float, float] | None = None) -> str:
    """Return a shape: x, y, width, height."""
    lettering = f"<bpmndi:BPMNLabel>{_bounds(label)}</bpmndi:BPMNLabel>" if label else ""
    return f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}">{_bounds(box)}{lettering}</bpmndi:BPMNShape>'


def edge(name: str, *points: tuple[float, float]) -> str:
    """Return a line through points."""
    waypoints = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'<bpmndi:BPMNEdge id="{name}_di" bpmnElement="{name}">{waypoints}</bpmndi:BPMNEdge>'


def _bounds(box: tuple[float, float, float, float]) -> str:
    return '<dc:Bounds x="{}" y="{}" width="{}" height="{}"/>'.format(*box)
