"""SVG as text: every value is escaped here and nowhere else. Only attributes, no styles, so that it stands under any policy."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from service.policy.drawing.model import Point

INK, PALE, PAPER = "#22242a", "#878d92", "#ffffff"
PATH, PATH_FILL = "#1d70b8", "#e8f1f8"
WRONG, WRONG_FILL = "#b10e1e", "#fbe9ea"
MISSED = "#a85300"
Value = str | float | None
FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"


def tag(name: str, *inside: str, **attributes: Value) -> str:
    """Return one element. Underscores in attribute names become hyphens; None leaves the attribute out."""
    written = "".join(f' {key.replace("_", "-")}="{_value(value)}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{written}>{''.join(inside)}</{name}>" if inside else f"<{name}{written}/>"


def said(text: str) -> str:
    """Return text for between tags."""
    return escape(text, quote=False)


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else number(value)


def number(value: float) -> str:
    """Return a number with at most two decimals and no more than it needs."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def line(points: Iterable[Point], **attributes: Value) -> str:
    """Return an open line through points."""
    return tag("path", d=steps(points), fill="none", **attributes)


def shape(points: Iterable[Point], **attributes: Value) -> str:
    """Return a closed shape through points."""
    return tag("path", d=steps(points) + "Z", **attributes)


def steps(points: Iterable[Point]) -> str:
    """Return the path that goes straight from point to point."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
