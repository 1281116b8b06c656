"""The few marks of markdown that a text of a form may use, as blocks for a template: headings, paragraphs, lists, bold and links.
Everything else stays text, HTML too."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPAN = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|\[(?P<label>[^\]\n]+)\]\((?P<href>(?:https?://|mailto:|/(?!/))[^)\s]*)\)")
_BULLET = re.compile(r"[-*] +")


@dataclass(frozen=True)
class Span:
    """Some words; bold, or a link when ``href`` is set."""

    text: str
    bold: bool = False
    href: str = ""


@dataclass(frozen=True)
class Block:
    """``tag`` is h2, h3, p or ul; a list has one line for each item, everything else one line."""

    tag: str
    lines: tuple[tuple[Span, ...], ...]


def blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text; a blank line ends one."""
    found = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        while lines and lines[0].startswith("#"):
            marks, _, title = lines.pop(0).partition(" ")
            found.append(Block("h2" if len(marks) <= 2 else "h3", (spans(title.strip()),)))
        if lines and all(_BULLET.match(line) for line in lines):
            found.append(Block("ul", tuple(spans(_BULLET.sub("", line, count=1)) for line in lines)))
        elif lines:
            found.append(Block("p", (spans(" ".join(lines)),)))
    return tuple(found)


def spans(line: str) -> tuple[Span, ...]:
    """Return a line in spans."""
    found, end = [], 0
    for mark in _SPAN.finditer(line):
        if mark.start() > end:
            found.append(Span(line[end : mark.start()]))
        found.append(Span(mark["bold"], bold=True) if mark["bold"] else Span(mark["label"], href=mark["href"]))
        end = mark.end()
    if end < len(line) or not found:
        found.append(Span(line[end:]))
    return tuple(found)
