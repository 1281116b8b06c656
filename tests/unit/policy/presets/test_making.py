"""A council that is made speaks of itself alone, keeps the comments of its pack, and is refused where it cannot be."""

from __future__ import annotations

import errno
import os
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import commands
from service.policy.presets import Order, made
from service.policy.presets.packs import blocks, changed

from .conftest import BASE, PRESETS, room_in, settings_of

PACK = """# who
name = "Old"
notice = [
  "one",
  "two",
]

[parameters]
# kept
days = 5 # working days

[colours]
tint = "#ffffff"
"""


def said(room: Path, *arguments: str) -> Result:
    return CliRunner().invoke(commands, ["council", *arguments], env=settings_of(room))


def test_a_value_is_changed_and_what_stands_beside_it_stays() -> None:
    text = changed(changed(PACK, "", {"name": "New", "notice": ["three"]}), "parameters", {"days": 6, "open": True})
    assert text == PACK.replace('"Old"', '"New"').replace('[\n  "one",\n  "two",\n]', '["three"]').replace(
        "days = 5 # working days", "days = 6\nopen = true"
    )
    added = changed(PACK.replace("[colours]", "# how it looks\n[colours]"), "parameters", {"open": True}, note="why")
    assert "days = 5 # working days\n# why\nopen = true\n\n# how it looks\n[colours]" in added
    assert tomllib.loads(changed(PACK, "links", {"a b": "c"}).replace("a b =", '"a b" ='))["links"] == {"a b": "c"}
    assert "".join(text for _, text in blocks(PACK)) == PACK


def test_nothing_of_the_base_is_left_in_the_words_of_the_new_council(tmp_path: Path) -> None:
    room = room_in(tmp_path)
    order = Order(name="north-shire", base=BASE, title="North Shire Council", short="North Shire", without=("pilot_evaluation",))
    files = made(room / "processes", room / "forms", order, None)
    shared = {path.stem for path in (room / "processes" / "shared").glob("*.bpmn")}
    texts = {path: content.decode() for path, content in files.items() if not path.endswith(".docx")}
    left = {word for text in texts.values() for word in re.findall(rf"(?i)\b\w*(?:{BASE}|wmdc)\w*", text)}
    assert left <= shared
    pack = tomllib.loads(texts["processes/north-shire/policy.toml"])
    assert (pack["council"], pack["name"]) == ("north-shire", "North Shire Council")
    assert {Path(path).stem for path in files if path.endswith(".bpmn")} == {
        f"north_shire_{name}" for name in ("aaw_registration", "online_incident", "search_request", "usefulness_review")
    }
    assert not any(name in "".join(texts) for name in ("dmn-w4", "form-w4"))


def test_a_title_may_have_signs_of_its_own_and_a_word_of_the_base(tmp_path: Path) -> None:
    room = room_in(tmp_path)
    title = "King's Lynn & Kent County Council Borough"
    files = made(room / "processes", room / "forms", Order(name="lynn", base="kent", title=title, short="Lynn"), None)
    told = {path: content.decode() for path, content in files.items() if path.endswith((".dmn", ".toml", ".yaml", ".form"))}
    assert "King’s Lynn &amp; Kent County Council Borough" in told["processes/lynn/dmn-k4-settings.dmn"]
    assert tomllib.loads(told["processes/lynn/policy.toml"])["name"] == title


def test_where_the_second_folder_cannot_go_to_its_place_the_first_leaves_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = room_in(tmp_path)
    move = Path.rename

    def full(self: Path, target: Path) -> Path:
        if target == room / "processes" / "north":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
        return move(self, target)

    before = sorted(room.rglob("*"))
    monkeypatch.setattr(Path, "rename", full)
    refused = said(room, "new", "north", "--from", BASE)
    assert (refused.exit_code, "No space left" in refused.output) == (1, True)
    assert sorted(room.rglob("*")) == before
    (room / "processes" / BASE / "policy.toml").write_text("council = ")
    broken = said(room, "new", "north", "--from", BASE)
    assert (broken.exit_code, "policy.toml" in broken.output) == (1, True)


def test_example_cases_and_scenarios_that_a_rule_turns_elsewhere_are_not_taken_over(room: Path) -> None:
    told = {
        preset: [
            path.relative_to(room).as_posix()
            for path in sorted((room / "processes" / preset).rglob("*.yaml"))
            if "S1P_" in path.read_text("utf-8") and not path.name.startswith("rule-")
        ]
        for preset in ("bexley", "isle-of-wight")
    }
    assert told == {"bexley": [], "isle-of-wight": []}
    demo = {name: (room / "processes" / name / "demo.yaml").read_text("utf-8") for name in (BASE, "bexley", "knowsley")}
    assert demo["bexley"].partition("exampleCases")[0].count("roles:") == demo[BASE].count("roles:")
    assert demo["knowsley"].count("\n  - name:") == demo[BASE].count("\n  - name:") > demo["bexley"].count("\n  - name:") > 0


def test_a_new_council_is_written_and_told_about(room: Path) -> None:
    again = said(room, "new", "bexley", "--preset", "bexley")
    assert (again.exit_code, "bexley is there already: nothing was written" in again.output) == (1, True)
    listed = said(room, "presets")
    assert (listed.exit_code, [line for line in listed.output.splitlines() if line in PRESETS]) == (0, list(PRESETS))


def test_a_title_can_be_given(tmp_path: Path) -> None:
    room = room_in(tmp_path)
    told = said(room, "new", "east-vale", "--preset", "knowsley", "--title", "East Vale District Council")
    assert (told.exit_code, told.output.splitlines()[0].partition(":")[0]) == (0, "East Vale District Council")
    scenarios = len(list((room / "processes/east-vale/scenarios").rglob("*.yaml")))
    assert f" {scenarios} scenarios," in told.output.splitlines()[0]
    assert "own or false account: ALLOWED by the text, not offered" in told.output
    assert "triangulate check" in told.output
    guidance = (room / "processes/east-vale/guidance/the-rule-about-looking.md").read_text("utf-8")
    assert guidance.startswith("# The rule about looking\n\nWhat a page shows usually supports other evidence")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["new", "x", "--preset", "bexly"], "did you mean 'bexley'?"),
        (["new", "x", "--from", "wakefeld"], "did you mean 'wakefield'?"),
        (["new", "x"], "Say which council to begin from"),
        (["new", "North_Shire", "--from", BASE], "lower-case words joined by hyphens"),
        (["new", "../north", "--from", BASE], "lower-case words joined by hyphens"),
        (["new", "shared", "--from", BASE], "a folder that belongs to every council"),
        (["new", "", "--from", BASE], "lower-case words joined by hyphens"),
        (["new", "north shire", "--from", BASE], "lower-case words joined by hyphens"),
        (["new", "north", "--from", BASE, "--title", 'The "Old" Council'], "between them, of at most 100 characters"),
        (["new", "north", "--from", BASE, "--without", "pilot_evalution"], "did you mean 'pilot_evaluation'?"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(room: Path, arguments: list[str], sentence: str) -> None:
    before = sorted(room.rglob("*"))
    refused = said(room, *arguments)
    assert (refused.exit_code, sentence in refused.output) == (1, True)
    assert sorted(room.rglob("*")) == before
