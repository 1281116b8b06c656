"""A diagram under the knife: its elements and flows, and edits that keep references and drawing in step."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
NOT_FLOW_NODES = frozenset({"sequenceFlow", "laneSet", "documentation", "extensionElements", "textAnnotation", "association"})

Element = etree._Element


class Drawn:
    """A parsed diagram that may be changed."""

    def __init__(self, content: bytes) -> None:
        self.root = etree.fromstring(content)
        self.by_id = {str(each.get("id")): each for each in self.root.iter() if each.get("id")}

    def content(self) -> bytes:
        """Return the diagram as a file."""
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")

    def __getitem__(self, element_id: str) -> Element:
        return self.by_id[element_id]

    def of(self, *kinds: str) -> list[Element]:
        """Return elements of these kinds in the order of the file."""
        return [each for each in self.root.iter() if kind(each) in kinds and each.tag.startswith(BPMN)]

    def flows(self) -> list[Element]:
        """Return the sequence flows."""
        return self.of("sequenceFlow")

    def out_of(self, element: Element) -> list[Element]:
        """Return the flows that leave an element."""
        return [flow for flow in siblings(element, "sequenceFlow") if flow.get("sourceRef") == element.get("id")]

    def into(self, element: Element) -> list[Element]:
        """Return the flows that reach an element."""
        return [flow for flow in siblings(element, "sequenceFlow") if flow.get("targetRef") == element.get("id")]

    def boundaries(self, element: Element) -> list[Element]:
        """Return the boundary events of an activity."""
        return [each for each in siblings(element, "boundaryEvent") if each.get("attachedToRef") == element.get("id")]

    def lead(self, flow: Element, target: Element) -> None:
        """Let a flow end at another element."""
        flow_id = str(flow.get("id"))
        for ref in list(self[str(flow.get("targetRef"))].findall(f"{BPMN}incoming")):
            if ref.text == flow_id:
                _take_out(ref)
        flow.set("targetRef", str(target.get("id")))
        ref = etree.Element(f"{BPMN}incoming")
        ref.text = flow_id
        after = [index for index, each in enumerate(target) if kind(each) in ("documentation", "extensionElements", "incoming")]
        target.insert(max(after, default=-1) + 1, ref)

    def remove(self, element: Element) -> None:
        """Take an element out with its flows, boundary events, places in lanes and shapes."""
        for boundary in self.boundaries(element):
            self.remove(boundary)
        for flow in [*self.out_of(element), *self.into(element)]:
            self.cut(flow)
        gone = {str(each.get("id")) for each in element.iter() if each.get("id")}
        for ref in list(self.root.iter(f"{BPMN}flowNodeRef")):
            if ref.text in gone:
                _take_out(ref)
        for shape in list(self.root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge")):
            if shape.get("bpmnElement") in gone:
                _take_out(shape)
        _take_out(element)

    def cut(self, flow: Element) -> None:
        """Take a flow out with its references and its edge."""
        flow_id = str(flow.get("id"))
        for ref in list(self.root.iter(f"{BPMN}incoming", f"{BPMN}outgoing")):
            if ref.text == flow_id:
                _take_out(ref)
        for edge in list(self.root.iter(f"{DI}BPMNEdge")):
            if edge.get("bpmnElement") == flow_id:
                _take_out(edge)
        _take_out(flow)


def kind(element: Element) -> str:
    """Return the local name of an element, '' for comments."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def siblings(element: Element, *kinds: str) -> Iterator[Element]:
    """Yield the elements of the same process or sub-process of these kinds."""
    parent = element.getparent()
    assert parent is not None
    return (each for each in parent if kind(each) in kinds)


def nodes(element: Element) -> list[Element]:
    """Return the flow nodes drawn beside an element that a flow may lead to."""
    parent = element.getparent()
    assert parent is not None
    return [
        each
        for each in parent
        if each.tag.startswith(BPMN)
        and kind(each) not in (*NOT_FLOW_NODES, "startEvent", "boundaryEvent", "incoming", "outgoing")
        and "Characteristics" not in kind(each)
        and "EventDefinition" not in kind(each)
        and each.get("triggeredByEvent") != "true"
    ]


def name_of(element: Element) -> str:
    """Return what a reader calls an element: its name, else its id."""
    return f"“{element.get('name')}”" if element.get("name") else str(element.get("id"))


def _take_out(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
