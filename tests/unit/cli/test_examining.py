"""``check``, ``deploy``, ``scenarios run --coverage`` and ``scenarios suggest`` over a small council whose procedure branches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_bundles import PACK, diagram, form, task

from service.rehearsing import play_demo
from service.settings import Settings
from tests.unit.cli.conftest import triangulate

BRANCH = (
    '<bpmn:exclusiveGateway id="A_Which" name="Which way?" default="W1"/>'
    '<bpmn:sequenceFlow id="W1" name="Left" sourceRef="A_Which" targetRef="A_Left"/>'
    '<bpmn:sequenceFlow id="W2" name="Right" sourceRef="A_Which" targetRef="A_Right">'
    '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=words = "right"</bpmn:conditionExpression></bpmn:sequenceFlow>'
    f"{task('A_Left', name='Go left')}{task('A_Right', name='Go right')}"
    '<bpmn:sequenceFlow id="W3" sourceRef="A_Left" targetRef="A_Met"/>'
    '<bpmn:sequenceFlow id="W4" sourceRef="A_Right" targetRef="A_Met"/>'
    '<bpmn:exclusiveGateway id="A_Met"/><bpmn:sequenceFlow id="W5" sourceRef="A_Met" targetRef="A_End"/>'
)
SOUND = diagram(task(), extra=BRANCH).replace(b'sourceRef="A_Do" targetRef="A_End"', b'sourceRef="A_Do" targetRef="A_Which"')
STUCK = SOUND.replace(b'<bpmn:exclusiveGateway id="A_Met"/>', b'<bpmn:parallelGateway id="A_Met"/>')
CHOICE = {"type": "radio", "key": "words", "label": "Where to?", "id": "F", "validate": {"required": True}}
CHOICE["values"] = [{"label": "Left", "value": "left"}, {"label": "Right", "value": "right"}]  # type: ignore[assignment]
SCENARIO = """scenario: To the left
procedure: ash_ask
at: 2026-03-20T09:00:00+00:00
start: {as: ann.ask}
steps:
  - {task: A_Do, as: ann.ask, answers: {words: left}}
  - {task: A_Left, as: ann.ask, answers: {words: left}}
expect: {ended: A_End}
"""
DEMO = """people:
  - {id: ann.ask, name: Ann Ask, jobTitle: Asker, roles: [worker]}
  - {id: pat.own, name: Pat Own, jobTitle: Process owner, roles: [owner]}
"""
ROLES = (
    PACK.replace('name = "Worker"', 'name = "Worker"\nmay = ["start:ash_ask"]')
    + '[roles.owner]\nname = "Owner"\nmay = ["publish", "waive"]\n'
)


@pytest.fixture
def root(folders: Path) -> Path:
    own = folders / "processes" / "ashdale"
    (own / "ask.bpmn").write_bytes(SOUND)
    (own / "policy.toml").write_text(ROLES, "utf-8")
    (own / "demo.yaml").write_text(DEMO, "utf-8")
    (own / "scenarios" / "left.yaml").write_text(SCENARIO, "utf-8")
    (folders / "forms" / "ashdale" / "form-a.form").write_bytes(form("form-a", CHOICE))
    return folders


def draw(root: Path, content: bytes) -> Path:
    file = root / "processes" / "ashdale" / "ask.bpmn"
    file.write_bytes(content)
    return file


def broken(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [finding["name"] for finding in answer["findings"] if finding["severity"] == "error"]


def test_check_tells_what_is_not_sound_step_by_step(root: Path) -> None:
    draw(root, STUCK)
    done = triangulate("check", root / "processes")
    assert done.exit_code == 1
    assert "soundness   not sound" in done.stdout and "scenarios   0 of 1 passed" in done.stdout
    assert "A_Met · Wherever a case stands, it can still come to an end." in done.stdout
    assert " 3. Which way?" in done.stdout and "What to do: Follow the way" in done.stdout


def test_check_says_where_a_way_goes_wrong_and_what_to_do_where_nothing_can_be_judged(root: Path) -> None:
    policy = """[A-I0{n}]
