"""The README promises only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.cli import commands
from service.settings import READERS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)", README)) - {"is"}))
def test_a_make_target_of_the_readme_exists(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`?triangulate ([a-z]+)", README))))
def test_a_command_of_the_readme_exists(name: str) -> None:
    assert name in commands.commands


def test_every_command_stands_in_the_readme() -> None:
    assert [name for name in commands.commands if f"triangulate {name}" not in README] == []


def test_every_setting_stands_in_the_readme() -> None:
    shortened = {"TRIANGULATE_MAIL_PORT": "…_PORT", "TRIANGULATE_MAIL_FROM": "…_FROM"}
    assert [name for name in READERS if shortened.get(name, name) not in README] == []


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README)) - {"docs/screenshot.png"}))
def test_a_file_that_the_readme_links_exists(link: str) -> None:
    assert (ROOT / link).exists()


def test_ci_runs_the_readme_s_test_command() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8") and "make test" in README
