"""The folder docs/procedures: a page and pictures for every diagram that is shipped, made from the diagrams and nothing else.

Run as a module (``make pictures``) it writes pages and pictures anew: ``python -m tests.processes.handbook``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree

from service.policy.drawing import planes, svg

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "procedures"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
TASKS = {
    "userTask": "",
    "manualTask": "by hand",
    "serviceTask": "by the service",
    "sendTask": "message",
    "receiveTask": "waits",
    "scriptTask": "by the service",
    "businessRuleTask": "decision table",
    "task": "",
    "subProcess": "phase",
    "callActivity": "another procedure",
}
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway"})
EVENTS = frozenset({"boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"})


@dataclass(frozen=True)
class Picture:
    """One plane. ``container`` is the process or sub-process that it shows."""

    file: str
    name: str
    container: str
    svg: str

    @property
    def digest(self) -> str:
        """Say in twelve letters what is drawn, so that a picture that is behind its diagram is seen."""
        return hashlib.sha256(self.svg.encode()).hexdigest()[:12]


class Procedure:
    """One BPMN file. ``council`` is the folder that it lies in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.council = path.parent.name
        self._source = path.read_bytes()
        self._root = etree.fromstring(self._source)
        self._process = self._root.find(f"{BPMN}process")
        self._by_id = {node.get("id"): node for node in self._root.iter(etree.Element) if node.get("id")}

    @property
    def name(self) -> str:
        """Return the process's name."""
        return str(self._process.get("name"))

    @property
    def purpose(self) -> str:
        """Return the process's own words on what it is for."""
        return words(self._process)

    @property
    def lanes(self) -> tuple[str, ...]:
        """Return who takes part, from the top of the diagram down."""
        return tuple(dict.fromkeys(lane.get("name", "") for lane in self._process.iter(f"{BPMN}lane")))

    @cached_property
    def pictures(self) -> tuple[Picture, ...]:
        """Return every plane, the whole procedure first."""
        found = []
        for plane_id, name in planes(self._source):
            is_whole = self._by_id[plane_id].tag in (f"{BPMN}collaboration", f"{BPMN}process")
            container = self._process.get("id") if is_whole else plane_id
            file = f"{self.path.stem}.png" if is_whole else f"{self.path.stem}-{plane_id}.png"
            title = self.name if is_whole else f"{self.name}: {name}"
            found.append(Picture(file, title, container, svg(self._source, plane=plane_id, title=title)))
        return tuple(found)

    def page(self) -> str:
        """Return the page: purpose, who takes part, and for each plane its picture and the same in words."""
        lines = [
            f"# {self.name}",
            "",
            self.purpose,
            "",
            f"Source: [{self.path.name}](../../processes/{self.council}/{self.path.name})",
        ]
        lines += [f"Who takes part: {', '.join(self.lanes)}", ""] if self.lanes else [""]
        lines[4] += "  " if self.lanes else ""
        for number, picture in enumerate(self.pictures):
            if number:
                lines += [f"## {picture.name.partition(': ')[2] or picture.name}", "", words(self._by_id[picture.container]), ""]
            lines += [f"![{picture.name}]({picture.file})", f"<!-- drawn {picture.digest} -->", ""]
            lines += [*self._in_words(self._by_id[picture.container]), ""]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"

    def _in_words(self, container: etree._Element) -> Iterator[str]:
        """Yield a line for each step, question, event and end in the order in which they come."""
        for node in in_order(container):
            kind, name = etree.QName(node).localname, node.get("name") or ""
            if kind in TASKS:
                about = ", ".join(filter(None, (self._lane_of(node), TASKS[kind])))
                yield f"* **{name}**{f' ({about})' if about else ''}: {words(node)}"
            elif kind in GATEWAYS and name:
                ways = [self._by_id[out.text] for out in node.findall(f"{BPMN}outgoing")]
                yield f"* *{name}* " + "; ".join(f"{way.get('name') or 'then'}: {self._reached(way)}" for way in ways)
            elif kind in EVENTS and name:
                host = self._by_id.get(node.get("attachedToRef"))
                yield f"* Event *{name}*" + ("" if host is None else f" at {host.get('name')}")
            elif kind == "endEvent" and name:
                yield f"* End: {name}"

    def _lane_of(self, node: etree._Element) -> str:
        return next((lane.get("name", "") for lane in self._lanes_with(node.get("id"))), "")

    def _lanes_with(self, element_id: str) -> Iterator[etree._Element]:
        for lane in self._process.iter(f"{BPMN}lane"):
            if element_id in {reference.text for reference in lane.findall(f"{BPMN}flowNodeRef")}:
                yield lane

    def _reached(self, flow: etree._Element) -> str:
        """Return the next thing with a name behind a flow."""
        seen = set[str]()
        while (target := self._by_id[flow.get("targetRef")]) is not None and target.get("id") not in seen:
            seen.add(target.get("id"))
            outgoing = target.findall(f"{BPMN}outgoing")
            if target.get("name") or not outgoing:
                break
            flow = self._by_id[outgoing[0].text]
        return target.get("name") or "go on"


