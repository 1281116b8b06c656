"""Figures in words: as a page shows them, and as they may leave."""

from __future__ import annotations

from service.queries.reports.page import Line

WITHHELD = "withheld"


def figure(line: Line) -> str:
    """Return a figure as the page shows it."""
    if line.value is None:
        return "–"
    if isinstance(line.value, str):
        return line.value
    if line.unit == "share":
        return f"{line.value * 100:.0f} %"
    if line.unit == "pounds":
        return f"£{line.value:,.2f}"
    number = f"{line.value:g}"
    if line.unit == "of 5":
        return f"{number} of 5"
    of = "" if line.of is None or line.unit else f" of {line.of:g}"
    unit = line.unit.removesuffix("s") if abs(line.value) == 1 else line.unit
    return f"{number}{of} {unit}".rstrip()


def published(line: Line, threshold: int) -> tuple[str | float | None, float | None, str, str]:
    """Return figure, whole, unit and note as they may leave: a small number, one below ``threshold``, only when somebody has decided that it
    may. One that nobody has decided on is shown as a band; a share or a mean that a small number is behind is no number to band, and is
    withheld."""
    action = line.decided.action if line.decided else "band"
    if not line.small or action == "publish":
        return line.value, line.of, line.unit, line.note
    is_number = not line.note and not isinstance(line.value, float)
    shown = f"fewer than {threshold}" if action == "band" and is_number else WITHHELD
    return shown, None, line.unit, ""
