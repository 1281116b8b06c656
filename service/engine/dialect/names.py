"""Namespaces and tags of the dialect."""

from __future__ import annotations

from typing import Final

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE: Final = "http://camunda.org/schema/zeebe/1.0"
NS: Final = {"bpmn": BPMN, "zeebe": ZEEBE}

TASKS: Final = frozenset(
    {"task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask"}
)
ACTIVITIES: Final = TASKS | {"subProcess", "callActivity"}
GATEWAYS: Final = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"})
EVENTS: Final = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
FLOW_NODES: Final = ACTIVITIES | GATEWAYS | EVENTS


def bpmn(tag: str) -> str:
    """Return a BPMN tag in lxml's notation."""
    return f"{{{BPMN}}}{tag}"


def zeebe(tag: str) -> str:
    """Return an extension tag in lxml's notation."""
    return f"{{{ZEEBE}}}{tag}"


def local(tag: object) -> str:
    """Return a tag without its namespace; comments and instructions have none and give ''."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def space(tag: object) -> str:
    """Return the namespace of a tag, '' where it has none."""
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""
