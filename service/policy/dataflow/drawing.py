"""Draws the points of a procedure: every process that it reaches, element by element, with what each reads and sets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from lxml import etree

from service.engine.dialect.extensions import extension, properties, read_settings
from service.engine.dialect.names import bpmn, local
from service.engine.dialect.settings import Settings, VariableMapping, feel, is_feel
from service.policy.dataflow.frames import CallSite, Frame, Thrown, caught
from service.policy.dataflow.model import ANSWERS, ANYTHING, Flow, Material, Point, Read, Write
from service.policy.dataflow.scopes import Scope
from service.policy.dataflow.words import Words, words

Node = etree._Element
OF_PROCESS = ("caseReference", "caseTitle", "caseSummary", "hiddenFrom", "flagged", "urgent")


def draw(material: Material) -> Flow:
    """Return the flow of the main procedure and all that it calls."""
    return Drawing(material).flow()


class Drawing:
    """Points, reads and writes while they are collected; calls and throws are joined when everything is drawn."""

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
        scope = Scope(self, holder, file, Frame(process=name), root)
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

    def read(
        self,
        scope: Scope,
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
        scope: Scope,
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
        scope: Scope,
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
                    inside=what == "input" and local(node.tag) != "subProcess",
                )
            )
            near |= {name}
        return near


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