def words(node: etree._Element) -> str:
    """Return what an element says of itself, on one line."""
    return " ".join((node.findtext(f"{BPMN}documentation") or "").split())


def in_order(container: etree._Element) -> list[etree._Element]:
    """Return what lies directly in a container: from its start onwards, breadth first, boundary events behind their host."""
    inside = {node.get("id"): node for node in container if isinstance(node.tag, str) and node.get("id")}
    after: dict[str, list[str]] = {}
    for flow in container.findall(f"{BPMN}sequenceFlow"):
        after.setdefault(flow.get("sourceRef"), []).append(flow.get("targetRef"))
    for element_id, node in inside.items():
        if node.get("attachedToRef"):
            after.setdefault(node.get("attachedToRef"), []).append(element_id)
    begins = [element_id for element_id, node in inside.items() if node.tag == f"{BPMN}startEvent"]
    return [inside[element_id] for element_id in reached([*begins, *inside], after) if element_id in inside]


def reached(begins: Iterable[str], after: Mapping[str, Iterable[str]]) -> list[str]:
    """Return everything once, in the order in which it is met from each beginning in turn."""
    found: dict[str, None] = {}
    for begin in begins:
        waiting = [begin]
        while waiting:
            element_id = waiting.pop(0)
            if element_id not in found:
                found[element_id] = None
                waiting += after.get(element_id, ())
    return list(found)


def shipped() -> list[Procedure]:
    """Return every diagram that is shipped, by council and name."""
    return [Procedure(path) for path in sorted((ROOT / "processes").glob("*/*.bpmn"))]


def contents(procedures: Iterable[Procedure]) -> str:
    """Return the list of all pages."""
    lines = ["# Procedures", "", "What runs, drawn and in words. Made from the diagrams by `make pictures`; do not edit.", ""]
    council = None
    for procedure in procedures:
        if procedure.council != council:
            council = procedure.council
            lines += [
                f"## {council.capitalize()}" if council != "shared" else "## For every council",
                "",
                "| procedure | what it is for |",
                "|---|---|",
            ]
        lines.append(f"| [{procedure.name}]({procedure.path.stem}.md) | {procedure.purpose} |")
    return re.sub(r"\n## ", "\n\n## ", "\n".join(lines)).replace("\n\n\n", "\n\n") + "\n"


def pages() -> dict[str, str]:
    """Return the text of every page by its file's name."""
    procedures = shipped()
    return {"README.md": contents(procedures)} | {f"{each.path.stem}.md": each.page() for each in procedures}


def write() -> None:
    """Write pages and pictures anew; those whose diagram is no more go."""
    from tests.processes.pictures import draw  # only who draws needs a browser

    FOLDER.mkdir(exist_ok=True)
    before = {file.name: file.read_text("utf-8") for file in FOLDER.glob("*.md")}
    drawn = {picture.file: picture for procedure in shipped() for picture in procedure.pictures}
    known = "\n".join(before.values())
    draw([each for each in drawn.values() if each.digest not in known or not (FOLDER / each.file).exists()], FOLDER)
    written = pages()
    for name, text in written.items():
        (FOLDER / name).write_text(text, "utf-8")
    for file in FOLDER.iterdir():
        if file.name not in drawn and file.name not in written:
            file.unlink()


if __name__ == "__main__":
    write()
