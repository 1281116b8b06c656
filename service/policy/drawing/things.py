"""Pools, lanes, groups, notes and data: everything with bounds that no case passes."""

from __future__ import annotations

from service.policy.drawing.lettering import block, centred, label, upright, wrapped
from service.policy.drawing.model import Box, Shape
from service.policy.drawing.nodes import Look
from service.policy.drawing.pen import PAPER, Value, line, tag

BAND = 30


def pool(drawn: Shape, look: Look) -> str:
    """Return a pool with its name in a band; one that shows no process has its name in the middle."""
    box = drawn.box
    frame = _frame(box, look, width=2)
    if not drawn.expanded:
        return frame + centred(drawn.name, box.grown(-6), fill=look.words)
    if drawn.horizontal:
        rule = line([(box.x + BAND, box.y), (box.x + BAND, box.bottom)], stroke=look.ink, stroke_width=2)
        return frame + rule + upright(drawn.name, Box(box.x, box.y, BAND, box.height), fill=look.words)
    rule = line([(box.x, box.y + BAND), (box.right, box.y + BAND)], stroke=look.ink, stroke_width=2)
    return frame + rule + centred(drawn.name, Box(box.x, box.y, box.width, BAND), fill=look.words)


def lane(drawn: Shape, look: Look) -> str:
    """Return a lane with its name along the side where it begins."""
    box = drawn.box
    if drawn.horizontal:
        return _frame(box, look, width=1.5) + upright(drawn.name, Box(box.x, box.y, BAND, box.height), fill=look.words)
    return _frame(box, look, width=1.5) + centred(drawn.name, Box(box.x, box.y, box.width, BAND), fill=look.words)


def _frame(box: Box, look: Look, *, width: float) -> str:
    return tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, fill=PAPER, stroke=look.ink, stroke_width=width)


def group(drawn: Shape, look: Look) -> str:
    """Return a dashed frame around what belongs together."""
    box = drawn.box
    return tag(
        "rect",
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        rx=10,
        fill="none",
        stroke=look.ink,
        stroke_width=1.5,
        stroke_dasharray="10 6 1 6",
        stroke_linecap="round",
    ) + ("" if drawn.label else block([drawn.name], box.middle[0], box.y + 6, 11, fill=look.words))


def note(drawn: Shape, look: Look) -> str:
    """Return a note with its bracket."""
    box = drawn.box
    bracket = line(
        [(box.x + 10, box.y), (box.x, box.y), (box.x, box.bottom), (box.x + 10, box.bottom)], stroke=look.ink, stroke_width=2
    )
    return bracket + block(wrapped(drawn.name, box.width - 10, 11), box.x + 6, box.y + 5, 11, anchor="start", fill=look.words)


def data(drawn: Shape, look: Look) -> str:
    """Return a sheet with a folded corner, or a drum for a store."""
    box = drawn.box
    x, y, right, bottom = box.x, box.y, box.right, box.bottom
    pen: dict[str, Value] = {"fill": PAPER, "stroke": look.ink, "stroke_width": 2.0, "stroke_linejoin": "round"}
    if drawn.kind == "dataStoreReference":
        rim = box.height * 0.14
        half = f"a{box.width / 2:g} {rim:g} 0 0"
        side = f"M{x:g} {y + rim:g}{half} 1 {box.width:g} 0V{bottom - rim:g}{half} 1 {-box.width:g} 0Z"
        rings = "".join(f"M{x:g} {y + rim * (1 + step):g}{half} 0 {box.width:g} 0" for step in (0, 0.8, 1.6))
        return tag("path", d=side, **pen) + tag("path", d=rings, fill="none", stroke=look.ink, stroke_width=2)
    fold = min(box.width, box.height) * 0.3
    sheet = f"M{x:g} {y:g}H{right - fold:g}L{right:g} {y + fold:g}V{bottom:g}H{x:g}Z"
    corner = line([(right - fold, y), (right - fold, y + fold), (right, y + fold)], stroke=look.ink, stroke_width=1.5)
    return tag("path", d=sheet, **pen) + corner


def plain(drawn: Shape, look: Look) -> str:
    """Return a dashed box with a name: for what the product has no picture of."""
    box = drawn.box
    frame = tag(
        "rect",
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        fill=PAPER,
        stroke=look.ink,
        stroke_width=1.5,
        stroke_dasharray="4 4",
    )
    return frame + ("" if drawn.label else centred(drawn.name, box.grown(-4), fill=look.words))


def outside_label(drawn: Shape, look: Look) -> str:
    """Return the name of something too small to hold it, where the file places it or below."""
    place = drawn.label or Box(drawn.box.middle[0] - 45, drawn.box.bottom + 4, 90, 14)
    return label(drawn.name, place, fill=look.words)
