"""A process or sub-process with what is drawn directly in it: what leads to an element and what leads away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from service.policy.checks.node import FLOW_NODES, Node
from service.policy.reach import BPMN

SCOPES = ("process", "subProcess", "adHocSubProcess", "transaction")
DRAWN = FLOW_NODES | {"complexGateway", "adHocSubProcess", "transaction"}
"""Flow nodes of every kind, those among them that the engine refuses."""
ASKING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")


@dataclass(frozen=True)
class Scope:
    """``holder`` is the process or sub-process itself."""

    holder: Node

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Flow nodes by id, in document order."""
        found = (Node(self.holder.file, child) for child in self.holder.xml if isinstance(child.tag, str))
        return {node.element_id or "": node for node in found if node.kind in DRAWN}

    @cached_property
    def flows(self) -> tuple[Node, ...]:
        """Sequence flows, in document order."""
        return tuple(Node(self.holder.file, child) for child in self.holder.xml.iterchildren(f"{BPMN}sequenceFlow"))

    def leaving(self, node: Node) -> Collection[Node]:
        """Return the flows out of a node."""
        return self._by_end["sourceRef", node.element_id]

    def coming(self, node: Node) -> Collection[Node]:
        """Return the flows into a node."""
        return self._by_end["targetRef", node.element_id]

    @cached_property
    def _by_end(self) -> Mapping[tuple[str, str | None], list[Node]]:
        found: dict[tuple[str, str | None], list[Node]] = defaultdict(list)
        for flow in self.flows:
            for end in ("sourceRef", "targetRef"):
                found[end, flow.xml.get(end)].append(flow)
        return found

    def asks(self, node: Node) -> bool:
        """Say whether a node is a gateway that chooses between several ways out."""
        return node.kind in ASKING and len(self.leaving(node)) > 1

    @property
    def is_ad_hoc(self) -> bool:
        """Say whether what is in it need not be joined by flows."""
        return self.holder.kind == "adHocSubProcess"


def is_activity(node: Node) -> bool:
    """Say whether a flow node is a task, a call or a sub-process."""
    return not node.kind.endswith(("Event", "Gateway"))


def joins_without_waiting(node: Node) -> bool:
    """Say whether a node goes on with every flow that arrives, without waiting for another."""
    return node.kind not in ("parallelGateway", "inclusiveGateway", "complexGateway")


def is_event_sub(node: Node) -> bool:
    """Say whether a flow node is an event sub-process, which nothing leads to or away from."""
    found: str | None = node.xml.get("triggeredByEvent")
    return found == "true"


def event_kind(node: Node) -> str:
    """Return what an event is about (``timer``, ``link``), '' for a plain one."""
    tags = (child.tag.rpartition("}")[2] for child in node.xml if isinstance(child.tag, str))
    return next((tag.removesuffix("EventDefinition") for tag in tags if tag.endswith("EventDefinition")), "")


def is_compensation(node: Node) -> bool:
    """Say whether an activity undoes another one, to which an association joins it and no flow."""
    found: str | None = node.xml.get("isForCompensation")
    return found == "true"
