"""What formulas can name: the elements of a bundle's diagrams with what matters of them here, its processes and decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from service.domain.bundle import Bundle
from service.policy.checks.known_roles import role_keys
from service.policy.checks.subject import FLOW_NODES, Node, Subject
from service.policy.reach import BPMN

SCOPES = frozenset({"subProcess", "callActivity"})


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
    """Return a hint at the known name that comes nearest, '' where none does."""
    found = get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"; it may have been renamed: the nearest is {found[0]!r}" if found else ""


@lru_cache(maxsize=64)
def catalogue(bundle: Bundle) -> Catalogue:
    """Return what the formulas about a bundle can name."""
    subject = Subject(bundle, {})
    lanes = _lanes(subject)
    elements: dict[str, Entry] = {}
    for node in subject.nodes(*sorted(FLOW_NODES)):
        if node.element_id:
            elements.setdefault(node.element_id, _entry(subject, node, lanes))
    return Catalogue(
        elements=elements,
        processes=frozenset(subject.index.processes),
        decisions=frozenset(subject.index.decisions),
        roles=frozenset(subject.role_names),
        lanes={
            node.element_id or "": frozenset(
                role for lane in node.xml.iter(f"{BPMN}lane") for role in _roles_called(subject, lane.get("name") or "")
            )
            for node in subject.nodes("process")
        },
    )


def _entry(subject: Subject, node: Node, lanes: Mapping[str, frozenset[str]]) -> Entry:
    parent = node.xml.getparent()
    process = next((each for each in node.xml.iterancestors(f"{BPMN}process")), None)
    return Entry(
        element_id=node.element_id or "",
        kind=node.kind,
        name=node.name,
        process_id="" if process is None else process.get("id") or "",
        file=node.file,
        flows=tuple(
            (flow.get("id") or "", " ".join((flow.get("name") or "").split()))
            for flow in parent.findall(f"{BPMN}sequenceFlow")
            if flow.get("sourceRef") == node.element_id
        ),
        performers=_performers(node, lanes),
        operation=node.setting("taskDefinition", "type"),
        multiple=node.xml.find(f"{BPMN}multiInstanceLoopCharacteristics") is not None,
    )


def _performers(node: Node, lanes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    said = role_keys(node.properties.get("performer", "")) or role_keys(node.setting("assignmentDefinition", "candidateGroups"))
    if said:
        return frozenset(said)
    return next((lanes[each] for each in _around(node) if each in lanes), frozenset())


def _around(node: Node) -> Iterator[str]:
    yield node.element_id or ""
    for each in node.xml.iterancestors(f"{BPMN}subProcess"):
        yield each.get("id") or ""


def _lanes(subject: Subject) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for lane in subject.nodes("lane"):
        roles = frozenset(_roles_called(subject, lane.name))
        for reference in lane.xml.findall(f"{BPMN}flowNodeRef"):
            found[(reference.text or "").strip()] = roles
    return found


def _roles_called(subject: Subject, name: str) -> Iterator[str]:
    yield from (key for key, said in subject.role_names.items() if said == " ".join(name.split()))
