"""One drawn plane with what its shapes and lines stand for: who holds whom, what a flow joins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from service.domain.findings import Finding
from service.policy.checks.scope import DRAWN
from service.policy.drawing.model import Edge, Plane, Shape
from service.policy.drawing.reading import read_planes


@dataclass(frozen=True)
class Sheet:
    """A plane of a file; ``elements`` are all elements of the file by id."""

    file: str
    plane: Plane
    elements: Mapping[str, Any]

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """The shapes by the id of their element."""
        return {shape.element_id: shape for shape in self.plane.shapes}

    @cached_property
    def nodes(self) -> tuple[Shape, ...]:
        """The shapes of flow nodes."""
        return tuple(shape for shape in self.plane.shapes if shape.kind in DRAWN)

    @property
    def flows(self) -> Iterator[Edge]:
        """The lines of sequence flows whose both ends are drawn here."""
        return (
            edge
            for edge in self.plane.edges
            if edge.kind == "sequenceFlow" and all(end in self.shapes for end in self.ends(edge))
        )

    def ends(self, edge: Edge) -> tuple[str, str]:
        """Return the ids of what a line joins, '' where it does not say."""
        element = self.elements[edge.element_id]
        return element.get("sourceRef", ""), element.get("targetRef", "")

    def holders(self, element_id: str) -> frozenset[str]:
        """Return the ids of everything that an element stands in or is attached to."""
        element = self.elements[element_id]
        host = element.get("attachedToRef")
        found = {up.get("id", "") for up in element.iterancestors()}
        return frozenset(found | ({host} if host else set()))

    def name(self, element_id: str) -> str:
        """Return the words of an element, for a flow those of its ends, else its id."""
        element = self.elements[element_id]
        words = " ".join((element.get("name") or "").split())
        if element.get("sourceRef") and element.get("targetRef") in self.elements and element.get("sourceRef") in self.elements:
            return f"{self.name(element.get('sourceRef'))} → {self.name(element.get('targetRef'))}"
        return words or element_id

    def finding(self, rule: str, element_id: str | None, message: str) -> Finding:
        """Return a finding about an element, None for the plane as a whole."""
        return Finding(rule=rule, file=self.file, element_id=element_id or self.plane.plane_id or None, message=message)


def sheets(file: str, root: Any) -> tuple[Sheet, ...]:
    """Return the planes of a diagram."""
    elements = {item.get("id"): item for item in root.iter() if isinstance(item.tag, str) and item.get("id")}
    return tuple(Sheet(file, plane, elements) for plane in read_planes(root))
