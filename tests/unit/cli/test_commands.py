"""The command line: what it answers, its status, and that a mistake is a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from small_bundles import bundle, diagram, task

from service.domain.bundle import Bundle
from service.operations import shipped_operations
from service.policy import archive
from service.policy.assurance import Judgement, judge
from service.rehearsing import play_demo
from service.settings import Settings
from tests.unit.cli.conftest import ROLES, SCENARIO, triangulate


def test_check_passes_a_sound_folder(root: Path) -> None:
    done = triangulate("check", root / "processes")
    assert (done.exit_code, [line.split() for line in done.stdout.splitlines() if line]) == (
        0,
        [
            ["Ask", "(ashdale,", "ash_ask)"],
            ["rules", "kept"],
            ["soundness", "sound"],
            ["invariants", "none"],
            ["scenarios", "1", "of", "1", "passed"],
            ["Checked", "1", "procedure:", "0", "errors,", "0", "warnings."],
        ],
    )


def test_check_names_file_element_and_rule_and_exits_1(root: Path) -> None:
    (root / "forms" / "ashdale" / "form-a.form").unlink()
    done = triangulate("check", root / "processes", "--json")
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["passed"]) == (1, False)
    assert [(item["file"], item["element_id"], item["rule"]) for item in answer["findings"] if item["severity"] == "error"] == [
        ("processes/ashdale/ask.bpmn", "A_Do", "form-exists")
    ]
    assert "There is no form 'form-a' (form-exists)" in triangulate("check", root / "processes").stdout


def test_check_reads_scenarios_too(root: Path) -> None:
    (root / "processes" / "ashdale" / "scenarios" / "ask.yaml").write_text(SCENARIO.replace("task: A_Do", "tsk: A_Do"), "utf-8")
    done = triangulate("check", root / "processes")
    assert done.exit_code == 1 and "Line 6: a step needs exactly one of" in done.stdout


@pytest.mark.parametrize("words", [("check", "gone"), ("scenarios", "run", "gone"), ("deploy", "gone", "--as", "pat.own")])
def test_a_path_that_is_not_there_is_a_sentence(root: Path, words: tuple[str, ...]) -> None:
    done = triangulate(*words)
    assert (done.exit_code, done.stderr.strip()) == (1, "Error: There is no gone")


def test_an_unknown_setting_is_a_sentence(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIANGULATE_COLOUR", "blue")
    done = triangulate("check", root / "processes")
    assert done.exit_code == 1 and "Unknown setting TRIANGULATE_COLOUR" in done.stderr


def test_scenarios_run_plays_and_exits_0(root: Path) -> None:
    done = triangulate("scenarios", "run", root / "processes")
    assert (done.exit_code, done.stdout.splitlines()) == (0, ["passed Ask and answer  ask.yaml", "1 of 1 scenarios passed."])


def test_a_scenario_that_fails_says_where_what_was_expected_and_what_happened(root: Path) -> None:
    file = root / "processes" / "ashdale" / "scenarios" / "ask.yaml"
    file.write_text(SCENARIO.replace("ended: A_End", "ended: A_Other"), "utf-8")
    done = triangulate("scenarios", "run", file, "--json")
    (report,) = json.loads(done.stdout)["scenarios"]
    assert done.exit_code == 1
    assert report["failures"] == [
        {"step": "expect", "line": 7, "expected": "the case to have ended at A_Other", "happened": "it has ended at A_End"}
    ]
    assert "expected the case to have ended at A_Other" in triangulate("scenarios", "run", file).stdout


def test_a_scenario_that_cannot_be_read_is_a_failed_report(root: Path) -> None:
    file = root / "broken.yaml"
    file.write_text("scenario: [", "utf-8")
    done = triangulate("scenarios", "run", file)
    assert done.exit_code == 1 and "0 of 1 scenarios passed." in done.stdout


def set_up(root: Path) -> None:
    assert play_demo(Settings.from_environment()) == ()


def test_the_demo_is_set_up_once_and_its_cases_go_through(root: Path) -> None:
    set_up(root)
    set_up(root)
    done = triangulate("token", "ann.ask")
    assert (done.exit_code, len(done.stdout.strip()) > 20) == (0, True)


def test_what_was_judged_ahead_is_not_judged_again_and_what_is_live_not_at_all(root: Path) -> None:
    asked: list[str] = []
    said: list[str] = []

    def ahead(bundles: Sequence[Bundle]) -> Iterator[Judgement]:
        asked.extend(bundle.procedure_id for bundle in bundles)
        return (judge(bundle, shipped_operations()) for bundle in bundles)

    settings = Settings.from_environment()
    assert play_demo(settings, say=said.append, judging=ahead) == play_demo(settings, say=said.append, judging=ahead) == ()
    assert (asked, said) == (["ash_ask"], [])


def test_deploy_checks_and_makes_live_in_a_process_owner_s_name(root: Path) -> None:
    set_up(root)
    (root / "processes" / "ashdale" / "ask.bpmn").write_bytes(diagram(task(name="Do it well")))
    done = triangulate("deploy", root / "processes" / "ashdale", "--as", "pat.own", "--json")
    assert [(item["procedure"], item["version"], item["live"]) for item in json.loads(done.stdout)] == [("ash_ask", 2, True)]
    again = triangulate("deploy", root / "processes" / "ashdale", "--as", "pat.own")
    assert again.stdout.strip() == "ashdale: Ask (ash_ask) is live as version 2"


def test_deploy_is_refused_without_the_permission(root: Path) -> None:
    set_up(root)
    (root / "processes" / "ashdale" / "ask.bpmn").write_bytes(diagram(task(name="Do it well")))
    done = triangulate("deploy", root / "processes" / "ashdale", "--as", "ann.ask")
    assert (done.exit_code, done.stderr.strip()) == (1, "Error: Only a process owner can publish a procedure")


def test_deploy_takes_a_zip_of_a_bundle(root: Path) -> None:
    set_up(root)
    given = bundle(diagram(task(name="Do it well")), pack=ROLES)
    (root / "changed.zip").write_bytes(archive.pack(given))
    assert triangulate("deploy", root / "changed.zip", "--as", "pat.own").exit_code == 0


@pytest.mark.parametrize("words", [("token", "nobody"), ("deploy", ".", "--as", "nobody")])
def test_an_unknown_person_is_a_sentence(root: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    monkeypatch.chdir(root)
    done = triangulate(*words)
    assert done.exit_code == 1 and "Nobody called nobody works" in done.stderr


def test_version_names_the_release() -> None:
    assert triangulate("version").stdout.startswith("triangulate ")
