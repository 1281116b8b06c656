"""``triangulate council``: what it lists, what it writes, and that whoever it refuses is left with nothing half made."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from service.settings import ROOT
from tests.unit.cli.conftest import triangulate

PRESET = """name = "Bexley"
title = "London Borough of Bexley"
base = "ashdale"
rule = "Legal Services are asked."
source = "A newspaper"
stance = "Each look has advice before it."
notice = ["Ask first."]

[parameters]
preCheckRole = "legal"

[colours]
council = "#1b4f72"
"""


@pytest.fixture
def presets(root: Path) -> Path:
    """The folder of procedures of the small council, with one preset to begin with."""
    folder = root / "processes" / "presets"
    (folder / "bexley").mkdir(parents=True)
    (folder / "bexley" / "preset.toml").write_text(PRESET, "utf-8")
    shutil.copytree(ROOT / "processes" / "presets" / "tables", folder / "tables")
    return folder


def test_presets_are_listed_with_what_was_published_and_what_follows(presets: Path) -> None:
    done = triangulate("council", "presets")
    assert (done.exit_code, done.stdout.split("\n")) == (
        0,
        [
            "bexley",
            "  investigation: CONDITIONAL; Legal Services, always",
            "    Legal Services are asked in any case in which social media is part of an investigation",
            "  Here: Each look has advice before it.",
            "  Source: A newspaper",
            "",
            "",
        ],
    )


def test_a_new_council_is_written_told_of_and_passes_the_check(presets: Path) -> None:
    home = presets.parent
    done = triangulate("council", "new", "isle-of-elm", "--preset", "bexley")
    told = done.stdout.splitlines()
    assert (done.exit_code, told[0]) == (
        0,
        "Isle of Elm Council: 1 diagram, 1 form, 1 scenario, 1 page of guidance, taken over from ashdale",
    )
    assert "  Set in the pack: preCheckRole = 'legal'" in told
    pack = (home / "isle-of-elm" / "policy.toml").read_text("utf-8")
    assert "# the rule that Bexley has published\npreCheckRole" in pack
    assert {"council": "isle-of-elm", "name": "Isle of Elm Council", "notice": ["Ask first."]}.items() <= tomllib.loads(
        pack
    ).items()
    assert triangulate("check", home / "isle-of-elm").exit_code == 0


def test_the_paths_are_those_to_type_from_here(presets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(presets.parent.parent)
    told = triangulate("council", "new", "elm", "--from", "ashdale").stdout.splitlines()
    assert (told[1:3], told[-4]) == (["  processes/elm", "  forms/elm"], "  1. triangulate check processes/elm")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("elm",), "Say which council to begin from: --from NAME, or --preset NAME"),
        (("Elm Hill", "--from", "ashdale"), "NAME: Write lower-case words joined by hyphens"),
        (("presets", "--from", "ashdale"), "NAME: presets is a folder that belongs to every council"),
        (("elm", "--from", "ashdale", "--title", "<Elm>"), "--title: Write words with spaces"),
        (("ashdale", "--preset", "bexley"), "ashdale is there already: nothing was written"),
        (("elm", "--preset", "bexly"), "There is no preset 'bexly'; did you mean 'bexley'?"),
        (("elm", "--from", "ashdal"), "There is no council 'ashdal' to begin from; did you mean 'ashdale'?"),
        (("elm", "--preset", "bexley", "--without", "asc"), "asc: No procedure; did you mean 'ask'?"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_leaves_nothing(presets: Path, words: tuple[str, ...], sentence: str) -> None:
    root = presets.parent.parent
    before = sorted(root.rglob("*"))
    done = triangulate("council", "new", *words)
    assert (done.exit_code, sentence in done.stderr, sorted(root.rglob("*")) == before) == (1, True, True), done.stderr


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ("presets/bexley/preset.toml", "The preset bexley cannot be used"),
        ("ashdale/policy.toml", "processes/ashdale/policy.toml"),
    ],
)
def test_what_is_half_broken_is_named_and_nothing_is_written(presets: Path, broken: str, sentence: str) -> None:
    (presets.parent / broken).write_text("name = ", "utf-8")
    done = triangulate("council", "new", "elm", "--preset", "bexley")
    assert (done.exit_code, sentence in done.stderr, (presets.parent / "elm").exists()) == (1, True, False), done.stderr


def test_people_are_entered_from_a_file_and_nobody_twice(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIANGULATE_MODE", "production")
    monkeypatch.setenv("TRIANGULATE_SECRET_KEY", "x" * 32)
    monkeypatch.setenv("TRIANGULATE_BASE_URL", "https://elm.example")
    file = root / "people.yaml"
    file.write_text(
        "people:\n  - {id: jo.real, name: Jo Real, jobTitle: Asker, email: jo@elm.example, roles: [worker]}\n", "utf-8"
    )
    assert triangulate("token", "jo.real").exit_code == 1
    for _ in range(2):
        done = triangulate("council", "people", "ashdale", file)
        assert (done.exit_code, done.stdout.strip()) == (0, "Ashdale Council: 1 person entered")
    assert triangulate("token", "jo.real").exit_code == 0


@pytest.mark.parametrize(
    ("council", "text", "sentence"),
    [
        ("elm", "people: [{id: a, name: A, jobTitle: B, email: a@b, roles: [worker]}]", "There is no council elm here"),
        ("ashdale", "people: [{id: a, name: A, jobTitle: B, roles: [worker]}]", "email"),
        ("ashdale", "people: [{id: a, name: A, jobTitle: B, email: a@b, roles: [digger]}]", "The policy pack has no role digger"),
        (
            "ashdale",
            "people: [{id: a, name: A, jobTitle: B, email: a@b, roles: [worker]}, {id: b, name: B, jobTitle: B, email: b@b, roles: [digger]}]",
            "b: The policy pack has no role digger. Of 2 people 1 are entered",
        ),
        (
            "ashdale",
            "people: [{id: a, name: A, jobTitle: B, email: a@b, roles: []}, {id: a, name: C, jobTitle: B, email: c@b, roles: []}]",
            "has the id 'a' of somebody above",
        ),
        ("ashdale", "\udcff", "not text in UTF-8"),
        ("ashdale", "people: []", "The file names nobody"),
        ("ashdale", "accounts: []", "'accounts'"),
        ("ashdale", "people: [", "people.yaml cannot be read"),
    ],
)
def test_a_file_of_people_that_cannot_be_used_is_a_sentence(root: Path, council: str, text: str, sentence: str) -> None:
    (root / "people.yaml").write_bytes(text.encode("utf-8", "surrogateescape"))
    done = triangulate("council", "people", council, root / "people.yaml")
    assert (done.exit_code, sentence in done.stderr) == (1, True), done.stderr
