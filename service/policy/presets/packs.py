"""Changes values in TOML that people wrote, and leaves their words beside them as they are."""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

LINE = 120
HEADER = re.compile(r"^\[(?P<name>[^\[\]]+)\]\s*(#.*)?$")


def changed(text: str, section: str, values: Mapping[str, Any], *, note: str = "") -> str:
    """Return the text with each key of a section set; '' is what stands before the first. New keys and sections come last, with the note
    as a comment above them."""
    lines = text.splitlines()
    for key, value in values.items():
        there = len(lines)
        lines = _set(lines, section, key, value, note=note)
        note = note if len(lines) <= there else ""
    return "\n".join(lines) + "\n"


def blocks(text: str) -> list[tuple[str, str]]:
    """Return (name, text) of each section, in order, with what stands between them; what comes before the first has the name ''."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in text.splitlines():
        header = HEADER.match(line)
        if header:
            found.append((header["name"], []))
        found[-1][1].append(line)
    return [(name, "\n".join(lines) + "\n") for name, lines in found]


def written(value: Any) -> str:
    """Return a value as TOML. Raises ValueError for what a preset cannot hold."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Sequence):
        items = [written(each) for each in value]
        line = f"[{', '.join(items)}]"
        return line if len(line) <= LINE else "\n".join(("[", *(f"  {item}," for item in items), "]"))
    raise ValueError(f"{value!r} can be written in no preset")


def _set(lines: list[str], section: str, key: str, value: Any, *, note: str) -> list[str]:
    start, end = _place(lines, section)
    above = [f"# {note}"] if note else []
    if start is None:
        return [*lines, "", f"[{section}]", *above, f"{key} = {written(value)}"]
    for at in range(start, end):
        if re.match(rf"{re.escape(key)}\s*=", lines[at]):
            return [*lines[:at], f"{key} = {written(value)}", *lines[_after(lines, at, end) :]]
    last = _before_what_tells_of_the_next(lines, start, end)
    return [*lines[:last], *above, f"{key} = {written(value)}", *lines[last:]]


def _place(lines: list[str], section: str) -> tuple[int | None, int]:
    headers = [(at, match["name"]) for at, line in enumerate(lines) if (match := HEADER.match(line))]
    starts = [(-1, ""), *headers, (len(lines), "")]
    for (at, name), (following, _) in itertools.pairwise(starts):
        if name == section:
            return at + 1, following
    return None, len(lines)


def _before_what_tells_of_the_next(lines: list[str], start: int, end: int) -> int:
    """Return where a new key of a section goes: behind its last value, not behind a comment on the section that follows."""
    last = end
    while last > start and (not lines[last - 1].strip() or (end < len(lines) and lines[last - 1].startswith("#"))):
        last -= 1
    return last


def _after(lines: list[str], at: int, end: int) -> int:
    """Return the line behind a value, which may go over several."""
    for stop in range(at + 1, end + 1):
        try:
            tomllib.loads("\n".join(lines[at:stop]))
        except tomllib.TOMLDecodeError:
            continue
        return stop
    return end
