"""Text in a diagram: measured with Arial's widths, because an SVG does not break lines by itself."""

from __future__ import annotations

import re

from service.policy.drawing.model import Box
from service.policy.drawing.pen import FONT, INK, PAPER, Value, said, tag

LINE = 1.2
SIZES = (12.0, 11.0, 10.0)
_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 "
    "556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 "
    "469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 "
    "334 584"
)
WIDTHS = {chr(32 + place): int(width) / 1000 for place, width in enumerate(_WIDTHS.split())}
OTHER, WIDE = 0.56, 1.0
_PARTS = re.compile(r"[^\s-]*-+|[^\s-]+|\s+")


def width(text: str, size: float) -> float:
    """Return how wide a line of text is."""
    return sum(WIDTHS.get(char, WIDE if ord(char) > 0x2E7F else OTHER) for char in text) * size


def wrapped(text: str, room: float, size: float) -> list[str]:
    """Return the lines of a text no wider than ``room``: broken at spaces and after hyphens, inside a word only if it must be."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        current = ""
        for part in _PARTS.findall(" ".join(paragraph.split())):
            if width((current + part).rstrip(), size) <= room:
                current += part
                continue
            if current.strip():
                lines.append(current.strip())
            *whole, current = _cut(part.strip(), room, size)
            lines += whole
        if current.strip():
            lines.append(current.strip())
    return lines


def _cut(word: str, room: float, size: float) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and width(pieces[-1] + char, size) > room:
            pieces.append("")
        pieces[-1] += char
    return pieces


def fitted(text: str, box: Box, sizes: tuple[float, ...] = SIZES) -> tuple[list[str], float]:
    """Return lines and the largest size at which they stay inside the box; at the smallest the end is cut and shown so."""
    for size in sizes:
        lines = wrapped(text, box.width, size)
        if len(lines) * size * LINE <= box.height + 1:
            return lines, size
    most = max(1, int(box.height / (size * LINE)))
    return [*lines[: most - 1], lines[most - 1] + "…"], size


def block(
    lines: list[str], x: float, top: float, size: float, *, anchor: str = "middle", fill: str = INK, halo: bool = False
) -> str:
    """Return lines one under the other, the first beginning at ``top``. ``halo`` keeps them legible over lines."""
    rows = [
        tag("tspan", said(text), x=x, y=top + place * size * LINE + size * 0.93)
        for place, text in enumerate(lines)
        if text.strip()
    ]
    around: dict[str, Value] = (
        {"stroke": PAPER, "stroke_width": 3.0, "stroke_linejoin": "round", "paint_order": "stroke"} if halo else {}
    )
    anchored = None if anchor == "start" else anchor
    return tag("text", *rows, font_family=FONT, font_size=size, text_anchor=anchored, fill=fill, **around) if rows else ""


def centred(text: str, box: Box, *, fill: str = INK, sizes: tuple[float, ...] = SIZES) -> str:
    """Return text in the middle of a box."""
    lines, size = fitted(text, box, sizes)
    x, y = box.middle
    return block(lines, x, y - len(lines) * size * LINE / 2, size, fill=fill)


def upright(text: str, box: Box, *, fill: str = INK) -> str:
    """Return text that reads from below upwards in the middle of a narrow box."""
    x, y = box.middle
    lines, size = fitted(text, Box(0, 0, box.height - 4, box.width))
    written = block(lines, 0, -len(lines) * size * LINE / 2, size, fill=fill)
    return tag("g", written, transform=f"translate({x:g} {y:g}) rotate(-90)") if written else ""


def label_box(text: str, place: Box, size: float = 11) -> Box:
    """Return where a label lies that the file places there: around the same middle, as high as its lines need."""
    lines = wrapped(text, max(place.width, 90), size)
    wide = max((width(item, size) for item in lines), default=0)
    return Box(place.middle[0] - wide / 2, place.y, wide, len(lines) * size * LINE)


def label(text: str, place: Box, *, fill: str = INK, size: float = 11) -> str:
    """Return a label at the place that the file gives it."""
    return block(wrapped(text, max(place.width, 90), size), place.middle[0], place.y, size, fill=fill, halo=True)
