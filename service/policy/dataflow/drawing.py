"""Draws the points of a procedure: every process that it reaches, element by element, with what each reads and sets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from lxml import etree

from service.engine.dialect.extensions import extension, properties, read_settings, text_of
from service.engine.dialect.names import FLOW_NODES, bpmn, local
from service.engine.dialect.settings import Settings, VariableMapping, feel, is_feel
from service.form_schemas.expressions import RESERVED as OF_FORMS
from service.form_schemas.expressions import every, read_by
from service.policy.dataflow.frames import CallSite, Catcher, Frame, Thrown, caught
from service.policy.dataflow.model import ANSWERS, ANYTHING, Flow, Material, Point, Read, Write
from service.policy.dataflow.words import RESERVED, Words, words

Node = etree._Element
LOOP_NAMES = frozenset({"loopCounter"})
COUNTS = frozenset({"numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances", "numberOfTerminatedInstances"})
OF_PEOPLE = {
    "assignee": "the assignee",
    "candidate_users": "the candidate users",
    "candidate_groups": "the candidate groups",
    "due": "the due date",
    "follow_up": "the follow-up date",
    "priority": "the priority",
    "operation": "the operation",
    "retries": "the retries",
}
OF_PROCESS = ("caseReference", "caseTitle", "caseSummary", "flagged", "urgent")
PERSONAL = ("userTask", "manualTask")


def draw(material: Material) -> Flow:
    """Return the flow of the main procedure and all that it calls."""
    return _Drawing(material).flow()


class _Drawing:
    def __init__(self, material: Material) -> None:
        self.material = material
        self.points: list[Point] = []
        self.reads: list[Read] = []
        self.writes: list[Write] = []
        self.roots: dict[str, int] = {}
        self.ends: dict[str, int] = {}
        self.spans: dict[str, range] = {}
        self.names: dict[str, str] = {}
        self.steps: set[str] = set()
        self.thrown: list[Thrown] = []
        self.sites: dict[str, list[CallSite]] = defaultdict(list)
        self.calls: list[tuple[str, int, int]] = []
        self.callers: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
        self.waiting = [material.main]
        self.open_main = False
        self.sent = _sent(material)

    # ---- the whole

    def flow(self) -> Flow:
        while self.waiting:
            name = self.waiting.pop()
            if name in self.material.processes and name not in self.roots:
                self.process(name)
        for name, given, back in self.calls:
            if name in self.roots:
                self.points[self.roots[name]].after.append(given)
                self.points[back].after.append(self.ends[name])
        for thrown in self.thrown:
            for point, arrival in list(caught(thrown, self.sites, self.leave)):
                brought = self.point(thrown.element_id, point, sets=thrown.brings)
                self.points[arrival].after.append(brought)
        return Flow(
            points=tuple(self.points),
            reads=tuple(self.reads),
            writes=tuple(self.writes),
            roots=self.roots,
            spans=self.spans,
            callers={name: tuple(found) for name, found in self.callers.items()},
            names=self.names,
            main=self.material.main,
            forms=self.material.forms,
            open_main=self.open_main,
            steps=frozenset(self.steps),
        )

    def point(
        self,
        element_id: str,
        *after: int,
        sets: Iterable[str] = (),
        base: int | None = None,
        drop: frozenset[str] | None = frozenset(),
        together: bool = False,
        root: bool = False,
    ) -> int:
        self.points.append(
            Point(
                element_id=element_id,
                after=list(after),
                sets=frozenset(sets),
                base=base,
                drop=drop,
                together=together,
                root=root,
            )
        )
        return len(self.points) - 1

    def leave(self, point: int, frame: Frame) -> int:
        host = frame.host
        assert host is not None
        return host if frame.keeps_all else self.point(self.points[point].element_id, point, base=host, drop=frame.own)

    def process(self, name: str) -> None:
        file = self.material.processes[name]
        holder = next(each for each in self.material.roots[file].iter(bpmn("process")) if each.get("id") == name)
        begun = len(self.points)
        root = self.roots[name] = self.point(name)
        self.names[name] = holder.get("name") or name
        scope = _Scope(self, holder, file, Frame(process=name), root)
        ends = scope.draw()
        if name == self.material.main:
            self.points[root].after.append(self.started(holder, name))
        self.ends[name] = self.point(name, *ends)
        self.points[self.ends[name]].also.extend(scope.beside)
        self.spans[name] = range(begun, len(self.points))
        for key, text in properties(holder).items():
            if key in OF_PROCESS and is_feel(text):
                self.read(scope, holder, f"{key} of the process", text, None, mild=True)

    def started(self, holder: Node, process: str) -> int:
        """Return the point before the main procedure's root: what its start form asks, or anything without one."""
        start = next((each for each in holder.findall(bpmn("startEvent"))), None)
        form = None if start is None else self.material.forms.get(read_settings(start).form_id or "")
        self.open_main = form is None
        if form is None or start is None:
            return self.point(process, sets=(ANYTHING,), root=True)
        keys = frozenset(field.key for field in form.fields if field.asks)
        for key in sorted(keys):
            self.writes.append(Write(process=process, element_id=start.get("id", ""), name=key, form_id=form.form_id))
        self.steps.add(start.get("id", ""))
        return self.point(process, sets=keys | {ANSWERS + start.get("id", "")}, root=True)

    # ---- what is read

    def read(
        self,
        scope: _Scope,
        node: Node,
        what: str,
        text: str | None,
        point: int | None,
        *,
        near: frozenset[str] = frozenset(),
        mild: bool = False,
        brought: bool = False,
    ) -> None:
        if text and is_feel(text):
            self.read_words(scope, node, what, words(feel(text)), point, near=near, mild=mild, brought=brought)

    def read_words(
        self,
        scope: _Scope,
        node: Node,
        what: str,
        found: Words,
        point: int | None,
        *,
        near: frozenset[str] = frozenset(),
        mild: bool = False,
        brought: bool = False,
    ) -> None:
        if found.names or found.parts:
            self.reads.append(
                Read(
                    file=scope.file,
                    process=scope.frame.process,
                    element_id=node.get("id", ""),
                    what=what,
                    words=found,
                    point=point,
                    near=near,
                    mild=mild,
                    brought=brought,
                )
            )

    def mappings(
        self,
        scope: _Scope,
        node: Node,
        found: tuple[VariableMapping, ...],
        what: str,
        point: int,
        *,
        form_id: str | None = None,
        own: frozenset[str] = frozenset(),
        brought: bool = False,
    ) -> frozenset[str]:
        """Note what mappings read, each seeing the targets before it, and return the names they set."""
        near: frozenset[str] = frozenset()
        for mapping in found:
            name = mapping.target.partition(".")[0]
            self.read(scope, node, f"the {what} mapping to {mapping.target}", mapping.source, point, near=near, brought=brought)
            self.writes.append(
                Write(
                    process=scope.frame.process,
                    element_id=node.get("id", ""),
                    name=name,
                    source=mapping.source if name == mapping.target else "=?",
                    form_id=form_id,
                    own=own,
                )
            )
            near |= {name}
        return near


