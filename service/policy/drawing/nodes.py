"""Activities, events and gateways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.policy.drawing.icons import TASKS, TRIGGERS, around, at
from service.policy.drawing.lettering import LINE, SIZES, block, fitted, width, wrapped
from service.policy.drawing.model import SUB_PROCESSES, Box, Shape
from service.policy.drawing.pen import INK, PAPER, Value, line, shape, tag

SIGN = 14
PICTURE = 24


@dataclass(frozen=True)
class Look:
    """How something is drawn: its lines, its ground, its words."""

    ink: str = INK
    ground: str = PAPER
    words: str = INK
    heavier: float = 0.0


def activity(drawn: Shape, look: Look, *, covered: Sequence[Box] = ()) -> str:
    """Return a task, call activity or sub-process. Its signs keep clear of what is ``covered`` by events on its rim."""
    box, parts = drawn.box, [_frame(drawn, look)]
    signs = _signs(drawn)
    if drawn.contains_others:
        lines, size = fitted(drawn.name, Box(0, 0, box.width - 20, 30))
        parts.append(block(lines, box.middle[0], box.y + 7, size, fill=look.words))
    else:
        parts.append(_name(drawn, look, below=SIGN + 4 if signs else 0))
    if icon := TASKS.get(drawn.kind):
        parts.append(at(box.x + 14.5, box.y + 14.5, icon(look.ink)))
    if drawn.kind == "receiveTask" and drawn.instantiating:
        parts.append(tag("circle", cx=box.x + 14.5, cy=box.y + 14.5, r=12, fill="none", stroke=look.ink, stroke_width=1))
    left = _clear(box, len(signs) * (SIGN + 3), covered) + (SIGN + 3) / 2
    parts += [at(left + place * (SIGN + 3), box.bottom - 10.5, _sign(sign, look.ink)) for place, sign in enumerate(signs)]
    return "".join(parts)


def _name(drawn: Shape, look: Look, *, below: float) -> str:
    """Return the name in the middle, moved or made smaller only as far as the picture above and the signs below ask for."""
    box, lowest = drawn.box, drawn.box.bottom - 4 - below
    for size in SIZES:
        lines = wrapped(drawn.name, box.width - 12, size)
        high = len(lines) * size * LINE
        meets_picture = drawn.kind in TASKS and width("".join(lines[:1]), size) > box.width - 2 * PICTURE
        top = max(box.middle[1] - high / 2, box.y + PICTURE if meets_picture else box.y)
        top = min(top, lowest - high) if high <= lowest - box.y - PICTURE or not meets_picture else top
        if box.y + 3 <= top and top + high <= lowest:
            return block(lines, box.middle[0], top, size, fill=look.words)
    lines, size = fitted(drawn.name, Box(0, 0, box.width - 12, lowest - box.y - 4))
    return block(lines, box.middle[0], lowest - len(lines) * size * LINE, size, fill=look.words)


def _clear(box: Box, wide: float, covered: Sequence[Box]) -> float:
    """Return the x nearest to the middle from which signs that wide are not covered."""
    middle = box.middle[0] - wide / 2
    shifts = [side * step for step in range(0, int(max(box.width / 2 - wide, 0)), 4) for side in (1, -1)]
    free = (shift for shift in shifts if not any(Box(middle + shift, box.bottom - 18, wide, 16).meets(item) for item in covered))
    return middle + next(free, 0)


def _frame(drawn: Shape, look: Look) -> str:
    box = drawn.box
    stroke: dict[str, Value] = {"stroke": look.ink, "stroke_width": (5.0 if drawn.kind == "callActivity" else 2.0) + look.heavier}
    dashes = "2 5" if drawn.by_event else None
    frame = tag(
        "rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=10, fill=look.ground, stroke_dasharray=dashes, **stroke
    )
    if drawn.kind == "transaction":
        inner = box.grown(-4)
        frame += tag(
            "rect",
            x=inner.x,
            y=inner.y,
            width=inner.width,
            height=inner.height,
            rx=7,
            fill="none",
            stroke=look.ink,
            stroke_width=2,
        )
    return frame


def _signs(drawn: Shape) -> list[str]:
    signs = [drawn.repeats] if drawn.repeats else []
    signs += ["compensate"] if drawn.compensates else []
    signs += ["plus"] if drawn.kind in SUB_PROCESSES and not drawn.expanded else []
    return signs + (["wave"] if drawn.kind == "adHocSubProcess" else [])


def _sign(sign: str, ink: str) -> str:
    match sign:
        case "plus":
            frame = tag("rect", x=-7, y=-7, width=14, height=14, fill=PAPER, stroke=ink, stroke_width=1.2)
            return frame + tag("path", d="M0 -4.5V4.5M-4.5 0H4.5", stroke=ink, stroke_width=1.8, fill="none")
        case "parallel":
            return tag("path", d="M-4.5 -6V6M0 -6V6M4.5 -6V6", stroke=ink, stroke_width=2.4, fill="none")
        case "sequential":
            return tag("path", d="M-6 -4.5H6M-6 0H6M-6 4.5H6", stroke=ink, stroke_width=2.4, fill="none")
        case "loop":
            turn = tag("path", d="M-2.2 5.6A6 6 0 1 1 2.6 5.4", stroke=ink, stroke_width=1.6, fill="none")
            return turn + line([(-6, 5.8), (-2, 5.8), (-2, 1.8)], stroke=ink, stroke_width=1.6)
        case "compensate":
            return at(0, 0, TRIGGERS["compensate"](ink, False), 0.6)
        case _:
            wave = "M-7 1.5C-5 -4 -2 -3 0 0C2 3 5 4 7 -1.5"
            return tag("path", d=wave, stroke=ink, stroke_width=2, fill="none", stroke_linecap="round")


def event(drawn: Shape, look: Look) -> str:
    """Return a circle: thin for a start, double between, thick for an end, dashed where it does not interrupt."""
    (x, y), radius = drawn.box.middle, min(drawn.box.width, drawn.box.height) / 2
    ends, starts = drawn.kind == "endEvent", drawn.kind == "startEvent"
    throws = drawn.kind in ("endEvent", "intermediateThrowEvent")
    thick = (4.0 if ends else 1.5 if not starts else 2.0) + look.heavier
    dashes = None if drawn.interrupting else "5 3"
    parts = [
        tag(
            "circle",
            cx=x,
            cy=y,
            r=radius - thick / 4,
            fill=look.ground,
            stroke=look.ink,
            stroke_width=thick,
            stroke_dasharray=dashes,
        )
    ]
    if not ends and not starts:
        parts.append(
            tag("circle", cx=x, cy=y, r=radius - 3.5, fill=PAPER, stroke=look.ink, stroke_width=1.5, stroke_dasharray=dashes)
        )
    if icon := TRIGGERS.get(drawn.trigger):
        parts.append(at(x, y, icon(look.ink, throws), radius / 18 * (0.92 if not ends and not starts else 1)))
    return "".join(parts)


def gateway(drawn: Shape, look: Look) -> str:
    """Return a diamond with the sign of its kind."""
    box = drawn.box
    (x, y), scale = box.middle, min(box.width, box.height) / 50
    corners = [(x, box.y), (box.right, y), (x, box.bottom), (box.x, y)]
    frame = shape(corners, fill=look.ground, stroke=look.ink, stroke_width=2 + look.heavier, stroke_linejoin="round")
    return frame + at(x, y, _inside(drawn, look.ink), scale)


def _inside(drawn: Shape, ink: str) -> str:
    pen = {"stroke": ink, "fill": "none"}
    match drawn.kind:
        case "exclusiveGateway":
            return tag("path", d="M-8 -10L8 10M8 -10L-8 10", stroke_width=4.6, **pen) if drawn.marked_x else ""
        case "parallelGateway":
            return tag("path", d="M0 -13V13M-13 0H13", stroke_width=4.6, **pen)
        case "inclusiveGateway":
            return tag("circle", cx=0, cy=0, r=12, stroke_width=3.4, **pen)
        case "complexGateway":
            return tag("path", d="M0 -11V11M-11 0H11M-7.5 -7.5L7.5 7.5M7.5 -7.5L-7.5 7.5", stroke_width=3, **pen)
        case "eventBasedGateway":
            rings = "".join(tag("circle", cx=0, cy=0, r=radius, stroke_width=1.2, **pen) for radius in (12.5, 10))
            return rings + shape(list(around(5, 7.0)), stroke_width=1.4, **pen)
        case _:
            return ""


def is_activity(kind: str) -> bool:
    """Say whether it is drawn as a box with round corners."""
    return kind in SUB_PROCESSES or kind == "callActivity" or kind.lower().endswith("task")
