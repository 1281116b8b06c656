"""Marks as they are drawn over a diagram: each with a sign and words beside its colour."""

from __future__ import annotations

from dataclasses import dataclass

from service.policy.drawing.icons import at
from service.policy.drawing.lettering import block, width
from service.policy.drawing.marks import Marks, in_short
from service.policy.drawing.model import Box, Edge, Plane, Shape
from service.policy.drawing.nodes import Look
from service.policy.drawing.pen import INK, MISSED, PALE, PAPER, PATH, PATH_FILL, WRONG, WRONG_FILL, Value, line, tag

QUIET = "#505a5f"
SMALL = 11
ROW = 24


@dataclass(frozen=True)
class Placed:
    """A mark and the room that it takes."""

    box: Box
    drawn: str


def look_of(item: Shape | Edge, marks: Marks) -> Look:
    """Return how something is drawn under these marks: on the way, where it goes wrong, missed, or quiet beside a way."""
    holds = item.holds if isinstance(item, Shape) else frozenset()
    ground = isinstance(item, Shape) and not item.contains_others
    if (isinstance(item, Shape) and _is_marked(item, marks)) or marks.here == item.element_id:
        return Look(ink=WRONG, ground=WRONG_FILL if ground else PAPER, heavier=1.5)
    if item.element_id in marks.untaken:
        return Look(ink=MISSED, heavier=1.5)
    if item.element_id in marks.flows or item.element_id in marks.passed or marks.of(item.element_id, holds):
        return Look(ink=PATH, ground=PATH_FILL if ground else PAPER, heavier=1.5)
    return Look(ink=PALE, words=QUIET) if marks.has_path else Look()


def _is_marked(shape: Shape, marks: Marks) -> bool:
    """Say whether it goes wrong here, or inside when that is not drawn."""
    return shape.element_id == marks.here or (not shape.contains_others and marks.is_here(shape.element_id, shape.holds))


def numbers_of(plane: Plane, marks: Marks) -> list[Placed]:
    """Return the numbers of the steps, at the upper right of each element; left at a gateway, where no answer stands."""
    found = []
    for shape in plane.shapes:
        if shape.contains_others:
            continue
        if numbers := marks.of(shape.element_id, shape.holds):
            found.append(_pill(in_short(numbers), *_corner(shape), PATH))
    return found


def _corner(shape: Shape) -> tuple[float, float]:
    (x, y), half = shape.box.middle, shape.box.width / 2
    if shape.kind.endswith("Event"):
        return x + half * 0.75, y - half * 0.75
    if shape.kind.endswith("Gateway"):
        return x - half * 0.8, y - half * 0.8
    return shape.box.right - 2, shape.box.y


def repeats_of(plane: Plane, marks: Marks) -> list[Placed]:
    """Return how often a flow was taken, where that is more than once."""
    found = []
    for edge in plane.edges:
        if (times := marks.flows.get(edge.element_id, 0)) > 1:
            (x1, y1), (x2, y2) = edge.longest
            found.append(_pill(f"{times}×", (x1 + x2) / 2, (y1 + y2) / 2, PAPER, words=PATH, rim=PATH))
    return found


def missed_of(plane: Plane, marks: Marks) -> list[Placed]:
    """Return a question mark on everything that nothing passes."""
    found = []
    for edge in plane.edges:
        if edge.element_id in marks.untaken:
            (x1, y1), (x2, y2) = edge.longest
            found.append(_pill("?", (x1 + x2) / 2, (y1 + y2) / 2, PAPER, words=MISSED, rim=MISSED))
    return found + [
        _pill("?", *_corner(shape), PAPER, words=MISSED, rim=MISSED) for shape in plane.shapes if _missed(shape, marks)
    ]


def _missed(shape: Shape, marks: Marks) -> bool:
    return shape.element_id in marks.untaken or (not shape.contains_others and bool(shape.holds & marks.untaken))


def _pill(words_in: str, x: float, y: float, ground: str, *, words: str = PAPER, rim: str = PAPER) -> Placed:
    wide = max(19.0, width(words_in, SMALL) + 11)
    box = Box(x - wide / 2, y - 9.5, wide, 19)
    frame = tag("rect", x=box.x, y=box.y, width=wide, height=19, rx=9.5, fill=ground, stroke=rim, stroke_width=1.5)
    return Placed(box, frame + tag("g", block([words_in], x, y - 6.6, SMALL, fill=words), font_weight="bold"))