class _Scope:
    """One process, sub-process or event sub-process while it is drawn. ``beside`` are the ranges of points whose writes may
    have happened though no flow leads from them to the scope's end."""

    def __init__(self, drawing: _Drawing, holder: Node, file: str, frame: Frame, entered: int) -> None:
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

    # ---- elements

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
            self.activity(name, node, settings)

    def event(self, name: str, node: Node, settings: Settings) -> None:
        """A caught event: what it brings, then its output mappings."""
        brings, is_open = self.brought(node, settings)
        arrived = self.arrive[name]
        if not brings and not is_open and not settings.outputs:
            self.left[name] = arrived
            return
        told = settings.trigger.kind == "error" or not is_open
        got = self.drawing.point(name, arrived, sets=brings if told else brings | {ANYTHING})
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
            arrived.after.append(self.entered)
        self.time(start, settings, self.entered)
        begun = len(drawing.points)
        frame = Frame(process=self.frame.process, outer=self.frame, host=self.arrive[name], is_event_sub=True)
        ends = _Scope(drawing, node, self.file, frame, self.arrive[name]).draw()
        if settings.interrupting:
            self.ends.extend(ends)
        else:
            self.beside.append(range(begun, len(drawing.points)))

    def activity(self, name: str, node: Node, settings: Settings) -> None:
        """Inputs, what the activity does, outputs; an instance of a multi-instance between list and collected output."""
        drawing, loop, tag = self.drawing, settings.loop, local(node.tag)
        arrived, own = self.arrive[name], frozenset[str]()
        if loop is not None:
            drawing.read(self, node, "the list to go through", loop.collection, arrived)
            own |= LOOP_NAMES | ({loop.item} if loop.item else set())
            collected = feel(loop.output_element or "")
            own |= {collected} if collected.isidentifier() else set()
        inner = drawing.point(name, arrived, sets=own)
        own |= drawing.mappings(self, node, settings.inputs, "input", inner)
        given = drawing.point(name, inner, sets=own)
        self.settings(node, settings, given)
        done, results, form_id = self.act(name, node, settings, given, own)
        if settings.outputs:
            targets = drawing.mappings(self, node, settings.outputs, "output", done, form_id=form_id, own=results)
            after = drawing.point(name, done, sets=targets)
        else:
            targets, after = frozenset(), done
            if tag in PERSONAL:
                for key in sorted(results):
                    drawing.writes.append(Write(process=self.frame.process, element_id=name, name=key, form_id=form_id))
            else:
                for key in sorted(results - own):
                    drawing.writes.append(Write(process=self.frame.process, element_id=name, name=key))
        if loop is not None:
            drawing.read(self, node, "the collected output", loop.output_element, after)
            drawing.read(self, node, "the condition to stop", loop.until, after, near=COUNTS)
            if loop.output:
                drawing.writes.append(Write(process=self.frame.process, element_id=name, name=loop.output, source="=?"))
            self.left[name] = drawing.point(name, after, base=arrived, drop=None, sets={loop.output} if loop.output else ())
        elif settings.outputs and tag != "subProcess":
            self.left[name] = drawing.point(name, after, base=arrived, drop=None, sets=targets)
        elif tag == "callActivity" and not settings.all_to_parent:
            self.left[name] = drawing.point(name, after, base=arrived, drop=None)
        else:
            self.left[name] = drawing.point(name, after, base=arrived, drop=own, sets=targets)

    def settings(self, node: Node, settings: Settings, point: int) -> None:
        """Note what people, job and throw settings read."""
        for attribute, what in OF_PEOPLE.items():
            self.drawing.read(self, node, what, getattr(settings, attribute), point)
        self.drawing.read(self, node, "the guidance", settings.properties.get("guidance"), point, mild=True)
        if settings.trigger.key and local(node.tag) in ("intermediateThrowEvent", "endEvent", "receiveTask"):
            self.drawing.read(self, node, "the correlation key", settings.trigger.key, point)

    def act(
        self, name: str, node: Node, settings: Settings, given: int, own: frozenset[str]
    ) -> tuple[int, frozenset[str], str | None]:
        """Draw what an activity does; return where it is done, its results, and the form they come from."""
        drawing, tag = self.drawing, local(node.tag)
        if tag == "subProcess":
            return self.inside(name, node, given, own, keeps_all=settings.loop is not None), frozenset(), None
        if tag == "callActivity":
            return self.call(name, settings, given), frozenset(), None
        results, form_id = frozenset[str](), None
        if tag in PERSONAL:
            form_id = settings.form_id
            results = self.answered(name, node, form_id, given) | {ANSWERS + name}
        elif settings.operation:
            results = frozenset(drawing.material.gives.get(settings.operation, (ANYTHING,)))
            self.raised(name, settings.operation, given, own)
        elif settings.script is not None:
            drawing.read(self, node, "the script", settings.script, given)
            results = frozenset({settings.result} if settings.result else ())
        elif settings.decision_id is not None:
            found = Words(drawing.material.decisions.get(settings.decision_id, frozenset()) - RESERVED)
            drawing.read_words(self, node, f"the decision {settings.decision_id}", found, given)
            results = frozenset({settings.result} if settings.result else ())
        elif tag == "receiveTask":
            self.time(node, settings, self.arrive[name])
            sent = drawing.sent.get(("message", settings.trigger.name or ""))
            results = sent if sent is not None else frozenset({ANYTHING})
        elif settings.trigger.kind in ("error", "escalation"):
            self.thrown_at(name, settings, given, own)
        return drawing.point(name, given, sets=results), results - {ANSWERS + name}, form_id

    def answered(self, name: str, node: Node, form_id: str | None, given: int) -> frozenset[str]:
        """Note what a form reads and return the variables that it asks for."""
        self.drawing.steps.add(name)
        form = self.drawing.material.forms.get(form_id or "")
        if form is None:
            return frozenset()
        keys = {field.key for field in every(form.fields)}
        parts = frozenset(part for field in every(form.fields) for text in field.expressions() for part in words(text).parts)
        found = Words(read_by(form) - keys - OF_FORMS - RESERVED - {"files"}, parts)
        self.drawing.read_words(self, node, f"the form {form.form_id}", found, given, mild=True)
        return frozenset(field.key for field in form.fields if field.asks)

    def inside(self, name: str, node: Node, given: int, own: frozenset[str], *, keeps_all: bool) -> int:
        frame = Frame(
            process=self.frame.process,
            outer=self.frame,
            host=self.arrive[name],
            boundaries=self.catchers(name),
            own=own,
            keeps_all=keeps_all,
        )
        scope = _Scope(self.drawing, node, self.file, frame, given)
        ends = scope.draw()
        done = self.drawing.point(name, *ends)
        self.drawing.points[done].also.extend(scope.beside)
        return done

    def call(self, name: str, settings: Settings, given: int) -> int:
        drawing, called = self.drawing, settings.called or ""
        handed = given if settings.all_to_child else drawing.point(name, given, drop=None, sets=drawing.points[given].sets)
        done = drawing.point(name, given, together=True)
        drawing.calls.append((called, handed, done))
        drawing.waiting.append(called)
        drawing.callers[called].append((self.frame.process, name, settings.all_to_child))
        drawing.sites[called].append(CallSite(frame=self.frame, entered=self.arrive[name], boundaries=self.catchers(name)))
        return done

    def raised(self, name: str, operation: str, given: int, own: frozenset[str]) -> None:
        """An operation's errors go to the boundaries of its element first."""
        drawing, boundaries = self.drawing, self.catchers(name)
        codes = {
            *drawing.material.raises.get(operation, ()),
            *(each.code for each in boundaries if each.kind == "error" and each.code),
        }
        codes |= {"?"} if any(each.kind == "error" and each.code is None for each in boundaries) else set()
        outside = drawing.point(name, given, base=self.arrive[name], drop=own)
        for code in sorted(codes):
            drawing.thrown.append(
                Thrown(
                    kind="error",
                    code=code,
                    point=outside,
                    frame=self.frame,
                    element_id=name,
                    brings=frozenset(),
                    boundaries=boundaries,
                )
            )

    def thrown_at(self, name: str, settings: Settings, given: int, own: frozenset[str]) -> None:
        drawing = self.drawing
        outside = drawing.point(name, given, base=self.arrive[name], drop=own)
        drawing.thrown.append(
            Thrown(
                kind=settings.trigger.kind,
                code=settings.trigger.name or "",
                point=outside,
                frame=self.frame,
                element_id=name,
                brings=own,
            )
        )


def _sent(material: Material) -> dict[tuple[str, str], frozenset[str]]:
    """Return what the messages and signals that the diagrams throw bring, by kind and name."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for settings in _throwing(material.roots.values()):
        key = (settings.trigger.kind, settings.trigger.name or "")
        names = frozenset(mapping.target.partition(".")[0] for mapping in settings.inputs)
        found[key] = found.get(key, frozenset()) | names
    return found


def _throwing(roots: Iterable[Node]) -> Iterator[Settings]:
    for root in roots:
        for tag in ("intermediateThrowEvent", "endEvent"):
            for node in root.iter(bpmn(tag)):
                settings = read_settings(node)
                if settings.trigger.kind in ("message", "signal") and extension(node, "taskDefinition") is None:
                    yield settings
