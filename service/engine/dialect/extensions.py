"""Reads the extension elements and event definitions of one flow node into Settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from service.engine.dialect.names import bpmn, local, zeebe
from service.engine.dialect.settings import Loop, Settings, Trigger, VariableMapping

Node = etree._Element
NAMED = {"message": "name", "signal": "name", "error": "errorCode", "escalation": "escalationCode"}


def extension(node: Node, tag: str) -> Node | None:
    """Return a node's own extension element of this tag, or None."""
    return node.find(f"{bpmn('extensionElements')}/{zeebe(tag)}")


def properties(node: Node) -> dict[str, str]:
    """Return the zeebe:properties of a node, in document order."""
    held = extension(node, "properties")
    return {} if held is None else {item.get("name", ""): item.get("value", "") for item in held}


def documentation(node: Node) -> str:
    """Return a node's own documentation in words."""
    held = node.find(bpmn("documentation"))
    return (held.text or "").strip() if held is not None else ""


def text_of(node: Node | None) -> str | None:
    """Return a node's text without white space around it; None for no node or no text."""
    return (node.text or "").strip() or None if node is not None else None


def read_loop(node: Node) -> Loop | None:
    """Return a node's multi-instance settings, or None."""
    held = node.find(bpmn("multiInstanceLoopCharacteristics"))
    if held is None:
        return None
    own = extension(held, "loopCharacteristics")
    given: Mapping[str, str] = {} if own is None else {str(name): str(value) for name, value in own.attrib.items()}
    return Loop(
        collection=given.get("inputCollection", ""),
        item=given.get("inputElement") or None,
        output=given.get("outputCollection") or None,
        output_element=given.get("outputElement") or None,
        sequential=held.get("isSequential") == "true",
        until=text_of(held.find(bpmn("completionCondition"))),
    )


def read_trigger(node: Node) -> Trigger:
    """Return what an event waits for or throws; a receive task waits for its message."""
    root = node.getroottree().getroot()
    if local(node.tag) == "receiveTask":
        return _named(root, "message", node.get("messageRef"))
    for held in node:
        tag = local(held.tag)
        if not tag.endswith("EventDefinition"):
            continue
        kind = tag.removesuffix("EventDefinition")
        if kind in NAMED:
            return _named(root, kind, held.get(f"{kind}Ref"))
        if kind == "timer":
            return next(
                (
                    Trigger(kind="timer", timer=shape, value=text_of(held.find(bpmn(f"time{shape.capitalize()}"))) or "")
                    for shape in ("date", "duration", "cycle")
                    if held.find(bpmn(f"time{shape.capitalize()}")) is not None
                ),
                Trigger(kind="timer"),
            )
        return Trigger(kind=kind, name=held.get("name"))
    return Trigger()


def _named(root: Node, kind: str, ref: str | None) -> Trigger:
    target = next((item for item in root.iter(bpmn(kind)) if item.get("id") == ref), None) if ref else None
    if target is None:
        return Trigger(kind=kind)
    key = extension(target, "subscription")
    return Trigger(kind=kind, name=target.get(NAMED[kind]), key=None if key is None else key.get("correlationKey"))


def read_settings(node: Node) -> Settings:
    """Return everything the extension elements of a flow node say."""
    found: dict[str, Any] = {"properties": properties(node), "loop": read_loop(node), "trigger": read_trigger(node)}
    found["interrupting"] = node.get("isInterrupting", node.get("cancelActivity", "true")) != "false"

    def take(tag: str, names: Mapping[str, str]) -> None:
        held = extension(node, tag)
        if held is not None:
            found.update({ours: held.get(theirs) for theirs, ours in names.items() if held.get(theirs)})

    take("formDefinition", {"formId": "form_id"})
    take(
        "assignmentDefinition",
        {"assignee": "assignee", "candidateUsers": "candidate_users", "candidateGroups": "candidate_groups"},
    )
    take("taskSchedule", {"dueDate": "due", "followUpDate": "follow_up"})
    take("priorityDefinition", {"priority": "priority"})
    take("taskDefinition", {"type": "operation", "retries": "retries"})
    take("calledDecision", {"decisionId": "decision_id", "resultVariable": "result"})
    take("script", {"expression": "script", "resultVariable": "result"})
    called = extension(node, "calledElement")
    if called is not None:
        found["called"] = called.get("processId")
        found["all_to_child"] = called.get("propagateAllParentVariables", "true") == "true"
        found["all_to_parent"] = called.get("propagateAllChildVariables", "true") == "true"
    mappings = extension(node, "ioMapping")
    if mappings is not None:
        for kind in ("input", "output"):
            found[f"{kind}s"] = tuple(
                VariableMapping(m.get("source", ""), m.get("target", "")) for m in mappings.iter(zeebe(kind))
            )
    headers = extension(node, "taskHeaders")
    if headers is not None:
        found["headers"] = {item.get("key", ""): item.get("value", "") for item in headers}
    return Settings(**found)
