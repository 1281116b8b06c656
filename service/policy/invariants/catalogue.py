"""What formulas can name: the elements of a bundle's diagrams with what matters of them here, its processes and decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.engine import xml
from service.policy import pack
from service.policy.paths import pack_path
from service.policy.reach import BPMN, ZEEBE, index

NEAR = 0.4
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
SCOPES = frozenset({"subProcess", "transaction", "callActivity"})
KINDS = (
    *("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"),
    *("task", "userTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask", "manualTask"),
    *("subProcess", "transaction", "callActivity"),
    *("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"),
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One element. ``flows`` are (id, label) of the flows that leave it; ``performers`` the role keys of who does it: its
    performer, else its groups, else the role of its lane; ``multiple`` says that it is done for each item of a list."""

    element_id: str
    kind: str
    name: str
    process_id: str
    file: str
    flows: tuple[tuple[str, str], ...] = ()
    performers: frozenset[str] = frozenset()
    operation: str = ""
    multiple: bool = False

    @property
    def scope(self) -> bool:
        """Say whether other elements are done inside it."""
        return self.kind in SCOPES

    @property
    def gateway(self) -> bool:
        """Say whether it is a gateway, so that a condition on it is one of its answers."""
        return self.kind.endswith("Gateway")

    def flow(self, answer: str) -> str | None:
        """Return the id of the flow with this id or label (upper and lower case alike), None where there is none."""
        for flow_id, label in self.flows:
            if answer == flow_id or " ".join(answer.split()).casefold() == label.casefold():
                return flow_id
        return None


@dataclass(frozen=True)
class Catalogue:
    """The elements by id, process ids, decision ids, role keys, and role keys of the lanes by process."""

    elements: Mapping[str, Entry]
    processes: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    lanes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def nearest(self, element_id: str) -> str:
        """Return a hint at the element that an unknown id may mean, '' where none comes near."""
        return near(element_id, self.elements)


def near(name: str, known: Mapping[str, Any] | frozenset[str]) -> str:
    """Return a hint at the known name that comes nearest by its letters or by the words it is made of, '' where none does."""
    found = max(sorted(known), key=lambda each: _alike(name, each), default="")
    return f"; it may have been renamed: the nearest is {found!r}" if found and _alike(name, found) >= NEAR else ""


def _alike(one: str, other: str) -> float:
    words, others = (frozenset(word.casefold() for word in _WORD.findall(text)) for text in (one, other))
    shared = len(words & others) / max(len(words | others), 1)
    return (shared + SequenceMatcher(None, one, other).ratio()) / 2


@lru_cache(maxsize=64)
def catalogue(bundle: Bundle) -> Catalogue:
    """Return what the formulas about a bundle can name. Files that cannot be read have nothing that could be named."""
    roles = _roles(bundle)
    elements: dict[str, Entry] = {}
    lanes: dict[str, frozenset[str]] = {}
    for file, process in _processes(bundle):
        rows = _rows(process, roles)
        lanes[process.get("id") or ""] = frozenset[str]().union(*(keys for keys, _ in rows))
        of_lane = {element_id: keys for keys, inside in rows for element_id in inside}
        for element in process.iter(*(BPMN + kind for kind in KINDS)):
            entry = _entry(element, file=file, process_id=process.get("id") or "", lanes=of_lane)
            elements.setdefault(entry.element_id, entry)
    found = index(bundle.files, council=bundle.council)
    return Catalogue(
        elements=elements,
        processes=frozenset(found.processes),
        decisions=frozenset(found.decisions),
        roles=frozenset(key for keys in roles.values() for key in keys),
        lanes=lanes,
    )


def _processes(bundle: Bundle) -> Iterator[tuple[str, Any]]:
    for file, content in bundle.files.items():
        if file.endswith(".bpmn"):
            try:
                root = xml.parse(content, file=file)
            except Unfit:
                continue
            for process in root.iter(f"{BPMN}process"):
                yield file, process


def _roles(bundle: Bundle) -> Mapping[str, frozenset[str]]:
    """Return the role keys by the name that lanes call them by; none where the pack cannot be used."""
    path = pack_path(bundle.council)
    try:
        found = pack.load(bundle.files[path], file=path).roles if path in bundle.files else ()
    except Unfit:
        return {}
    return {role.name: frozenset(each.key for each in found if each.name == role.name) for role in found}


def _rows(process: Any, roles: Mapping[str, frozenset[str]]) -> list[tuple[frozenset[str], tuple[str, ...]]]:
    """Return each lane as the role keys it is called by and the ids of the elements in it."""
    return [
        (
            roles.get(_words(lane), frozenset()),
            tuple((reference.text or "").strip() for reference in lane.findall(f"{BPMN}flowNodeRef")),
        )
        for lane in process.iter(f"{BPMN}lane")
    ]


def _entry(element: Any, *, file: str, process_id: str, lanes: Mapping[str, frozenset[str]]) -> Entry:
    element_id = element.get("id") or ""
    task = element.find(f"{BPMN}extensionElements/{ZEEBE}taskDefinition")
    return Entry(
        element_id=element_id,
        kind=element.tag.removeprefix(BPMN),
        name=_words(element),
        process_id=process_id,
        file=file,
        flows=tuple(
            (flow.get("id") or "", _words(flow))
            for flow in element.getparent().findall(f"{BPMN}sequenceFlow")
            if flow.get("sourceRef") == element_id
        ),
        performers=_performers(element, lanes),
        operation="" if task is None else task.get("type") or "",
        multiple=element.find(f"{BPMN}multiInstanceLoopCharacteristics") is not None,
    )


def _performers(element: Any, lanes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    inside = f"{BPMN}extensionElements/{ZEEBE}"
    for where, attribute in (
        (f"{inside}properties/{ZEEBE}property[@name='performer']", "value"),
        (f"{inside}assignmentDefinition", "candidateGroups"),
    ):
        found = element.find(where)
        text = "" if found is None else (found.get(attribute) or "").strip()
        if text and not text.startswith("="):
            return frozenset(re.split(r"[,\s]+", text))
    around = [element.get("id"), *(each.get("id") for each in element.iterancestors(f"{BPMN}subProcess"))]
    return next((lanes[each] for each in around if each in lanes), frozenset())


def _words(element: Any) -> str:
    return " ".join((element.get("name") or "").split())
