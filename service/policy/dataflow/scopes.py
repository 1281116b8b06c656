"""One process, sub-process or event sub-process: its elements joined by flows and links, and where it ends."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from lxml import etree

from service.engine.dialect.extensions import properties, read_settings, text_of
from service.engine.dialect.names import FLOW_NODES, bpmn, local
from service.engine.dialect.settings import Settings
from service.policy.dataflow.activities import Activity
from service.policy.dataflow.frames import Catcher, Frame
from service.policy.dataflow.model import Write

if TYPE_CHECKING:
    from service.policy.dataflow.drawing import Drawing

Node = etree._Element


class Scope:
    """One process, sub-process or event sub-process while it is drawn. ``beside`` are the ranges of points whose writes may
    have happened though no flow leads from them to the scope's end."""

    def __init__(self, drawing: Drawing, holder: Node, file: str, frame: Frame, entered: int) -> None:
        self.drawing, self.holder, self.file, self.frame, self.entered = drawing, holder, file, frame, entered
        self.nodes = {each.get("id", ""): each for each in holder if local(each.tag) in FLOW_NODES}
        self.flows = holder.findall(bpmn("sequenceFlow"))
        self.arrive: dict[str, int] = {}
        self.left: dict[str, int] = {}
        self.beside: list[range] = []
        self.ends: list[int] = []
        self.spans: dict[str, range] = {}

    def draw(self) -> list[int]:
        """Draw everything inside and return the points where it ends."""
        drawing = self.drawing
        begun = len(drawing.points)
        for name, node in self.nodes.items():
            drawing.names[name] = " ".join((node.get("name") or "").split()) or name
            self.arrive[name] = drawing.point(name)
        self.watchers()
        for name, node in sorted(self.nodes.items(), key=lambda item: local(item[1].tag) == "boundaryEvent"):
            if node.get("triggeredByEvent") != "true":
                start = len(drawing.points)
                self.element(name, node)
                self.spans[name] = range(start, len(drawing.points))
        self.connect()
        for name, node in self.nodes.items():
            if node.get("triggeredByEvent") == "true":
                self.event_sub(name, node, range(begun, len(drawing.points)))
        return self.ends

    def inner(self, holder: Node, frame: Frame, entered: int) -> Scope:
        """Return the scope of something that stands in this one."""
        return Scope(self.drawing, holder, self.file, frame, entered)

    def watchers(self) -> None:
        """Note what the scope's own event sub-processes catch, before anything inside is drawn."""
        for name, node in self.nodes.items():
            start = next(iter(node.findall(bpmn("startEvent"))), None) if node.get("triggeredByEvent") == "true" else None
            if start is not None:
                trigger = read_settings(start).trigger
                self.frame.event_subs.append(Catcher(trigger.kind, trigger.name, self.arrive[name]))

    def catchers(self, host: str) -> list[Catcher]:
        found = []
        for name, node in self.nodes.items():
            if local(node.tag) == "boundaryEvent" and node.get("attachedToRef") == host:
                trigger = read_settings(node).trigger
                found.append(Catcher(trigger.kind, trigger.name, self.arrive[name]))
        return found

    def connect(self) -> None:
        """Join the elements by flows and links, and find where the scope ends."""
        drawing = self.drawing
        leaving = {flow.get("sourceRef", "") for flow in self.flows}
        for flow in self.flows:
            source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
            if source not in self.left or target not in self.arrive:
                continue
            drawing.points[self.arrive[target]].after.append(self.left[source])
            text = text_of(flow.find(bpmn("conditionExpression")))
            drawing.read(self, flow, "the condition", text, self.left[source])
        for name, node in self.nodes.items():
            trigger = read_settings(node).trigger
            if local(node.tag) == "parallelGateway":
                drawing.points[self.arrive[name]].together = True
            if local(node.tag) == "intermediateThrowEvent" and trigger.kind == "link":
                self.link(name, trigger.name)
            elif name in self.left and name not in leaving and not (local(node.tag) == "endEvent" and trigger.kind == "error"):
                if name in self.besides:
                    self.beside.append(range(self.left[name], self.left[name] + 1))
                else:
                    self.ends.append(self.left[name])

    @cached_property
    def besides(self) -> frozenset[str]:
        """Elements that only a boundary event which interrupts nothing leads to: the scope goes on beside them."""
        onward: dict[str, list[str]] = defaultdict(list)
        for flow in self.flows:
            onward[flow.get("sourceRef", "")].append(flow.get("targetRef", ""))
        begins, waiting = set[str](), list[str]()
        for name, node in self.nodes.items():
            if local(node.tag) == "boundaryEvent" and node.get("cancelActivity") == "false":
                begins.add(name)
            elif not any(name in targets for targets in onward.values()):
                waiting.append(name)
        main = set[str]()
        while waiting:
            name = waiting.pop()
            if name not in main and name not in begins:
                main.add(name)
                waiting.extend(onward[name])
        return frozenset(self.nodes) - main

    def link(self, name: str, called: str | None) -> None:
        for other, node in self.nodes.items():
            trigger = read_settings(node).trigger
            if local(node.tag) == "intermediateCatchEvent" and trigger.kind == "link" and trigger.name == called:
                self.drawing.points[self.arrive[other]].after.append(self.left[name])

    def element(self, name: str, node: Node) -> None:
        tag, settings = local(node.tag), read_settings(node)
        if tag.endswith("Gateway"):
            self.left[name] = self.arrive[name]
        elif tag == "startEvent":
            self.drawing.points[self.arrive[name]].after.append(self.entered)
            self.event(name, node, settings)
        elif tag == "boundaryEvent":
            self.boundary(name, node, settings)
        elif tag == "intermediateCatchEvent":
            self.time(node, settings, self.arrive[name])
            self.event(name, node, settings)
        else:
            Activity(self, name, node, settings).draw()

    def event(self, name: str, node: Node, settings: Settings) -> None:
        """A caught event: what it brings, then its output mappings. What no file tells of it counts only where a mapping takes it:
        were it to stand for any variable, one event without mappings would hide every slip behind it."""
        brings, is_open = self.brought(node, settings)
        arrived = self.arrive[name]
        if not brings and not settings.outputs:
            self.left[name] = arrived
            return
        got = self.drawing.point(name, arrived, sets=brings)
        self.left[name] = got
        if settings.outputs:
            targets = self.drawing.mappings(self, node, settings.outputs, "output", got, own=brings, brought=is_open)
            self.left[name] = self.drawing.point(name, got, base=arrived, drop=None, sets=targets)
        else:
            for each in sorted(brings):
                self.drawing.writes.append(Write(process=self.frame.process, element_id=name, name=each))

    def brought(self, node: Node, settings: Settings) -> tuple[frozenset[str], bool]:
        """Return the names an event brings, and whether there may be others that no file tells."""
        trigger = settings.trigger
        if trigger.kind == "error":
            return frozenset({"errorCode", "errorMessage"}), True
        if trigger.kind == "escalation":
            return frozenset({"escalationCode"}), False
        if trigger.kind in ("message", "signal") and local(node.tag) != "startEvent":
            sent = self.drawing.sent.get((trigger.kind, trigger.name or ""))
            by_hand = bool(properties(node).get("raisedBy"))
            return sent or frozenset(), sent is None and (not by_hand or bool(settings.outputs))
        return frozenset(), False

    def time(self, node: Node, settings: Settings, point: int) -> None:
        """Note what a timer and a correlation key read."""
        if settings.trigger.kind == "timer":
            self.drawing.read(self, node, "the timer", settings.trigger.value, point)
        elif settings.trigger.key:
            self.drawing.read(self, node, "the correlation key", settings.trigger.key, point)

    def boundary(self, name: str, node: Node, settings: Settings) -> None:
        host = node.get("attachedToRef", "")
        if host in self.arrive:
            entered = self.arrive[host]
            self.time(node, settings, entered)
            if settings.trigger.kind not in ("error", "escalation"):
                self.drawing.points[self.arrive[name]].after.append(entered)
                inside = self.spans.get(host)
                if inside is not None:
                    self.drawing.points[self.arrive[name]].also.append(inside)
        self.event(name, node, settings)

    def started(self) -> int:
        """Return the point behind the start event: a scope takes its first step before anything else can happen to it."""
        starts = (self.left[name] for name, node in self.nodes.items() if local(node.tag) == "startEvent" and name in self.left)
        return next(starts, self.entered)

    def event_sub(self, name: str, node: Node, all_of_scope: range) -> None:
        """Draw an event sub-process, which may begin whenever its scope is there."""
        drawing = self.drawing
        start = next(iter(node.findall(bpmn("startEvent"))), None)
        if start is None:
            return
        settings = read_settings(start)
        arrived = drawing.points[self.arrive[name]]
        arrived.also.append(all_of_scope)
        if settings.trigger.kind not in ("error", "escalation"):
            arrived.after.append(self.started())
        self.time(start, settings, self.entered)
        begun = len(drawing.points)
        frame = Frame(process=self.frame.process, outer=self.frame, host=self.arrive[name], is_event_sub=True)
        ends = self.inner(node, frame, self.arrive[name]).draw()
        if settings.interrupting:
            self.ends.extend(ends)
        else:
            self.beside.append(range(begun, len(drawing.points)))
