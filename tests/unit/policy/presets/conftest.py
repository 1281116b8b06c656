"""A room with what ships to make councils from, and one council of each preset in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import commands
from service.policy.presets import load, presets
from service.settings import ROOT

BASE = "wakefield"
BASES = ("kent", BASE)
PRESETS = presets(ROOT / "processes")


def room_in(folder: Path) -> Path:
    for kind, names in (("processes", ("shared", "presets", *BASES)), ("forms", ("shared", *BASES))):
        for name in names:
            shutil.copytree(ROOT / kind / name, folder / kind / name)
    return folder


def settings_of(room: Path) -> dict[str, str]:
    return {"TRIANGULATE_PROCESSES_DIR": str(room / "processes"), "TRIANGULATE_FORMS_DIR": str(room / "forms")}


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A room in which ``triangulate council new PRESET --preset PRESET`` was said for each, and once more from the base that it does
    not name: that council is called ``other-PRESET``."""
    made = room_in(tmp_path_factory.mktemp("room"))
    for preset in PRESETS:
        (other,) = set(BASES) - {load(ROOT / "processes", preset).base}
        for wish in ([preset], [f"other-{preset}", "--from", other]):
            said = CliRunner().invoke(commands, ["council", "new", *wish, "--preset", preset], env=settings_of(made))
            assert said.exit_code == 0, said.output
    yield made
