"""No path from a diagram, a table or a form to Python, nor out of the FEEL sandbox: a payload at every place, under an audit hook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
NAMES_AND_TEXTS = {"data object", "data association", "header", "form label", "form template", "form readonly", "form pattern"}
"""Places whose text is a name or a literal, or whose failure leaves an empty label: they are shown or kept, never run."""


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("walked")
    paths = os.pathsep.join([str(HERE.parents[2]), str(HERE)])
    work = subprocess.run(
        [sys.executable, str(HERE / "planted.py")],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths},
        check=True,
        capture_output=True,
    )
    found: dict[str, Any] = json.loads(work.stdout)
    return {**found, "files": [file.name for file in folder.iterdir()]}


def test_python_is_never_asked_to_compile_or_run_planted_text(walked: dict[str, Any]) -> None:
    assert walked["heard"], "the hook does not listen"
    assert (walked["python"], walked["files"]) == ([], [])


def test_the_librarys_python_script_engine_is_never_built(walked: dict[str, Any]) -> None:
    assert walked["engines"] == []


def test_the_librarys_evaluating_packages_are_never_imported(walked: dict[str, Any]) -> None:
    assert walked["modules"] == []


def test_every_place_refuses_or_holds_its_payload(walked: dict[str, Any]) -> None:
    went_on = {place.partition(",")[0] for place, outcome in walked["places"].items() if outcome == "played"}
    assert went_on <= NAMES_AND_TEXTS | {"table cell"}
    assert len(walked["places"]) > 150


def test_what_takes_too_long_is_stopped_and_held(walked: dict[str, Any]) -> None:
    assert {outcome for place, outcome in walked["places"].items() if place.endswith("slow")} == {"held"}


def test_the_sandbox_is_as_it_was(walked: dict[str, Any]) -> None:
    assert walked["well"] == [2, None]
