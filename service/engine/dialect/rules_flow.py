"""Checks of the flow: starts, ends, gateways, what leads where."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding
from service.engine.dialect.diagram import Area, Diagram, Node, called, event_kind
from service.engine.dialect.names import bpmn, local

ASKING = ("exclusiveGateway", "inclusiveGateway")


def one_start(diagram: Diagram) -> Iterator[Finding]:
    """A process and a sub-process begin at exactly one start event."""
    for area in diagram.areas:
        starts = [node for node in area.nodes.values() if local(node.tag) == "startEvent"]
        if len(starts) != 1:
            words = "no start event" if not starts else f"{len(starts)} start events"
            yield diagram.finding("one-start", area.holder, f"{called(area.holder)} has {words}: exactly one is needed.")


def flows_hold(diagram: Diagram) -> Iterator[Finding]:
    """A sequence flow joins two elements of one scope, and no two elements twice."""
    for area in diagram.areas:
        seen: set[tuple[str, str]] = set()
        for flow in area.flows:
            pair = (flow.get("sourceRef", ""), flow.get("targetRef", ""))
            missing = [end for end in pair if end not in area.nodes]
            if missing:
                everywhere = {name for other in diagram.areas for name in other.nodes}
                words = (
                    "crosses the border of a sub-process"
                    if set(missing) <= everywhere
                    else f"leads to or from {missing[0]!r}, which is not there"
                )
                yield diagram.finding("flow-ends", flow, f"The flow {called(flow)} {words}.")
            if pair in seen:
                yield diagram.finding("flow-twice", flow, f"Two flows lead from {pair[0]} to {pair[1]}: one is enough.")
            seen.add(pair)


def conditions_where_asked(diagram: Diagram) -> Iterator[Finding]:
    """Conditions stand on flows out of exclusive and inclusive gateways, on every one but the default."""
    for area in diagram.areas:
        defaults = {node.get("default") for node in area.nodes.values() if local(node.tag) in ASKING}
        for name, node in area.nodes.items():
            leaving = area.leaving(name)
            for flow in leaving:
                asked = flow.find(bpmn("conditionExpression")) is not None
                if local(node.tag) not in ASKING:
                    if asked:
                        yield diagram.finding(
                            "condition-place", flow, f"The flow out of {called(node)} has a condition: put a gateway between."
                        )
                elif flow.get("id") in defaults:
                    if asked:
                        yield diagram.finding(
                            "condition-default", flow, f"The default flow out of {called(node)} has a condition as well."
                        )
                elif not asked and len(leaving) > 1:
                    yield diagram.finding(
                        "condition-missing", flow, f"The flow out of {called(node)} has no condition and is not its default."
                    )
            if node.get("default") and node.get("default") not in {flow.get("id") for flow in leaving}:
                yield diagram.finding("flow-ends", node, f"The default flow of {called(node)} does not leave it.")


def ends_and_starts(diagram: Diagram) -> Iterator[Finding]:
    """Nothing leads into starts, boundary events and event sub-processes, nothing out of ends and event sub-processes."""
    for area, node in diagram.flow_nodes():
        tag, name = local(node.tag), node.get("id", "")
        event_sub = node.get("triggeredByEvent") == "true"
        if (tag in ("startEvent", "boundaryEvent") or event_sub) and area.coming(name):
            yield diagram.finding("flow-direction", node, f"A flow leads into {called(node)}.")
        if (tag == "endEvent" or event_sub) and area.leaving(name):
            yield diagram.finding("flow-direction", node, f"A flow leads out of {called(node)}.")
        if tag == "eventBasedGateway":
            yield from _event_gateway(diagram, area, node)


def _event_gateway(diagram: Diagram, area: Area, node: Node) -> Iterator[Finding]:
    targets = [area.nodes.get(flow.get("targetRef", "")) for flow in area.leaving(node.get("id", ""))]
    if len(targets) < 2:
        yield diagram.finding("event-gateway", node, f"{called(node)} needs two events or more behind it.")
    for target in targets:
        if target is None:
            continue
        waits = local(target.tag) == "receiveTask" or (
            local(target.tag) == "intermediateCatchEvent" and event_kind(target) in ("timer", "message", "signal")
        )
        if not waits:
            yield diagram.finding("event-gateway", target, f"Behind {called(node)} only messages, signals and timers can stand.")
        elif len(area.coming(target.get("id", ""))) > 1:
            yield diagram.finding(
                "event-gateway", target, f"{called(target)} stands behind an event gateway: nothing else may lead to it."
            )
        elif area_boundaries(area, target.get("id", "")):
            yield diagram.finding(
                "event-gateway", target, f"{called(target)} stands behind an event gateway: it cannot have boundary events."
            )


def area_boundaries(area: Area, name: str) -> list[Node]:
    """Return the boundary events of an element."""
    return [node for node in area.nodes.values() if local(node.tag) == "boundaryEvent" and node.get("attachedToRef") == name]


def all_reachable(diagram: Diagram) -> Iterator[Finding]:
    """Every element can be reached from the start of its scope."""
    for area in diagram.areas:
        links = {
            node[0].get("name") if len(node) else "": name
            for name, node in area.nodes.items()
            if local(node.tag) == "intermediateCatchEvent" and event_kind(node) == "link"
        }
        links = {_link_name(area.nodes[name]): name for name in links.values()}
        todo = [
            name for name, node in area.nodes.items() if local(node.tag) == "startEvent" or node.get("triggeredByEvent") == "true"
        ]
        if not todo:
            continue
        seen: set[str] = set()
        while todo:
            name = todo.pop()
            if name in seen or name not in area.nodes:
                continue
            seen.add(name)
            todo += [flow.get("targetRef", "") for flow in area.leaving(name)]
            todo += [held.get("id", "") for held in area_boundaries(area, name)]
            if event_kind(area.nodes[name]) == "link":
                todo.append(links.get(_link_name(area.nodes[name]), ""))
        for name, node in area.nodes.items():
            if name not in seen:
                yield diagram.finding("unreachable", node, f"Nothing leads to {called(node)}.")


def _link_name(node: Node) -> str:
    return next((held.get("name") or "" for held in node if local(held.tag) == "linkEventDefinition"), "")


def links_pair(diagram: Diagram) -> Iterator[Finding]:
    """A link is thrown to exactly one catching event of its name in the same scope."""
    for area in diagram.areas:
        ends = [node for node in area.nodes.values() if event_kind(node) == "link"]
        catching = [_link_name(node) for node in ends if local(node.tag) == "intermediateCatchEvent"]
        thrown = {_link_name(node) for node in ends if local(node.tag) == "intermediateThrowEvent"}
        for node in ends:
            name = _link_name(node)
            if not name:
                yield diagram.finding("link", node, f"The link {called(node)} has no name.")
            elif local(node.tag) == "intermediateThrowEvent" and catching.count(name) != 1:
                yield diagram.finding("link", node, f"The link {name} needs exactly one event in this scope that catches it.")
            elif local(node.tag) == "intermediateCatchEvent" and name not in thrown:
                yield diagram.finding("link", node, f"Nothing throws the link {name}.")


def boundaries_attached(diagram: Diagram) -> Iterator[Finding]:
    """A boundary event sits on an activity of its own scope."""
    for area, node in diagram.flow_nodes():
        if local(node.tag) != "boundaryEvent":
            continue
        host = area.nodes.get(node.get("attachedToRef", ""))
        if host is None or "Event" in local(host.tag) or "Gateway" in local(host.tag) or host.get("triggeredByEvent") == "true":
            yield diagram.finding("boundary", node, f"{called(node)} is not attached to an activity.")
