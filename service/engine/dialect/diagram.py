"""One diagram as the checks see it: scopes with their flow nodes and flows, and a short way to make a finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from service.domain.findings import Finding, Severity
from service.engine.dialect.names import FLOW_NODES, bpmn, local

Node = etree._Element


@dataclass(frozen=True)
class Area:
    """A process or sub-process with what is drawn directly in it."""

    holder: Node

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Flow nodes by id, in document order."""
        return {node.get("id", ""): node for node in self.holder if local(node.tag) in FLOW_NODES}

    @cached_property
    def flows(self) -> list[Node]:
        """Sequence flows, in document order."""
        return list(self.holder.iterchildren(bpmn("sequenceFlow")))

    def leaving(self, node_id: str) -> list[Node]:
        """Return flows out of a node."""
        return [flow for flow in self.flows if flow.get("sourceRef") == node_id]

    def coming(self, node_id: str) -> list[Node]:
        """Return flows into a node."""
        return [flow for flow in self.flows if flow.get("targetRef") == node_id]

    @property
    def is_event_sub(self) -> bool:
        """Say whether this is the inside of an event sub-process."""
        return self.holder.get("triggeredByEvent") == "true"


class Diagram:
    """A parsed file."""

    def __init__(self, file: str, root: Node) -> None:
        self.file = file
        self.root = root

    @cached_property
    def areas(self) -> list[Area]:
        """Every process and sub-process of the file, outer before inner."""
        return [Area(node) for node in self.root.iter(bpmn("process"), bpmn("subProcess")) if self._runs(node)]

    def _runs(self, node: Node) -> bool:
        process = node if local(node.tag) == "process" else next(node.iterancestors(bpmn("process")), None)
        return process is not None and process.get("isExecutable") == "true"

    @cached_property
    def processes(self) -> list[Node]:
        """The executable processes."""
        return [area.holder for area in self.areas if local(area.holder.tag) == "process"]

    def flow_nodes(self) -> Iterator[tuple[Area, Node]]:
        """Return every flow node with the area it is drawn in."""
        for area in self.areas:
            for node in area.nodes.values():
                yield area, node

    def named(self, kind: str, ref: str | None) -> Node | None:
        """Return a message, signal, error or escalation by its id."""
        return next((item for item in self.root.iterchildren(bpmn(kind)) if item.get("id") == ref), None) if ref else None

    def finding(self, rule: str, node: Node | None, message: str, *, warning: bool = False) -> Finding:
        """Return a finding about a node, or about the nearest element around it that has an id."""
        held = node
        while held is not None and not held.get("id"):
            held = held.getparent()
        severity = Severity.WARNING if warning else Severity.ERROR
        return Finding(
            rule=rule, file=self.file, element_id=None if held is None else held.get("id"), message=message, severity=severity
        )


def called(node: Node) -> str:
    """Return an element's words for a sentence: its name, else its id."""
    return f"“{' '.join((node.get('name') or node.get('id') or local(node.tag)).split())}”"


def event_definitions(node: Node) -> list[Node]:
    """Return the event definitions of an event."""
    return [held for held in node if local(held.tag).endswith("EventDefinition")]


def event_kind(node: Node) -> str:
    """Return what an event is about (``timer``), ``none`` for a plain one."""
    found = event_definitions(node)
    return local(found[0].tag).removesuffix("EventDefinition") if found else "none"
