"""Reads a scenario file. Strict: each wrong key, type or time is a finding that names its line."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from service.domain.errors import Unfit
from service.domain.findings import Finding
from service.policy.scenarios import expectations, steps
from service.policy.scenarios.marked_yaml import Marked, NotReadable, Path, read
from service.policy.scenarios.model import Beginning, Scenario
from service.policy.scenarios.reading import Reading

RULE = "scenario"
KEYS = ("scenario", "procedure", "council", "at", "left", "start", "steps", "expect")
START = ("as", "with", "fill", "refused")
MAX_BYTES = 1024 * 1024
NEVER = datetime.min.replace(tzinfo=UTC)


def load(path: pathlib.Path) -> Scenario:
    """Return the scenario in a file.

    Raises:
        Unfit: the file cannot be read, or something in it is not as a scenario is written.
    """
    file = str(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unfit(file, [f"The file cannot be read: {error.strerror}"]) from error
    return load_text(content, file=file, council=_folder_council(path))


def load_text(content: bytes, *, file: str, council: str = "") -> Scenario:
    """Return the scenario written in ``content``; ``council`` counts where the text names none. Raises Unfit as above."""
    if len(content) > MAX_BYTES:
        raise _unfit(file, ["A scenario has at most 1 MB"])
    try:
        marked = read(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _unfit(file, ["The file is not UTF-8 text"]) from error
    except NotReadable as error:
        raise _unfit(file, [f"Line {error.line}: {error.message}"]) from error
    if not isinstance(marked.value, dict):
        raise _unfit(file, ["A scenario begins with 'scenario:' and its name"])
    reading = Reading(RULE, file, marked)
    scenario = _scenario(reading, marked, council)
    if reading.findings:
        raise Unfit(f"The scenario {file} cannot be run", findings=reading.findings)
    return scenario


def _scenario(reading: Reading, marked: Marked, council: str) -> Scenario:
    data: Mapping[str, Any] = marked.value
    reading.known_keys(data, KEYS, place="The scenario")
    at = _moment(reading, reading.text(data, "at", place="The scenario"))
    return Scenario(
        name=reading.text(data, "scenario", place="The scenario"),
        file=reading.file,
        council=reading.text(data, "council", place="The scenario", default=council or "?").replace("?", ""),
        procedure=reading.text(data, "procedure", place="The scenario"),
        at=at or NEVER,
        left=reading.texts(data, "left", place="The scenario"),
        start=beginning(reading, data.get("start", {}), ("start",)),
        steps=steps.read(reading, data.get("steps", [])),
        expect=expectations.read(reading, data.get("expect", {}), ("expect",)),
    )


def beginning(reading: Reading, value: Any, path: Path) -> Beginning:
    """Return how a case starts, as written at ``path``."""
    place, table = reading.place(path), reading.mapping(value, path)
    reading.known_keys(table, START, place=place)
    return Beginning(
        line=reading.line(path),
        person=reading.maybe_text(table, "as", place=place),
        given=reading.table(table, "with", place=place),
        fill=reading.truth(table, "fill", place=place, default=True),
        refused=reading.maybe_text(table, "refused", place=place),
    )


def _moment(reading: Reading, text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        reading.complain(f"{reading.place(('at',))}: 'at' must be a time with its offset, such as 2026-03-21T09:00:00+00:00")
        return None
    return at


def _folder_council(path: pathlib.Path) -> str:
    """Return the folder above ``scenarios``, which bears the council's name; '' where the file lies elsewhere."""
    parts = path.resolve().parts
    return parts[parts.index("scenarios") - 1] if "scenarios" in parts[1:] else ""


def _unfit(file: str, messages: Sequence[str]) -> Unfit:
    findings = [Finding(rule=RULE, file=file, message=message) for message in messages]
    return Unfit(f"The scenario {file} cannot be read: {messages[0]}", findings=findings)
