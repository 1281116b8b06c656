"""The small pictures in tasks and events, drawn with our own lines. Each is drawn around the point 0, 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import cos, pi, sin

from service.policy.drawing.model import Point
from service.policy.drawing.pen import PAPER, line, shape, steps, tag

Icon = Callable[[str], str]


def at(x: float, y: float, drawn: str, scale: float = 1.0) -> str:
    """Return something drawn around 0, 0 moved to a place."""
    sized = "" if scale == 1 else f" scale({scale:.3g})"
    return tag("g", drawn, transform=f"translate({x:g} {y:g}){sized}") if drawn else ""


def around(count: int, *radii: float, turn: float = 0.0) -> Iterator[Point]:
    """Yield the corners of a star or polygon, the first at the top."""
    total = count * len(radii)
    for place in range(total):
        angle, radius = 2 * pi * place / total + turn, radii[place % len(radii)]
        yield radius * sin(angle), -radius * cos(angle)


# ---- kinds of tasks, 18 wide and high ----------------------------------------------------------------------------------


def person(ink: str) -> str:
    """Return head and shoulders."""
    body = "M-7.5 8.5V4.5C-7.5 1.5 -5 0 -2.5 -0.5L0 1.5L2.5 -0.5C5 0 7.5 1.5 7.5 4.5V8.5Z"
    head = tag("circle", cx=0, cy=-4.5, r=3.8, fill=PAPER, stroke=ink, stroke_width=1.2)
    hair = tag("path", d="M-3.8 -4.2A3.8 3.8 0 0 1 3.8 -4.2C2 -5.6 0.6 -4.4 -0.8 -5.6C-1.6 -4.6 -2.8 -5 -3.8 -4.2Z", fill=ink)
    sleeves = tag("path", d="M-4.3 8.5V5M4.3 8.5V5", stroke=ink, stroke_width=1, fill="none")
    return tag("path", d=body, fill=PAPER, stroke=ink, stroke_width=1.2, stroke_linejoin="round") + sleeves + head + hair


def _gear(radius: float, ink: str) -> str:
    inner, corners = radius * 0.74, []
    for tooth in range(8):
        for part, size in ((-0.17, radius), (0.17, radius), (0.27, inner), (0.73, inner)):
            angle = 2 * pi * (tooth + part) / 8
            corners.append((size * sin(angle), -size * cos(angle)))
    rim = shape(corners, fill=PAPER, stroke=ink, stroke_width=1.1, stroke_linejoin="round")
    return rim + tag("circle", cx=0, cy=0, r=radius * 0.34, fill=PAPER, stroke=ink, stroke_width=1.1)


def gears(ink: str) -> str:
    """Return two gears, one before the other."""
    return at(-2.4, -2.4, _gear(6.6, ink)) + at(2.4, 2.4, _gear(6.6, ink))


def envelope(ink: str, *, filled: bool = False, wide: float = 17, high: float = 11.5) -> str:
    """Return an envelope; a filled one is sent."""
    x, y = wide / 2, high / 2
    lid = [(-x, -y), (0, high * 0.12), (x, -y)]
    paper = tag("rect", x=-x, y=-y, width=wide, height=high, fill=ink if filled else PAPER, stroke=ink, stroke_width=1.2)
    return paper + line(lid, stroke=PAPER if filled else ink, stroke_width=1.3, stroke_linejoin="round")


def script(ink: str) -> str:
    """Return a sheet of paper with lines on it."""
    sheet = "M-4 -8H7.5C4 -4 4.5 -1 6 1.5C7.5 4 7 6 4.5 8.5H-7.5C-4.5 6 -4.5 4 -6 1.5C-7.5 -1.5 -7.5 -4.5 -4 -8Z"
    rows = tag("path", d="M-3.8 -4.8H2.6M-4.4 -1.6H3M-3 1.8H4.2M-2.6 5H4", stroke=ink, stroke_width=1.1, fill="none")
    return tag("path", d=sheet, fill=PAPER, stroke=ink, stroke_width=1.2, stroke_linejoin="round") + rows


def table(ink: str) -> str:
    """Return a table with a dark head."""
    head = tag("rect", x=-9, y=-6.5, width=18, height=4.2, fill=ink)
    frame = tag("rect", x=-9, y=-6.5, width=18, height=13, fill=PAPER, stroke=ink, stroke_width=1.2)
    return frame + head + tag("path", d="M-9 2H9M-3.5 -2.3V6.5", stroke=ink, stroke_width=1.2, fill="none")


def hand(ink: str) -> str:
    """Return a hand that points to the right."""
    fingers = (
        "M-8.5 -2.5C-6.5 -5 -4.5 -6.5 -2 -6.5H2.6C4.6 -6.5 4.6 -3.9 2.6 -3.9H0.6H7.2C9 -3.9 9 -1.5 7.2 -1.5"
        "H8C9.6 -1.5 9.6 1 8 1H7.2C8.7 1 8.7 3.4 7.2 3.4H6C7.2 3.4 7.2 5.6 6 5.6H-1.5C-4.5 5.6 -6.5 4.5 -8.5 3.5Z"
    )
    gaps = tag("path", d="M1.8 -1.5H7.2M1.8 1H7.2M1.8 3.4H6", stroke=ink, stroke_width=1, fill="none")
    return tag("path", d=fingers, fill=PAPER, stroke=ink, stroke_width=1.2, stroke_linejoin="round") + gaps


TASKS: dict[str, Icon] = {
    "userTask": person,
    "serviceTask": gears,
    "sendTask": lambda ink: envelope(ink, filled=True),
    "receiveTask": envelope,
    "scriptTask": script,
    "businessRuleTask": table,
    "manualTask": hand,
}

# ---- triggers of events, for a circle of 36 -----------------------------------------------------------------------------


def clock(ink: str, _filled: bool) -> str:
    """Return a clock."""
    marks = "".join(steps([(x * 0.86, y * 0.86), (x, y)]) for x, y in around(12, 11.0))
    face = tag("circle", cx=0, cy=0, r=11, fill=PAPER, stroke=ink, stroke_width=1.5)
    hands = line([(1.6, -8), (0, 0), (5.5, 1)], stroke=ink, stroke_width=1.5, stroke_linecap="round", stroke_linejoin="round")
    return face + tag("path", d=marks, stroke=ink, stroke_width=1, fill="none") + hands


def _solid(points: Sequence[Point], ink: str, filled: bool) -> str:
    return shape(points, fill=ink if filled else PAPER, stroke=ink, stroke_width=1.4, stroke_linejoin="round")


def _lightning(ink: str, filled: bool) -> str:
    return _solid([(-9.5, 9), (-4, -8.5), (2.5, 1.5), (9.5, -10), (4, 8), (-2.8, -1.2)], ink, filled)


def _arrow_up(ink: str, filled: bool) -> str:
    return _solid([(0, -11), (7.5, 9.5), (0, 2.2), (-7.5, 9.5)], ink, filled)


def _arrow_right(ink: str, filled: bool) -> str:
    return _solid([(-10, -3.6), (2, -3.6), (2, -8), (11, 0), (2, 8), (2, 3.6), (-10, 3.6)], ink, filled)


def _rewind(ink: str, filled: bool) -> str:
    back = [(-0.5, -7), (-0.5, 7), (-10.5, 0)]
    return _solid(back, ink, filled) + _solid([(x + 10, y) for x, y in back], ink, filled)


def _cross(ink: str, filled: bool) -> str:
    arm = [(-10, -6.5), (-6.5, -10), (0, -3.5), (6.5, -10), (10, -6.5), (3.5, 0), (10, 6.5), (6.5, 10), (0, 3.5), (-6.5, 10)]
    return _solid([*arm, (-10, 6.5), (-3.5, 0)], ink, filled)


def _plus(ink: str, filled: bool) -> str:
    half = [(-2.8, -10.5), (2.8, -10.5), (2.8, -2.8), (10.5, -2.8), (10.5, 2.8), (2.8, 2.8)]
    return _solid([*half, *[(-x, -y) for x, y in half]], ink, filled)


def _page(ink: str, _filled: bool) -> str:
    rows = tag("path", d="M-5 -6.5H5M-5 -2.2H5M-5 2.2H5M-5 6.5H5", stroke=ink, stroke_width=1.3, fill="none")
    return tag("rect", x=-7.5, y=-10, width=15, height=20, fill=PAPER, stroke=ink, stroke_width=1.4) + rows


def _disc(ink: str, _filled: bool) -> str:
    return tag("circle", cx=0, cy=0, r=10.5, fill=ink)


TRIGGERS: dict[str, Callable[[str, bool], str]] = {
    "timer": clock,
    "message": lambda ink, filled: envelope(ink, filled=filled, wide=18, high=12.5),
    "signal": lambda ink, filled: _solid([(0, -10.5), (9.8, 7), (-9.8, 7)], ink, filled),
    "error": _lightning,
    "escalation": _arrow_up,
    "link": _arrow_right,
    "compensate": _rewind,
    "cancel": _cross,
    "conditional": _page,
    "terminate": _disc,
    "multiple": lambda ink, filled: _solid(list(around(5, 11.0)), ink, filled),
    "parallelMultiple": _plus,
}
