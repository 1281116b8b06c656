"""What is drawn on one plane of a diagram: shapes and edges with their places, free of XML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

Point = tuple[float, float]

CONTAINERS = frozenset({"participant", "lane", "group"})


@dataclass(frozen=True)
class Box:
    """A rectangle in the units of the diagram; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the x of the right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the y of the lower side."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """Return the centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, by: float) -> Box:
        """Return the box with a rim of ``by`` on every side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def moved(self, x: float, y: float) -> Box:
        """Return the box shifted."""
        return Box(self.x + x, self.y + y, self.width, self.height)

    def meets(self, other: Box) -> bool:
        """Say whether the two have more than a side in common."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Something with bounds. ``kind`` is the BPMN word (``userTask``); ``trigger`` the event definition without the word
    "EventDefinition", '' where it has none; ``holds`` the ids of everything inside it when it is drawn closed."""

    element_id: str
    kind: str
    box: Box
    name: str = ""
    label: Box | None = None
    trigger: str = ""
    interrupting: bool = True
    horizontal: bool = True
    expanded: bool = True
    by_event: bool = False
    instantiating: bool = False
    repeats: str = ""
    compensates: bool = False
    marked_x: bool = True
    holds: frozenset[str] = field(default_factory=frozenset)

    @property
    def contains_others(self) -> bool:
        """Say whether other shapes are drawn on top of it."""
        return self.kind in CONTAINERS or (self.expanded and (self.kind in SUB_PROCESSES or self.kind == "callActivity"))


SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A line through two points or more. ``both_ends`` has an arrow at its start too, ``directed`` one at its end."""

    element_id: str
    kind: str
    points: tuple[Point, ...]
    name: str = ""
    label: Box | None = None
    is_default: bool = False
    is_conditional: bool = False
    directed: bool = True
    both_ends: bool = False

    @property
    def longest(self) -> tuple[Point, Point]:
        """Return the longest straight part, the first of equals."""
        parts = list(zip(self.points, self.points[1:], strict=False))
        return max(parts, key=lambda part: round(_length(part), 3))


@dataclass(frozen=True, kw_only=True)
class Plane:
    """One sheet of a file. ``plane_id`` is the id of the process, collaboration or sub-process that it shows."""

    plane_id: str
    name: str
    shapes: tuple[Shape, ...] = ()
    edges: tuple[Edge, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids of everything that is drawn on it."""
        return frozenset(item.element_id for item in self.items())

    def items(self) -> Iterator[Shape | Edge]:
        """Yield shapes, then edges, in the order of the file."""
        yield from self.shapes
        yield from self.edges


def _length(part: tuple[Point, Point]) -> float:
    (x1, y1), (x2, y2) = part
    return float(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