says = "So it is."
source = "Protocol, 1"
procedure = "ash_ask"
level = "D"
formal = "{formal}"
"""
    rows = ("NoReach(A_Start, A_Right)", "Prec(A_Start, A_Met[Gone])")
    text = "".join(policy.format(n=n, formal=formal) for n, formal in enumerate(rows))
    (root / "processes" / "ashdale" / "invariants.toml").write_text(text, "utf-8")
    said = triangulate("check", root / "processes", "--no-scenarios").stdout
    assert "It goes wrong at “Go right”" in said and "What to do: Change the diagram so that no way is left" in said
    assert said.count("A_Met has no answer 'Gone'") == 1 and "1 broken, 1 cannot be judged" in said


def test_check_gives_everything_as_json(root: Path) -> None:
    draw(root, STUCK)
    answer = json.loads(triangulate("check", root / "processes", "--json").stdout)
    (procedure,) = answer["procedures"]
    assert sorted(broken(answer)) == ["no-dead-element:A_Met", "option-to-complete:A_Met", "scenario:left"]
    assert {verdict["check"]: verdict["outcome"] for verdict in procedure["soundness"]} == {
        "option-to-complete": "broken",
        "joins-go-on": "proved",
        "proper-completion": "proved",
        "no-dead-element": "broken",
        "bounded": "proved",
    }
    assert [report["passed"] for report in answer["scenarios"]] == [False]


def test_check_without_proofs_and_scenarios_is_the_rules_alone(root: Path) -> None:
    draw(root, STUCK)
    done = triangulate("check", root / "processes", "--no-proofs", "--no-scenarios", "--json")
    assert (done.exit_code, broken(json.loads(done.stdout))) == (0, [])


def test_a_changed_file_from_elsewhere_is_tried_in_the_place_of_the_one_that_is_set(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "ask.bpmn").write_bytes(STUCK)
    answer = json.loads(triangulate("check", other / "ask.bpmn", "--json").stdout)
    assert "scenario:left" in broken(answer)
    assert triangulate("check", root / "processes").exit_code == 0


def test_sarif_has_what_its_schema_requires(root: Path, tmp_path: Path) -> None:
    file = draw(root, STUCK)
    assert triangulate("check", root / "processes", "--sarif", tmp_path / "log.sarif").exit_code == 1
    log = json.loads((tmp_path / "log.sarif").read_text("utf-8"))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert (log["version"], log["$schema"].rpartition("/")[2], run["tool"]["driver"]["name"]) == (
        "2.1.0",
        "sarif-schema-2.1.0.json",
        "Triangulate",
    )
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"] and result["level"] in ("error", "warning", "note", "none")
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].split("/")[1] == "ashdale"
    (stuck,) = (result for result in run["results"] if result["ruleId"] == "option-to-complete")
    line = next(number for number, text in enumerate(file.read_text("utf-8").splitlines(), 1) if 'id="A_Met"' in text)
    assert stuck["locations"][0]["physicalLocation"]["region"] == {"startLine": line}
    steps = stuck["codeFlows"][0]["threadFlows"][0]["locations"]
    assert steps[0]["location"]["message"]["text"].startswith("1. ") and len(steps) > 2


def test_sarif_can_be_printed(root: Path) -> None:
    assert json.loads(triangulate("check", root / "processes", "--sarif", "-").stdout)["version"] == "2.1.0"


def test_deploy_refuses_what_is_not_sound_and_what_fails_its_scenario(root: Path) -> None:
    assert play_demo(Settings.from_environment()) == ()
    draw(root, STUCK)
    done = triangulate("deploy", root / "processes", "--as", "pat.own")
    assert done.exit_code == 1 and "Error: 3 findings against this version. `triangulate check" in done.stderr
    assert "(option-to-complete)" in done.stderr and "(scenario)" in done.stderr


def test_deploy_takes_waivers_of_named_findings(root: Path) -> None:
    assert play_demo(Settings.from_environment()) == ()
    draw(root, STUCK)
    names = ("option-to-complete", "no-dead-element", "scenario:left")
    waivers = [word for name in names for word in ("--waive", f"{name}=Agreed until May")]
    done = triangulate("deploy", root / "processes", "--as", "pat.own", "--json", *waivers)
    (version,) = json.loads(done.stdout)
    assert (done.exit_code, version["version"]) == (0, 2)
    assert [(one["finding"], one["reason"], one["by"]) for one in version["waivers"]] == [
        ("no-dead-element:A_Met", "Agreed until May", "pat.own"),
        ("option-to-complete:A_Met", "Agreed until May", "pat.own"),
        ("scenario:left", "Agreed until May", "pat.own"),
    ]
    assert "waived by pat.own: scenario:left" in triangulate("deploy", root / "processes", "--as", "pat.own").stdout


@pytest.mark.parametrize(
    ("waiver", "said"), [("W9-I01=no", "W9-I01: nothing that stops these procedures is called so"), ("W9-I01", "has no reason")]
)
def test_a_waiver_of_nothing_is_a_sentence(root: Path, waiver: str, said: str) -> None:
    assert play_demo(Settings.from_environment()) == ()
    done = triangulate("deploy", root / "processes", "--as", "pat.own", "--waive", waiver)
    assert done.exit_code == 1 and said in done.stderr


def test_coverage_names_the_ways_that_no_scenario_takes(root: Path) -> None:
    done = triangulate("scenarios", "run", root / "processes", "--coverage", "--json")
    (found,) = json.loads(done.stdout)["coverage"]
    assert (found["procedure"], found["ways"], found["percent"]) == ("ash_ask", 7, 71)
    assert [(way["id"], way["words"]) for way in found["untaken"]] == [
        ("W2", "The answer “Right” to “Which way?” is never taken"),
        ("W4", "The way from “Go right” to the gateway after “Go left” and “Go right” is never taken"),
    ]
    said = triangulate("scenarios", "run", root / "processes", "--coverage").stdout
    assert "ashdale: Ask (ash_ask): 71 % of 7 ways taken" in said and "(W2)" in said


def test_a_suggested_scenario_takes_the_way_as_it_is(root: Path, tmp_path: Path) -> None:
    done = triangulate("scenarios", "suggest", root, "--flow", "W2", "--out", tmp_path / "new", "--json")
    (offer,) = json.loads(done.stdout)
    assert (offer["flow"], offer["runs"], offer["fill_in"]) == ("W2", True, [])
    played = triangulate("scenarios", "run", tmp_path / "new")
    assert (played.exit_code, played.stdout.splitlines()[-1]) == (0, "1 of 1 scenarios passed.")


def test_without_a_flow_every_way_that_is_not_taken_gets_a_scenario(root: Path) -> None:
    offers = json.loads(triangulate("scenarios", "suggest", root, "--json").stdout)
    assert [(offer["flow"], offer["runs"]) for offer in offers] == [("W2", True), ("W4", True)]


def test_a_flow_that_is_not_there_is_a_sentence(root: Path) -> None:
    done = triangulate("scenarios", "suggest", root, "--flow", "W9")
    assert done.exit_code == 1 and "No way is known that takes a sequence flow W9" in done.stderr
