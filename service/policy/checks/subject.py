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
from service.domain.pack import Pack
from service.engine import xml
from service.policy import pack
from service.policy.checks.node import FLOW_NODES, Node
from service.policy.checks.scope import SCOPES, Scope
from service.policy.checks.sheet import Sheet, sheets
from service.policy.checks.variables import Variables, variables
from service.policy.paths import pack_path
from service.policy.reach import BPMN, Index, index

__all__ = ["FLOW_NODES", "Node", "Subject"]


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

    def by_id(self, element_id: str) -> Iterator[Node]:
        """Yield the flow nodes with an id; there is one, unless diagrams share it."""
        return (scope.nodes[element_id] for scope in self.scopes if element_id in scope.nodes)

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """Every process and sub-process of all diagrams, executable or not, outer before inner."""
        return tuple(Scope(node) for node in self.nodes(*SCOPES))

    @cached_property
    def diagrams(self) -> Mapping[str, Any]:
        """The roots of the diagrams, by path."""
        return {path: root for path, root in self.roots.items() if path.endswith(".bpmn")}

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The drawn planes of all diagrams."""
        return tuple(sheet for path, root in self.diagrams.items() for sheet in sheets(path, root))

    @cached_property
    def variables(self) -> Variables | None:
        """Where the procedure's variables are set and read, None where there is no such procedure."""
        return variables(self.bundle, self.roots, self.index, self.operations)

    @cached_property
    def node_ids(self) -> frozenset[str]:
        """Ids of all flow nodes of all diagrams."""
        return frozenset(node.element_id for node in self.nodes(*FLOW_NODES) if node.element_id)

    def files(self, suffix: str) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of the files with this ending."""
        for path, content in self.bundle.files.items():
            if path.endswith(suffix):
                yield path, content
