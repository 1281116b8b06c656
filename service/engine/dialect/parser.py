"""SpiffWorkflow's parser taught the dialect.

It reads flow nodes one after the other in the document's order, not by recursion along the flow, so that neither the length of a
diagram nor the place of a shape on the drawing changes what it means. A flow, a link or a boundary event is kept on the node."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from service.engine.dialect.extensions import documentation, properties, read_settings, text_of
from service.engine.dialect.names import FLOW_NODES, NS, bpmn, local
from service.engine.dialect.settings import Flow
from service.engine.specs.kinds import NODE_CLASSES
from service.engine.specs.node import Node
from service.engine.tree import ScopeSpec


class NodeParser(TaskParser):  # type: ignore[misc]  # the library has no types
    """Makes one flow node of our own class."""

    def parse_node(self) -> Node:
        """Return the node without its flows."""
        node: Node = self.spec_class(
            self.spec,
            self.bpmn_id,
            kind=local(self.node.tag),
            label=" ".join((self.node.get("name") or "").split()),
            lane=self.lane,
            settings=read_settings(self.node),
            documentation=documentation(self.node),
        )
        return node


class ScopeParser(ProcessParser):  # type: ignore[misc]  # the library has no types
    """Reads a process or an embedded sub-process into a ScopeSpec."""

    spec: ScopeSpec

    def read(self, key: str, process_id: str) -> ScopeSpec:
        """Return the scope with its nodes, their flows and boundary events. Inner scopes are added to the parser."""
        self.spec = ScopeSpec(key, process_id)
        nodes = [node for node in self.node if local(node.tag) in FLOW_NODES]
        for node in nodes:
            self.parse_node(node)
        self._connect(nodes)
        for node in nodes:
            if local(node.tag) == "subProcess":
                self._read_inside(node, process_id)
        self.spec.start_id = next((node.get("id") for node in nodes if local(node.tag) == "startEvent"), "")
        self.spec.event_subs = tuple(node.get("id") for node in nodes if node.get("triggeredByEvent") == "true")
        return self.spec

    def _connect(self, nodes: Iterable[etree._Element]) -> None:
        outgoing: dict[str, list[Flow]] = {}
        incoming: dict[str, list[Flow]] = {}
        defaults = {node.get("default") for node in nodes} - {None}
        for held in self.node.iterchildren(bpmn("sequenceFlow")):
            flow = Flow(
                held.get("id", ""),
                held.get("sourceRef", ""),
                held.get("targetRef", ""),
                text_of(held.find(bpmn("conditionExpression"))),
                " ".join((held.get("name") or "").split()),
                held.get("id") in defaults,
            )
            outgoing.setdefault(flow.source, []).append(flow)
            incoming.setdefault(flow.target, []).append(flow)
        for held in nodes:
            node = self.spec.node(held.get("id", ""))
            node.flows, node.incoming = tuple(outgoing.get(node.name, ())), tuple(incoming.get(node.name, ()))
            for flow in node.flows:
                node.connect(self.spec.node(flow.target))
            if node.kind == "boundaryEvent":
                host = self.spec.node(held.get("attachedToRef", ""))
                node.attached_to, host.boundaries = host.name, (*host.boundaries, node.name)
            if node.kind == "intermediateCatchEvent" and node.settings.trigger.kind == "link":
                self.spec.links[node.settings.trigger.name or ""] = node.name

    def _read_inside(self, node: etree._Element, process_id: str) -> None:
        element_id = node.get("id", "")
        key = f"{process_id}#{element_id}"
        inner = ScopeParser(self.parser, node, self.nsmap, {}, filename=self.filename)
        self.parser.inner[key] = inner.read(key, process_id)
        self.spec.node(element_id).inside = self.parser.inner[key]

    def parse_node(self, node: etree._Element) -> Node:
        """Return a flow node of the class that executes it."""
        parser_class, spec_class = self.parser._get_parser_class(node.tag)
        if node.get("triggeredByEvent") == "true":
            spec_class = NODE_CLASSES["eventSubProcess"]
        result: Node = parser_class(self, spec_class, node, self.nsmap).parse_node()
        return result


class DialectParser(BpmnParser):  # type: ignore[misc]  # the library has no types
    """Collects the diagrams of one procedure. Give it trees of the hardened XML parser only."""

    PROCESS_PARSER_CLASS = ScopeParser
    OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, Any]] = {bpmn(tag): (NodeParser, kind) for tag, kind in NODE_CLASSES.items()}

    def __init__(self) -> None:
        super().__init__()
        self.inner: dict[str, ScopeSpec] = {}

    def _add_data_stores(self, tree: Any) -> None:
        return None

    def _add_correlations(self, tree: Any) -> None:
        return None

    def _add_diagram_indexes(self, tree: Any) -> None:
        """Lanes as the modeller means them: of nested lanes the innermost, by the document's order."""
        lanes = {
            (ref.text or "").strip(): (ref.getparent().get("name") or None) for ref in tree.iterfind(".//bpmn:flowNodeRef", NS)
        }
        self.document_lanes[self._document_key(tree)] = lanes
        self.document_positions[self._document_key(tree)] = {}

    def scope_specs(self) -> dict[str, ScopeSpec]:
        """Return every process and embedded sub-process by key."""
        processes = {key: parser.read(key, key) for key, parser in self.process_parsers.items() if parser.process_executable}
        return {**processes, **self.inner}

    def about(self, process_id: str) -> tuple[str, str, dict[str, str]]:
        """Return a process's name, documentation and properties."""
        node = self.process_parsers[process_id].node
        return node.get("name") or process_id, documentation(node), properties(node)

    def lanes(self, process_id: str) -> tuple[str, ...]:
        """Return the names of a process's lanes in document order, innermost only."""
        node = self.process_parsers[process_id].node
        lanes = [lane for lane in node.iter(bpmn("lane")) if lane.find(bpmn("childLaneSet")) is None]
        return tuple(lane.get("name") or "" for lane in lanes if lane.get("name"))
