"""What differs between two versions of a procedure, in words, element by element. Judges nothing."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.engine import xml

Parts = Mapping[str, tuple[str, Any]]
"""What a file is made of: by a key that stays, how it is called, and everything that is said of it."""

DRAWN = ("BPMNDiagram", "DMNDI")
UNSAID = ("id", "exporter", "exporterVersion", "executionPlatformVersion")
REFERENCES = ("incoming", "outgoing", "flowNodeRef")
MOST_LINES = 200
LONGEST_VALUE = 80


def changes(old: Bundle, new: Bundle) -> tuple[str, ...]:
    """Return a line for each thing that differs, file by file in order of path; a file that is new or gone is one line."""
    lines: list[str] = []
    for path in sorted({*old.files, *new.files}):
        before, after = old.files.get(path), new.files.get(path)
        if before == after:
            continue
        if before is None or after is None:
            lines.append(f"{path}: {'new' if before is None else 'no longer used'}")
            continue
        lines += [f"{path}: {line}" for line in _of_file(path, before, after)]
    return tuple(lines)


def as_text(lines: tuple[str, ...]) -> str:
    """Return the lines as a list for a page, the first two hundred of them."""
    left = len(lines) - MOST_LINES
    return "\n".join(f"- {line}" for line in lines[:MOST_LINES]) + (f"\n- and {left} more" if left > 0 else "")


def _of_file(path: str, before: bytes, after: bytes) -> Iterator[str]:
    read = READERS.get(PurePosixPath(path).suffix)
    try:
        old, new = (read(before), read(after)) if read else ({}, {})
    except (Unfit, ValueError):
        yield "cannot be read, so it is not told what changes"
        return
    found = list(_between(old, new))
    yield from found or ["only how it is drawn or written"]


def _between(old: Parts, new: Parts) -> Iterator[str]:
    for key in [*new, *(key for key in old if key not in new)]:
        if key not in old:
            yield f"new: {new[key][0]}"
        elif key not in new:
            yield f"gone: {old[key][0]}"
        elif old[key] != new[key]:
            yield f"changed: {new[key][0]}{_detail(old[key], new[key])}"


def _detail(old: tuple[str, Any], new: tuple[str, Any]) -> str:
    before, after = old[1], new[1]
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        told = [
            f"{name} was {_short(before.get(name))}, is {_short(after.get(name))}"
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
        ]
        return f" ({'; '.join(told)})" if told else ""
    return f" (was {_short(before)}, is {_short(after)})"


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = " ".join((value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)).split())
    return f"“{text[:LONGEST_VALUE]}{'…' if len(text) > LONGEST_VALUE else ''}”"


def _drawn_parts(content: bytes) -> Parts:
    """Every element with an id; what is said of it are its attributes and whatever stands inside it without an id of its own."""
    found: dict[str, tuple[str, Any]] = {}
    for element in xml.parse(content, file="").iter(etree.Element):
        identity = element.get("id")
        if identity is None or any(_kind(above) in DRAWN for above in (element, *element.iterancestors())):
            continue
        said = _attributes(element)
        for inner in _said_inside(element):
            name = inner.get("name") or inner.get("target") or inner.get("key") or ""
            key = f"{_kind(inner)} {name}".strip()
            said[key] = " ".join(part for part in (said.get(key, ""), _written(inner)) if part)
        found[identity] = (f"“{element.get('name') or identity}” ({_kind(element)} {identity})", said)
    return found


def _said_inside(element: etree._Element) -> Iterator[etree._Element]:
    for child in element.iterchildren(etree.Element):
        if child.get("id") is None and _kind(child) not in REFERENCES:
            yield child
            yield from _said_inside(child)


def _attributes(element: etree._Element) -> dict[str, str]:
    named = ((str(name).rpartition("}")[2], str(value)) for name, value in element.attrib.items())
    return {name: value for name, value in named if name not in UNSAID}


def _written(element: etree._Element) -> str:
    attributes = " ".join(f"{name}={value}" for name, value in sorted(_attributes(element).items()))
    return " ".join(part for part in (attributes, (element.text or "").strip()) if part)


def _kind(element: etree._Element) -> str:
    return etree.QName(element).localname


def _form_parts(content: bytes) -> Parts:
    """Every part of a form by its id."""
    return dict(_components(json.loads(content).get("components", [])))


def _components(parts: list[Any], inside: str = "") -> Iterator[tuple[str, tuple[str, Any]]]:
    for position, part in enumerate(parts):
        key = f"{inside}{part.get('id') or position}"
        name = part.get("label") or part.get("dateLabel") or str(part.get("text", ""))[:LONGEST_VALUE] or key
        yield (
            key,
            (
                f"“{name}” ({part.get('type')} {part.get('key') or part.get('path') or key})",
                {name: value for name, value in part.items() if name not in ("components", "id")},
            ),
        )
        yield from _components(part.get("components", []), f"{key}/")


def _table_parts(content: bytes) -> Parts:
    """Every value of a policy pack or of the invariants by its dotted name."""
    return dict(_values(tomllib.loads(content.decode("utf-8"))))


def _values(table: Mapping[str, Any], inside: str = "") -> Iterator[tuple[str, tuple[str, Any]]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _values(value, f"{inside}{key}.")
        else:
            yield f"{inside}{key}", (f"{inside}{key}", value)


READERS: Mapping[str, Callable[[bytes], Parts]] = {
    ".bpmn": _drawn_parts,
    ".dmn": _drawn_parts,
    ".form": _form_parts,
    ".toml": _table_parts,
}