def flag_of(plane: Plane, marks: Marks, taken: list[Box]) -> Placed | None:
    """Return the flag at the element where it goes wrong, placed where it hides least; None when that is on another plane."""
    shape = next((shape for shape in plane.shapes if _is_marked(shape, marks)), None)
    if shape is None:
        return None
    inside = "" if shape.element_id == marks.here else " (inside)"
    return _flag(marks.here_words + inside, shape, plane, taken)


def _flag(said: str, shape: Shape, plane: Plane, taken: list[Box]) -> Placed:
    wide, high = width(said, 12) * 1.06 + 34, 22.0
    (x, y), box, gap = shape.box.middle, shape.box, 14
    places = [
        Box(x - wide / 2, box.y - gap - high, wide, high),
        Box(x - wide / 2, box.bottom + gap, wide, high),
        Box(x - wide / 2, box.bottom + gap + 30, wide, high),
        Box(box.right + gap, y - high / 2, wide, high),
        Box(box.x - gap - wide, y - high / 2, wide, high),
        Box(box.x, box.y - gap - high, wide, high),
    ]
    lines = [_box_of(part) for edge in plane.edges for part in zip(edge.points, edge.points[1:], strict=False)]
    costs = {
        place: 10 * sum(place.meets(other) for other in taken) + sum(place.meets(other) for other in lines) + rank
        for rank, place in zip((0, 1, 9, 2, 3, 4), places, strict=True)
    }
    best = min(costs, key=lambda place: costs[place])
    stem = line([(min(max(x, best.x), best.right), best.middle[1]), _rim(shape, best)], stroke=WRONG, stroke_width=2)
    frame = tag("rect", x=best.x, y=best.y, width=wide, height=high, rx=4, fill=WRONG, stroke=PAPER, stroke_width=1.5)
    cross = at(best.x + 14, best.middle[1], tag("path", d="M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5", stroke=PAPER, stroke_width=2.6))
    text = tag("g", block([said], best.x + 25, best.y + 4.2, 12, anchor="start", fill=PAPER), font_weight="bold")
    return Placed(best, stem + frame + cross + text)


def _rim(shape: Shape, place: Box) -> tuple[float, float]:
    (x, y), box = shape.box.middle, shape.box
    if place.bottom <= box.y:
        return x, box.y
    if place.y >= box.bottom:
        return x, box.bottom
    return (box.right, y) if place.x >= box.right else (box.x, y)


def _box_of(part: tuple[tuple[float, float], tuple[float, float]]) -> Box:
    (x1, y1), (x2, y2) = part
    return Box(min(x1, x2) - 1, min(y1, y2) - 1, abs(x2 - x1) + 2, abs(y2 - y1) + 2)


def key_of(plane: Plane, marks: Marks, *, left: float, top: float, room: float) -> list[Placed]:
    """Return the key to the marks that stand on this plane, in rows no wider than ``room``."""
    entries: list[tuple[str, str]] = []
    path: dict[str, Value] = {"stroke": PATH, "stroke_width": 3.5}
    if numbers_of(plane, marks) or any(e.element_id in marks.flows for e in plane.edges):
        entries.append((line([(0, 0), (40, 0)], **path) + _pill("1", 20, 0, PATH).drawn, "The way there, numbered in order"))
    if repeats_of(plane, marks):
        entries.append(
            (line([(0, 0), (40, 0)], **path) + _pill("2×", 20, 0, PAPER, words=PATH, rim=PATH).drawn, "Taken more than once")
        )
    if flag_of(plane, marks, []):
        sign = tag("rect", x=9, y=-9, width=22, height=18, rx=4, fill=WRONG)
        cross = at(20, 0, tag("path", d="M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5", stroke=PAPER, stroke_width=2.6))
        entries.append((sign + cross, marks.here_words))
    if missed_of(plane, marks):
        missed = line([(0, 0), (40, 0)], stroke=MISSED, stroke_width=3.5, stroke_dasharray="6 4")
        entries.append((missed + _pill("?", 20, 0, PAPER, words=MISSED, rim=MISSED).drawn, marks.untaken_words))
    placed, x, y = [], left, top
    for sign, said in entries:
        wide = 50 + width(said, 12) + 24
        if x > left and x + wide > left + room:
            x, y = left, y + ROW
        drawn = at(x, y + ROW / 2, sign) + block([said], x + 48, y + ROW / 2 - 7.2, 12, anchor="start", fill=INK)
        placed.append(Placed(Box(x, y, wide, ROW), drawn))
        x += wide
    return placed
