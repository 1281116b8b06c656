"""What the packs measure is there to be measured: each step of a measure is an element of a diagram of the council, each role may read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from service.domain.measured import formula
from service.policy import pack
from service.policy.bundle import Library
from service.policy.paths import pack_path
from service.settings import ROOT

LIBRARY = Library(ROOT / "processes", ROOT / "forms")
STEPS = ("count", "share", "of", "without", "days", "minutes")


def rows(council: str) -> tuple[Mapping[str, Any], ...]:
    path = pack_path(council)
    measured = pack.load(LIBRARY.files(council)[path], file=path).parameters.get("measured", {})
    return tuple(measured.get("rows", ()))


def steps(row: Mapping[str, Any]) -> Iterator[str]:
    for name in STEPS:
        if name in row:
            yield from [row[name]] if isinstance(row[name], str) else row[name]


@pytest.mark.parametrize("council", LIBRARY.councils())
def test_every_step_that_is_measured_stands_in_a_diagram_of_the_council(council: str) -> None:
    files = LIBRARY.files(council)
    drawn = b"".join(content for path, content in files.items() if path.endswith(".bpmn")).decode()
    missing = {step: row["label"] for row in rows(council) for step in steps(row) if f' id="{step}"' not in drawn}
    assert missing == {}


@pytest.mark.parametrize("council", [council for council in LIBRARY.councils() if rows(council)])
def test_what_a_council_measures_can_be_read_by_somebody(council: str) -> None:
    path = pack_path(council)
    roles = pack.load(LIBRARY.files(council)[path], file=path).roles
    assert any("read:report_measures" in role.may for role in roles) and all(map(formula, rows(council)))


@pytest.mark.parametrize("council", LIBRARY.councils())
def test_every_answer_that_is_measured_is_asked_decided_or_entered(council: str) -> None:
    files = LIBRARY.files(council)
    said = b"".join(content for path, content in files.items() if path.endswith((".bpmn", ".dmn", ".form"))).decode()
    asked = {str(row[name]).rpartition(".")[2] for row in rows(council) for name in ("by", "field") if name in row} - {"status"}
    known = {name for name in asked if f'"key": "{name}"' in said or f'name="{name}"' in said or f"{name}:" in said}
    assert asked - known == set()
