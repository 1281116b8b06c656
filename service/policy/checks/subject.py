"""What every rule looks at: the parsed files of one bundle, the council's pack, the operations that connectors offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from connectors.protocol import Operation
from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.domain.findings import Finding
from service.domain.pack import Pack
from service.engine import xml
from service.policy import pack
from service.policy.paths import pack_path
from service.policy.reach import BPMN, ZEEBE, Index, index

FLOW_NODES = frozenset(
    [
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "task",
        "userTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "manualTask",
        "subProcess",
        "callActivity",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
    ]
)


@dataclass(frozen=True)
class Node:
    """One element of a diagram: the file it stands in and its XML element."""

    file: str
    xml: Any

    @property
    def element_id(self) -> str | None:
        """The element's id."""
        found: str | None = self.xml.get("id")
        return found

    @property
    def name(self) -> str:
        """The words on the element, '' where there are none."""
        return " ".join((self.xml.get("name") or "").split())

    @property
    def kind(self) -> str:
        """The BPMN tag without its namespace."""
        tag: str = self.xml.tag
        return tag.rpartition("}")[2]

    @cached_property
    def properties(self) -> Mapping[str, str]:
        """The ``zeebe:properties`` of the element itself."""
        found = self.xml.findall(f"{BPMN}extensionElements/{ZEEBE}properties/{ZEEBE}property")
        return {item.get("name") or "": item.get("value") or "" for item in found}

    def extension(self, name: str) -> Any | None:
        """Return the element's own ``zeebe:<name>``, or None."""
        return self.xml.find(f"{BPMN}extensionElements/{ZEEBE}{name}")

    def setting(self, extension: str, attribute: str) -> str:
        """Return one attribute of one extension element, '' where it is not set."""
        found = self.extension(extension)
        return "" if found is None else (found.get(attribute) or "").strip()

    def inputs(self) -> Mapping[str, str]:
        """Return the input mappings: target → source."""
        return self._mappings("input")

    def outputs(self) -> Mapping[str, str]:
        """Return the output mappings: target → source."""
        return self._mappings("output")

    def _mappings(self, kind: str) -> Mapping[str, str]:
        found = self.xml.findall(f"{BPMN}extensionElements/{ZEEBE}ioMapping/{ZEEBE}{kind}")
        return {item.get("target") or "": item.get("source") or "" for item in found}

    def finding(self, rule: str, message: str, **more: Any) -> Finding:
        """Return a finding about this element."""
        return Finding(rule=rule, file=self.file, element_id=self.element_id, message=message, **more)


@dataclass(frozen=True)
class Subject:
    """A bundle under judgement."""

    bundle: Bundle
    operations: Mapping[str, Operation]

    @cached_property
    def roots(self) -> Mapping[str, Any]:
        """Diagrams and tables that can be parsed, by path; the others are found unreadable by the rule ``readable``."""
        found = {}
        for path, content in self.bundle.files.items():
            if PurePosixPath(path).suffix in (".bpmn", ".dmn"):
                try:
                    found[path] = xml.parse(content, file=path)
                except Unfit:
                    continue
        return found

    @cached_property
    def pack(self) -> Pack | None:
        """The council's pack, None where it is missing or unfit."""
        path = pack_path(self.bundle.council)
        try:
            return pack.load(self.bundle.files[path], file=path) if path in self.bundle.files else None
        except Unfit:
            return None

    @cached_property
    def index(self) -> Index:
        """Where the bundle's ids are defined."""
        return index(self.bundle.files, council=self.bundle.council)

    @cached_property
    def role_names(self) -> Mapping[str, str]:
        """Role key → the role's name."""
        return {role.key: role.name for role in self.pack.roles} if self.pack else {}

    def nodes(self, *tags: str) -> Iterator[Node]:
        """Yield the BPMN elements with one of these tags, by file and in document order."""
        for path, root in self.roots.items():
            if path.endswith(".bpmn"):
                for element in root.iter(*(BPMN + tag for tag in tags)):
                    yield Node(path, element)

    @cached_property
    def node_ids(self) -> frozenset[str]:
        """Ids of all flow nodes of all diagrams."""
        return frozenset(node.element_id for node in self.nodes(*FLOW_NODES) if node.element_id)

    def files(self, suffix: str) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of the files with this ending."""
        for path, content in self.bundle.files.items():
            if path.endswith(suffix):
                yield path, content
