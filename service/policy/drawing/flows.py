"""Lines between shapes: round corners, arrowheads, the slash of a default flow, labels."""

from __future__ import annotations

from math import hypot

from service.policy.drawing.lettering import label, width
from service.policy.drawing.model import Box, Edge, Point
from service.policy.drawing.nodes import Look
from service.policy.drawing.pen import PAPER, line, number, shape, tag

BEND = 6
HEAD = 10
DASHES = {"messageFlow": "9 6", "association": "1 5", "dataInputAssociation": "1 5", "dataOutputAssociation": "1 5"}


def flow(drawn: Edge, look: Look, *, dashes: str | None = None) -> str:
    """Return a line without its label. ``dashes`` replaces those of its kind."""
    points = list(drawn.points)
    thick = (2.0 if drawn.kind in ("sequenceFlow", "messageFlow") else 1.5) + look.heavier
    filled = drawn.kind == "sequenceFlow"
    body = [*points[:-1], _back(points[-2], points[-1], HEAD / 2)] if filled and drawn.directed else points
    parts = [
        tag(
            "path",
            d=rounded(body),
            fill="none",
            stroke=look.ink,
            stroke_width=thick,
            stroke_dasharray=dashes or DASHES.get(drawn.kind),
            stroke_linecap="round" if drawn.kind.lower().endswith("association") else None,
        )
    ]
    if drawn.directed:
        parts.append(_head(points[-2], points[-1], drawn.kind, look))
    if drawn.both_ends:
        parts.append(_head(points[1], points[0], drawn.kind, look))
    if drawn.kind == "messageFlow":
        x, y = points[0]
        parts.append(tag("circle", cx=x, cy=y, r=4, fill=PAPER, stroke=look.ink, stroke_width=1.5))
    if drawn.is_default:
        parts.append(_slash(points[0], points[1], look))
    elif drawn.is_conditional:
        parts.append(_diamond(points[0], points[1], look))
    return "".join(parts)


def rounded(points: list[Point]) -> str:
    """Return a path whose corners are round."""
    path = f"M{_pair(points[0])}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        bend = min(BEND, _distance(before, corner) / 2, _distance(corner, after) / 2)
        path += f"L{_pair(_back(before, corner, bend))}Q{_pair(corner)} {_pair(_back(after, corner, bend))}"
    return path + f"L{_pair(points[-1])}"


def flow_label(drawn: Edge, look: Look) -> str:
    """Return the answer that a flow stands for, where the file places it or at the middle of its longest part."""
    return label(drawn.name, label_place(drawn), fill=look.words) if drawn.name else ""


def label_place(drawn: Edge) -> Box:
    """Return where the label of a flow goes."""
    if drawn.label:
        return drawn.label
    (x1, y1), (x2, y2) = drawn.longest
    wide = min(90.0, width(drawn.name, 11))
    beside = (8 + wide / 2, -7) if abs(x2 - x1) < abs(y2 - y1) else (0, -18)
    return Box((x1 + x2) / 2 + beside[0] - wide / 2, (y1 + y2) / 2 + beside[1], wide, 14)


def _head(start: Point, tip: Point, kind: str, look: Look) -> str:
    size = HEAD + look.heavier
    (x, y), (across_x, across_y) = _back(start, tip, size), _across(start, tip, size / 2)
    left, right = (x + across_x, y + across_y), (x - across_x, y - across_y)
    if kind == "sequenceFlow":
        return shape([left, tip, right], fill=look.ink, stroke=look.ink, stroke_width=1, stroke_linejoin="round")
    if kind == "messageFlow":
        return shape([left, tip, right], fill=PAPER, stroke=look.ink, stroke_width=1.3, stroke_linejoin="round")
    return line([left, tip, right], stroke=look.ink, stroke_width=1.5)


def _slash(start: Point, towards: Point, look: Look) -> str:
    x, y = _back(towards, start, min(10, _distance(start, towards) / 2))
    (along_x, along_y), (across_x, across_y) = _unit(start, towards), _across(start, towards, 6)
    first = (x - 2.5 * along_x + across_x, y - 2.5 * along_y + across_y)
    last = (x + 2.5 * along_x - across_x, y + 2.5 * along_y - across_y)
    return line([first, last], stroke=look.ink, stroke_width=2)


def _diamond(start: Point, towards: Point, look: Look) -> str:
    (along_x, along_y), (across_x, across_y) = _unit(start, towards), _across(start, towards, 5)
    x, y = start
    middle = (x + 8 * along_x, y + 8 * along_y)
    corners = [
        start,
        (middle[0] + across_x, middle[1] + across_y),
        (x + 16 * along_x, y + 16 * along_y),
        (middle[0] - across_x, middle[1] - across_y),
    ]
    return shape(corners, fill=PAPER, stroke=look.ink, stroke_width=1.5)


def _distance(one: Point, other: Point) -> float:
    return hypot(other[0] - one[0], other[1] - one[1])


def _unit(start: Point, end: Point) -> Point:
    length = _distance(start, end) or 1.0
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length


def _back(start: Point, end: Point, by: float) -> Point:
    """Return the point that lies ``by`` before the end on the way from the start."""
    x, y = _unit(start, end)
    return end[0] - x * by, end[1] - y * by


def _across(start: Point, end: Point, by: float) -> Point:
    x, y = _unit(start, end)
    return -y * by, x * by


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
