"""Reads presets, ``presets/<name>/preset.toml`` in the folder of procedures, and the table of what councils publish."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.domain.errors import Unfit
from service.engine import decisions
from service.policy.shape import Reader

RULE = "preset"
FOLDER = "presets"
FILE = "preset.toml"
TABLES = "tables"
SHOWS = "shows"
"""Scenarios that show the difference, in the words of the base: a folder of this name is played by nothing as it is."""
VARIANTS = "dmn-policy-variant.dmn"
TOP = ("name", "title", "base", "rule", "source", "stance", "notice", "leavesOut", "decides", "tables", "parameters", "colours")


@dataclass(frozen=True, kw_only=True)
class Preset:
    """``name`` is the council that published the ``rule``, in our words; ``stance`` says what the service makes of it. ``base`` is the council
    that a new one is made from where nobody says otherwise. ``leaves_out`` are names of procedures without their prefix. Scenarios of the base
    that go through an element whose id begins with one of ``decides`` are left out: the preset's ``tables`` decide there."""

    key: str
    name: str
    title: str
    base: str
    rule: str
    source: str
    stance: str
    notice: tuple[str, ...]
    leaves_out: tuple[str, ...]
    decides: tuple[str, ...]
    tables: Mapping[str, bytes]
    parameters: Mapping[str, Any]
    colours: Mapping[str, Any]
    scenarios: Mapping[str, bytes]
    invariants: bytes


@dataclass(frozen=True)
class Ruling:
    """What one council publishes about one activity."""

    activity: str
    ruling: str
    route: str
    note: str


def presets(processes_dir: Path) -> tuple[str, ...]:
    """Return the names of the presets, in order."""
    return tuple(sorted(path.parent.name for path in (processes_dir / FOLDER).glob(f"*/{FILE}")))


def load(processes_dir: Path, key: str) -> Preset:
    """Return a preset. Raises Unfit with what is wrong with its file."""
    folder = processes_dir / FOLDER / key
    reader = Reader(RULE, f"{FOLDER}/{key}/{FILE}")
    try:
        data = tomllib.loads((folder / FILE).read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        reader.complain(f"The file is not TOML: {error}")
        data = {}
    else:
        reader.known_keys(data, TOP, place="The preset")
    words = {name: reader.text(data, name, place="The preset") for name in ("name", "title", "base", "rule", "source", "stance")}
    lists = {name: reader.texts(data, name, place="The preset") for name in ("notice", "leavesOut", "decides", "tables")}
    tables = {name: reader.table(data, name, place="The preset") for name in ("parameters", "colours")}
    for name in lists["tables"]:
        if not (folder.parent / TABLES / name).is_file():
            reader.complain(f"There is no table {name} in presets/{TABLES}")
    if reader.findings:
        raise Unfit(f"The preset {key} cannot be used", findings=reader.findings)
    invariants = folder / "invariants.toml"
    return Preset(
        key=key,
        name=words["name"],
        title=words["title"],
        base=words["base"],
        rule=words["rule"],
        source=words["source"],
        stance=words["stance"],
        notice=lists["notice"],
        leaves_out=lists["leavesOut"],
        decides=lists["decides"],
        tables={name: (folder.parent / TABLES / name).read_bytes() for name in lists["tables"]},
        parameters=tables["parameters"],
        colours=tables["colours"],
        scenarios={path.name: path.read_bytes() for path in sorted(folder.glob(f"{SHOWS}/*.yaml"))},
        invariants=invariants.read_bytes() if invariants.is_file() else b"",
    )


def rulings(processes_dir: Path, council: str) -> tuple[Ruling, ...]:
    """Return what the table of published policies says of a council, by its name, in the order of the table. Raises Unfit."""
    file = processes_dir / FOLDER / TABLES / VARIANTS
    model = decisions.load(file.read_bytes(), file=file.name)
    rules = [rule for decision in model.decisions.values() if decision.table for rule in decision.table.rules]
    cells = [[json.loads(cell) for cell in (*rule.tests, *rule.outputs)] for rule in rules]
    return tuple(Ruling(*rest) for name, *rest in cells if name == council)
