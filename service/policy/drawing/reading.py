"""BPMN's diagram interchange read into planes. What has no shape is not drawn; what is not known is drawn as a plain box."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from service.engine import xml
from service.policy.drawing.model import SUB_PROCESSES, Box, Edge, Plane, Point, Shape

Node = etree._Element
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
TRIGGER = "EventDefinition"


def root_of(source: Node | bytes) -> Node:
    """Return the parsed file. Raises Unfit for bytes that are no acceptable XML."""
    return xml.parse(source, file="the diagram") if isinstance(source, bytes) else source


def read_planes(source: Node | bytes) -> tuple[Plane, ...]:
    """Return the planes of a file in its order, those that draw nothing left out."""
    reader = _Reader(root_of(source))
    planes = (reader.plane(node) for node in reader.root.iter(f"{DI}BPMNPlane"))
    return tuple(plane for plane in planes if plane.shapes or plane.edges)


class _Reader:
    """Looks up what the shapes and edges of a file stand for."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.by_id = {node.get("id", ""): node for node in root.iter(etree.Element) if node.get("id")}
        self.defaults = {node.get("default", "") for node in root.iter(etree.Element) if node.get("default")}

    def plane(self, node: Node) -> Plane:
        """Return one plane with everything on it that can be placed."""
        shown = self.by_id.get(_bare(node.get("bpmnElement", "")))
        shapes = [shape for item in node.iterchildren(f"{DI}BPMNShape") if (shape := self.shape(item))]
        edges = [edge for item in node.iterchildren(f"{DI}BPMNEdge") if (edge := self.edge(item))]
        plane_id = _bare(node.get("bpmnElement", "")) or node.get("id", "")
        return Plane(plane_id=plane_id, name=self._plane_name(shown), shapes=tuple(shapes), edges=tuple(edges))

    def _plane_name(self, shown: Node | None) -> str:
        if shown is None:
            return ""
        if _local(shown) == "collaboration":
            pools = [pool.get("name", "") for pool in shown if _local(pool) == "participant"]
            return ", ".join(name for name in pools if name) or shown.get("name", "")
        return " ".join(shown.get("name", "").split())

    def shape(self, item: Node) -> Shape | None:
        """Return one shape; None when it has no bounds or stands for nothing in the file."""
        element, box = self.by_id.get(_bare(item.get("bpmnElement", ""))), _bounds(item)
        if element is None or box is None:
            return None
        kind = _local(element)
        expanded = item.get("isExpanded", "true" if kind == "adHocSubProcess" else "false") == "true"
        closed = kind in SUB_PROCESSES and not expanded
        return Shape(
            element_id=element.get("id", ""),
            kind=kind,
            box=box,
            name=self._name(element),
            label=_label(item),
            trigger=self._trigger(element) if kind in EVENTS else "",
            interrupting=element.get("cancelActivity" if kind == "boundaryEvent" else "isInterrupting", "true") == "true",
            horizontal=item.get("isHorizontal", "true") == "true",
            expanded=bool(element.get("processRef")) if kind == "participant" else expanded,
            by_event=element.get("triggeredByEvent") == "true",
            instantiating=element.get("instantiate") == "true",
            repeats=_repeats(element),
            compensates=element.get("isForCompensation") == "true",
            marked_x=item.get("isMarkerVisible", "true") == "true",
            holds=frozenset(node.get("id", "") for node in element.iterdescendants(etree.Element) if node.get("id"))
            if closed
            else frozenset(),
        )

    def edge(self, item: Node) -> Edge | None:
        """Return one edge; None when it has fewer than two points or stands for nothing in the file."""
        element = self.by_id.get(_bare(item.get("bpmnElement", "")))
        points = tuple(_points(item))
        if element is None or len(points) < 2:
            return None
        kind, element_id = _local(element), element.get("id", "")
        source = self.by_id.get(_bare(element.get("sourceRef", "")))
        direction = element.get("associationDirection", "None")
        return Edge(
            element_id=element_id,
            kind=kind,
            points=points,
            name=self._name(element),
            label=_label(item),
            is_default=element_id in self.defaults,
            is_conditional=_child(element, "conditionExpression") is not None
            and source is not None
            and not _local(source).endswith("Gateway"),
            directed=kind != "association" or direction in ("One", "Both"),
            both_ends=kind == "association" and direction == "Both",
        )

    def _name(self, element: Node) -> str:
        match _local(element):
            case "textAnnotation":
                text = _child(element, "text")
                return (text.text or "").strip() if text is not None else ""
            case "group":
                value = self.by_id.get(_bare(element.get("categoryValueRef", "")))
                return value.get("value", "") if value is not None else ""
            case _:
                state = _child(element, "dataState")
                named = element.get("name", "").strip()
                return (
                    f"{named}\n[{state.get('name', '')}]"
                    if state is not None and (state.get("name") or named) not in named
                    else named
                )

    def _trigger(self, element: Node) -> str:
        found = [_local(node).removesuffix(TRIGGER) for node in element if _local(node).endswith(TRIGGER)]
        for reference in (node for node in element if _local(node) == "eventDefinitionRef"):
            definition = self.by_id.get(_bare(reference.text or ""))
            found += [_local(definition).removesuffix(TRIGGER)] if definition is not None else []
        if len(found) > 1:
            return "parallelMultiple" if element.get("parallelMultiple") == "true" else "multiple"
        return found[0] if found else ""


def _repeats(element: Node) -> str:
    many = _child(element, "multiInstanceLoopCharacteristics")
    if many is not None:
        return "sequential" if many.get("isSequential") == "true" else "parallel"
    return "loop" if _child(element, "standardLoopCharacteristics") is not None else ""


def _local(node: Node) -> str:
    return etree.QName(node).localname


def _bare(reference: str) -> str:
    return reference.strip().rpartition(":")[2]


def _child(node: Node, word: str) -> Node | None:
    return next((child for child in node.iterchildren(etree.Element) if _local(child) == word), None)


def _number(node: Node, key: str) -> float:
    try:
        value = float(node.get(key, "0"))
    except ValueError:
        return 0.0
    return value if abs(value) < 1_000_000 else 0.0


def _bounds(item: Node) -> Box | None:
    node = item.find(f"{DC}Bounds")
    if node is None:
        return None
    x, y, width, height = (_number(node, key) for key in ("x", "y", "width", "height"))
    return Box(x, y, max(width, 1), max(height, 1))


def _label(item: Node) -> Box | None:
    label = item.find(f"{DI}BPMNLabel")
    return _bounds(label) if label is not None else None


def _points(item: Node) -> Iterator[Point]:
    for node in item.iterchildren(f"{DD}waypoint"):
        yield _number(node, "x"), _number(node, "y")
