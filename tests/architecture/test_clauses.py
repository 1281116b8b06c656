"""The tables of clauses name only what is there, and leave no clause out."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = ROOT / "processes"
KENT = (ROOT / "docs" / "clauses-kent.md").read_text("utf-8")
TABLE = "\n".join(text.partition("\n## ")[2] for text in ((ROOT / "docs" / "clauses.md").read_text("utf-8"), KENT))
NAMED = sorted(set(re.findall(r"`([^`]+)`", TABLE)))
RULES = re.findall(r"`(dmn-[a-z0-9-]+)` rules? (\d+)(?: (?:to|and) (\d+))?", TABLE)


def keys(components: list[dict[str, Any]]) -> Iterator[str]:
    """Yield every field of a form, at any depth."""
    for component in components:
        yield from filter(None, (component.get("key"), component.get("path")))
        yield from keys(component.get("components", []))


def values(components: list[dict[str, Any]]) -> Iterator[str]:
    """Yield every value that a form offers."""
    for component in components:
        yield from (str(value["value"]) for value in component.get("values", []))
        yield from values(component.get("components", []))


def known() -> Iterator[str]:
    """Yield every name that the table may use."""
    for file in (ROOT / "forms").glob("*/*.form"):
        components = json.loads(file.read_text("utf-8"))["components"]
        yield from (f"{file.stem}.{key}" for key in keys(components))
        yield from (value for value in values(components) if value.startswith("Q_"))
    for pattern in ("*/*.bpmn", "*/*.dmn"):
        for file in PROCESSES.glob(pattern):
            yield from (node.get("id") for node in etree.parse(file).iter(etree.Element) if node.get("id"))
    for file in PROCESSES.glob("*/invariants.toml"):
        yield from tomllib.loads(file.read_text("utf-8"))
    for file in PROCESSES.glob("*/policy.toml"):
        pack = tomllib.loads(file.read_text("utf-8"))
        yield from (*pack["rules"], *pack["roles"], *(f"pack.{name}" for name in pack["parameters"]))
        yield from (f"registers.{name}" for name in pack.get("registers", {}))
    for folder in ("guidance", "documents"):
        yield from (f"{folder}/{file.stem}" for file in PROCESSES.glob(f"*/{folder}/*"))


THERE = frozenset(known())


@pytest.mark.parametrize("name", NAMED)
def test_what_the_table_of_clauses_names_is_there(name: str) -> None:
    assert name in THERE


@pytest.mark.parametrize(("table", "first", "last"), RULES)
def test_a_decision_has_the_rule_that_the_table_of_clauses_names(table: str, first: str, last: str) -> None:
    decisions = {node.get("id"): node for file in PROCESSES.glob("*/*.dmn") for node in etree.parse(file).iter("{*}decision")}
    assert max(int(first), int(last or 0)) <= len(list(decisions[table].iter("{*}rule")))


def test_every_row_says_where_its_clause_is() -> None:
    rows = [line.strip("|").split(" | ") for line in TABLE.splitlines() if line.startswith("| ")]
    assert [row for row in rows if len(row) != 3 or not all(cell.strip() for cell in row)] == []


def test_every_numbered_clause_of_the_protocol_has_a_row() -> None:
    last = {1: 5, 2: 7, 3: 15}
    wanted = {f"§{part}.{number}" for part, count in last.items() for number in range(1, count + 1)}
    assert set(re.findall(r"^\| (§\d\.\d+) \|", TABLE, re.MULTILINE)) == wanted


def test_every_clause_of_kents_policy_has_a_row() -> None:
    """Sections and their clauses as the policy has them, from its summary to its third appendix."""
    last = "EX 11, IN 13, WL 15, PS 15, PC 5, IG 31, CM 21, GR 6, TR 6, KM 4, GG 6, AC 17, BU 10, IM 2, EM 11, VC 5, AI 25, SE 10, RI 16"
    last += ", A1 7, A2 26, A3 18"
    parts = [part.split() for part in last.split(", ")]
    wanted = [f"S4.{part}.{number}" for part, count in parts for number in range(1, int(count) + 1)]
    assert re.findall(r"^\| (S4\.[A-Z0-9]+\.\d+) \|", KENT, re.MULTILINE) == wanted


def test_kents_table_counts_right_what_is_not_here() -> None:
    rows = [line.strip("|").split(" | ")[2].lstrip() for line in KENT.splitlines() if line.startswith("| S4")]
    absent, partly = (sum(row.startswith(words) for row in rows) for words in ("Not here", "In part"))
    assert f"Of {len(rows)} clauses {len(rows) - absent - partly} are here, {partly} in part, and {absent} are not" in KENT
