"""Checks of events: what each may be about, names and codes, timers."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding
from service.engine.dialect.diagram import Area, Diagram, Node, called, event_definitions, event_kind
from service.engine.dialect.extensions import NAMED, extension, text_of
from service.engine.dialect.names import bpmn, local
from service.engine.dialect.settings import is_feel
from service.engine.timers import NotATime, add, cycle, moment

ALLOWED = {
    "startEvent": {"none", "message", "signal", "timer"},
    "inside": {"none"},
    "eventSub": {"message", "signal", "timer", "error", "escalation"},
    "boundaryEvent": {"message", "signal", "timer", "error", "escalation"},
    "intermediateCatchEvent": {"message", "signal", "timer", "link"},
    "intermediateThrowEvent": {"none", "message", "signal", "escalation", "link"},
    "endEvent": {"none", "message", "signal", "error", "escalation", "terminate"},
}


def events_fit(diagram: Diagram) -> Iterator[Finding]:
    """Every event is about something that can happen at its place."""
    for area, node in diagram.flow_nodes():
        tag = local(node.tag)
        if not tag.endswith("Event"):
            continue
        if len(event_definitions(node)) > 1:
            yield diagram.finding("event-kind", node, f"{called(node)} has several event definitions: draw one event for each.")
            continue
        kind = event_kind(node)
        if kind not in ALLOWED[_place(area, tag)]:
            yield diagram.finding(
                "event-kind", node, f"{called(node)} cannot be a {'plain' if kind == 'none' else kind} event here."
            )
        if kind == "error" and _watches(tag) and node.get("isInterrupting", node.get("cancelActivity")) == "false":
            yield diagram.finding("event-kind", node, f"{called(node)} catches an error: it must interrupt.")


def _place(area: Area, tag: str) -> str:
    if tag != "startEvent" or local(area.holder.tag) == "process":
        return tag
    return "eventSub" if area.is_event_sub else "inside"


def _watches(tag: str) -> bool:
    return tag in ("startEvent", "boundaryEvent")


def names_and_codes(diagram: Diagram) -> Iterator[Finding]:
    """Messages and signals have names; thrown errors and escalations have codes; references lead somewhere."""
    for _, node in diagram.flow_nodes():
        tag = local(node.tag)
        if tag == "receiveTask":
            yield from _reference(diagram, node, node, "message", needed=True)
        elif tag.endswith("Event"):
            for held in event_definitions(node):
                kind = local(held.tag).removesuffix("EventDefinition")
                if kind in NAMED:
                    job = extension(node, "taskDefinition") is not None
                    throws = tag in ("endEvent", "intermediateThrowEvent")
                    yield from _reference(diagram, node, held, kind, needed=(throws or kind in ("message", "signal")) and not job)


def _reference(diagram: Diagram, node: Node, held: Node, kind: str, *, needed: bool) -> Iterator[Finding]:
    ref = held.get(f"{kind}Ref")
    target = diagram.named(kind, ref)
    word = "code" if kind in ("error", "escalation") else "name"
    if ref and target is None:
        yield diagram.finding("reference", node, f"{called(node)} refers to the {kind} {ref}, which is not in the file.")
    elif target is None and needed:
        yield diagram.finding("reference", node, f"{called(node)} does not say which {kind}.")
    elif target is not None and not target.get(NAMED[kind]):
        yield diagram.finding("reference", node, f"The {kind} of {called(node)} has no {word}.")
    elif target is not None and is_feel(target.get(NAMED[kind])):
        yield diagram.finding("reference", node, f"The {word} of the {kind} of {called(node)} must be text, not an expression.")


def timers_tell_time(diagram: Diagram) -> Iterator[Finding]:
    """A timer has one date, duration or cycle that can be read; cycles repeat, so nothing may be interrupted by one."""
    for area, node in diagram.flow_nodes():
        for held in event_definitions(node):
            if local(held.tag) != "timerEventDefinition":
                continue
            shapes = [shape for shape in ("Date", "Duration", "Cycle") if held.find(bpmn(f"time{shape}")) is not None]
            if len(shapes) != 1:
                yield diagram.finding("timer", node, f"{called(node)} needs one date, duration or cycle.")
                continue
            yield from _literal(diagram, node, shapes[0], text_of(held.find(bpmn(f"time{shapes[0]}"))))
            if shapes[0] == "Cycle" and not _may_repeat(area, node):
                yield diagram.finding("timer", node, f"{called(node)} repeats: only an event that does not interrupt can.")
            elif shapes[0] == "Duration" and local(node.tag) == "startEvent" and local(area.holder.tag) == "process":
                yield diagram.finding("timer", node, f"{called(node)} starts the process: it needs a date.")


def _may_repeat(area: Area, node: Node) -> bool:
    if local(node.tag) == "boundaryEvent":
        return node.get("cancelActivity") == "false"
    return area.is_event_sub and local(node.tag) == "startEvent" and node.get("isInterrupting") == "false"


def _literal(diagram: Diagram, node: Node, shape: str, text: str | None) -> Iterator[Finding]:
    if text is None:
        yield diagram.finding("timer", node, f"The timer of {called(node)} is empty.")
        return
    if is_feel(text):
        return
    try:
        if shape == "Cycle":
            cycle(text)
        elif shape == "Date":
            moment(text)
        else:
            add(moment("2000-01-01"), text)
    except NotATime as error:
        yield diagram.finding("timer", node, f"The timer of {called(node)} cannot be read: {error}.")
