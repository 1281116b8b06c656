"""Lines and boxes of drawn diagrams: what crosses what, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from service.policy.drawing.model import Box, Edge, Point, Shape

Segment = tuple[Point, Point]
HAIR = 1.0
"""Less than this is not seen."""


def segments(points: Sequence[Point]) -> Iterator[Segment]:
    """Yield the straight parts of a line, those of no length left out."""
    return ((one, other) for one, other in pairwise(points) if one != other)


def passes(segment: Segment, box: Box) -> bool:
    """Say whether a straight part runs through the inside of a box (Liang and Barsky's clipping)."""
    (x1, y1), (x2, y2) = segment
    begin, end = 0.0, 1.0
    for start, step, low, high in ((x1, x2 - x1, box.x, box.right), (y1, y2 - y1, box.y, box.bottom)):
        if step == 0:
            if not low < start < high:
                return False
            continue
        near, far = sorted(((low - start) / step, (high - start) / step))
        begin, end = max(begin, near), min(end, far)
        if begin >= end:
            return False
    return True


def cross(one: Segment, other: Segment) -> bool:
    """Say whether two straight parts cross at an inner point of both; parts that only touch or lie on a line do not."""
    return _side(one, other[0]) * _side(one, other[1]) < 0 and _side(other, one[0]) * _side(other, one[1]) < 0


def crossings(one: Edge, other: Edge) -> int:
    """Return how often two lines cross."""
    if not _extent(one.points).grown(HAIR).meets(_extent(other.points).grown(HAIR)):
        return 0
    return sum(cross(mine, theirs) for mine in segments(one.points) for theirs in segments(other.points))


def runs_through(edge: Edge, box: Box) -> bool:
    """Say whether a line runs visibly through a box."""
    inner = box.grown(-HAIR)
    return _extent(edge.points).grown(HAIR).meets(inner) and any(passes(part, inner) for part in segments(edge.points))


def overlap(one: Box, other: Box) -> bool:
    """Say whether two boxes visibly lie on each other."""
    return one.grown(-HAIR).meets(other)


def inside(inner: Box, outer: Box) -> bool:
    """Say whether a box lies in another, up to a hair."""
    rim = outer.grown(HAIR)
    return rim.x <= inner.x and rim.y <= inner.y and inner.right <= rim.right and inner.bottom <= rim.bottom


def off_border(shape: Shape, point: Point) -> float:
    """Return how far a point is from the outline of a shape: a circle, a rhombus or a rectangle."""
    (x, y), (mx, my) = point, shape.box.middle
    half_width, half_height = shape.box.width / 2, shape.box.height / 2
    dx, dy = abs(x - mx), abs(y - my)
    of_rectangle = _from_rectangle(dx - half_width, dy - half_height)
    if shape.kind.endswith("Event"):
        return min(of_rectangle, abs(float((dx**2 + dy**2) ** 0.5) - half_width))
    if shape.kind.endswith("Gateway"):
        return min(of_rectangle, abs(dx / half_width + dy / half_height - 1) * min(half_width, half_height))
    return of_rectangle


def _from_rectangle(beyond_x: float, beyond_y: float) -> float:
    if beyond_x <= 0 and beyond_y <= 0:
        return -max(beyond_x, beyond_y)
    return float((max(beyond_x, 0) ** 2 + max(beyond_y, 0) ** 2) ** 0.5)


def _extent(points: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _side(segment: Segment, point: Point) -> float:
    (x1, y1), (x2, y2) = segment
    return (x2 - x1) * (point[1] - y1) - (y2 - y1) * (point[0] - x1)
