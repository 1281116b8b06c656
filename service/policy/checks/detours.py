"""Plain ways with at most two bends by which a flow could be led instead: a crossing that one of them avoids is avoidable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from service.policy.checks.geometry import passes, segments
from service.policy.checks.sheet import Sheet
from service.policy.drawing.model import Box, Edge, Point, Shape

ROOM = 14.0
"""How far a line keeps from the shapes it passes."""
BETWEEN = 6.0
"""How far it keeps from other lines."""


def detour(sheet: Sheet, flow: Edge) -> tuple[Point, ...] | None:
    """Return the waypoints of a way that crosses no line and no shape, the shortest there is; None when there is none."""
    ends = sheet.ends(flow)
    source, target = (sheet.shapes[end] for end in ends)
    own = {*ends, *sheet.holders(ends[0]), *sheet.holders(ends[1])}
    shapes = [shape.box.grown(BETWEEN) for shape in sheet.nodes if shape.element_id not in own]
    shapes += [item.label for item in sheet.plane.items() if item.label and item.name and item.element_id not in own]
    others = [edge for edge in sheet.plane.edges if edge is not flow]
    apart = [part for edge in others if not {*sheet.ends(edge)} & {*ends} for part in segments(edge.points)]
    joined = [part for edge in others if {*sheet.ends(edge)} & {*ends} for part in segments(edge.points)]
    rims = [source.box.grown(-1), target.box.grown(-1)]
    host = sheet.shapes.get(sheet.elements[source.element_id].get("attachedToRef", ""))
    rims += [host.box.grown(-1)] if host is not None else []
    for way in sorted(_ways(sheet, source, target), key=_length):
        parts = list(segments(way))
        if any(passes(part, box) for part in parts for box in (*shapes, *rims)):
            continue
        if any(passes(theirs, _box(part, BETWEEN)) for part in parts for theirs in apart):
            continue
        if not any(passes(theirs, _box(part, BETWEEN / 2)) for part in parts[1:-1] for theirs in joined):
            return way
    return None


def _ways(sheet: Sheet, source: Shape, target: Shape) -> Iterator[tuple[Point, ...]]:
    boxes = [shape.box for shape in sheet.nodes]
    (sx, sy), (tx, ty) = source.box.middle, target.box.middle
    left, right = source.box.right, target.box.x
    if sheet.elements[source.element_id].get("attachedToRef") is None:
        if sy == ty and left < right:
            yield ((left, sy), (right, ty))
        for x in sorted({each for box in boxes for each in (box.x - ROOM, box.right + ROOM)}):
            if left < x < right:
                yield ((left, sy), (x, sy), (x, ty), (right, ty))
        for y in (target.box.y, target.box.bottom):
            yield ((left, sy), (tx, sy), (tx, y))
    for y in (source.box.y, source.box.bottom):
        yield ((sx, y), (sx, ty), (right if sx < right else target.box.right, ty))
    channels = sorted({each for box in boxes for each in (box.y - ROOM, box.bottom + ROOM)})
    for y, top, end in product(channels, (source.box.y, source.box.bottom), (target.box.y, target.box.bottom)):
        if _outward(y, top, source.box) and _outward(y, end, target.box):
            yield ((sx, top), (sx, y), (tx, y), (tx, end))


def _outward(y: float, border: float, box: Box) -> bool:
    return y < border if border == box.y else y > border


def _length(way: Sequence[Point]) -> float:
    return sum(abs(x2 - x1) + abs(y2 - y1) for (x1, y1), (x2, y2) in pairwise(way)) + 40 * len(way)


def _box(part: tuple[Point, Point], rim: float) -> Box:
    (x1, y1), (x2, y2) = part
    return Box(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)).grown(rim)
