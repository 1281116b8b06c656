"""``triangulate deploy --propose``: what changed becomes a case for a second person, and nothing goes live."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_bundles import PACK, USER, diagram, form, task

from service.bootstrap import build
from service.cli import commands
from service.domain.bundle import Version
from service.rehearsing import play_demo
from service.settings import ROOT, Settings
from tests.unit.cli.conftest import SCENARIO

DEMO = """people:
  - {id: ann.ask, name: Ann Ask, jobTitle: Asker, roles: [worker]}
  - {id: pat.own, name: Pat Own, jobTitle: Process owner, roles: [process_owner]}
"""
CHANGED_BY_TWO = """publishingNeedsTwo = true
publishingProcedure = "policy_change"
policyProposeDays = 10
policyReadDays = 5
"""
ROLES = "".join(
    f'[roles.{key}]\nname = "{name}"\n{more}'
    for key, name, more in (
        ("process_owner", "Process Owner", 'may = ["publish"]\n'),
        ("legal", "Legal Services", ""),
        ("ig", "Information Governance", ""),
        ("policy_approver", "Policy Approver", ""),
        ("auditor", "Auditor", ""),
    )
)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a council whose procedures change by two people, all of them live."""
    processes, forms = tmp_path / "processes", tmp_path / "forms"
    for folder in (processes / "ashdale", processes / "shared", forms / "ashdale", forms / "shared"):
        folder.mkdir(parents=True)
    pack = PACK.replace("limit = 6\n", f"limit = 6\n{CHANGED_BY_TWO}").replace(
        'name = "Worker"', 'name = "Worker"\nmay = ["start:ash_ask"]'
    )
    pack = pack.replace("[rules]\n", f'{ROLES}[rules]\nSOD-15 = "Choose a second person"\n')
    own = processes / "ashdale"
    own.joinpath("policy.toml").write_text(pack, "utf-8")
    own.joinpath("demo.yaml").write_text(DEMO, "utf-8")
    own.joinpath("ask.bpmn").write_bytes(diagram(task()))
    (forms / "ashdale" / "form-a.form").write_bytes(form())
    shutil.copy(ROOT / "processes" / "shared" / "policy_change.bpmn", processes / "shared")
    for file in (ROOT / "forms" / "shared").glob("form-pc-*.form"):
        shutil.copy(file, forms / "shared")
    for name in ("PROCESSES", "FORMS"):
        monkeypatch.setenv(f"TRIANGULATE_{name}_DIR", str(tmp_path / name.lower()))
    monkeypatch.setenv("TRIANGULATE_DATA_DIR", str(tmp_path / "data"))
    assert play_demo(Settings.from_environment()) == ()
    return own


def propose(path: Path, *words: str, person: str = "pat.own") -> Result:
    return CliRunner().invoke(commands, ["deploy", str(path), "--as", person, "--propose", "--note", "Clearer words", *words])


def live(procedure_id: str = "ash_ask") -> Version:
    services = build(Settings.from_environment())
    with services.database.unit_of_work(read_only=True) as unit:
        found = unit.versions.live("ashdale", procedure_id)
    services.close()
    return found


def change(own: Path) -> None:
    own.joinpath("ask.bpmn").write_bytes(diagram(task(name="Do it well")))


def test_a_change_is_proposed_as_a_case_and_nothing_goes_live(own: Path) -> None:
    change(own)
    done = propose(own / "ask.bpmn")
    assert re.search(r"ash_ask: the change is proposed as PC-\d{4}-0001\n$", done.stdout), done.output
    assert (done.exit_code, live().number) == (0, 1)
    (proposed,) = json.loads(propose(own, "--json", "--from-day", "2099-01-05").stdout)
    assert (proposed["procedure"], re.sub(r"-\d{4}-", "-year-", proposed["case"])) == ("ash_ask", "PC-year-0002")


def test_the_case_has_the_files_that_differ_the_note_and_the_day(own: Path) -> None:
    change(own)
    (proposed,) = json.loads(propose(own, "--json", "--from-day", "2099-01-05").stdout)
    services = build(Settings.from_environment())
    with services.database.unit_of_work(read_only=True) as unit:
        case = unit.cases.get(proposed["case"])
        (kept,) = unit.documents.of_case(case.case_id)
        answers = next(event.answers for event in unit.records.events(case.case_id) if event.answers and "note" in event.answers)
    services.close()
    assert (case.started_by, kept.name) == ("pat.own", "ash_ask.zip")
    assert (answers["note"], answers["effectiveOn"], answers["waivers"]) == ("Clearer words", "2099-01-05", [])


def test_what_does_not_differ_is_not_proposed(own: Path) -> None:
    done = propose(own)
    assert (done.exit_code, done.stdout.strip()) == (0, "Nothing differs from what is live")
    assert json.loads(propose(own, "--json").stdout) == []


def test_alone_it_is_refused_and_says_how_to_propose(own: Path) -> None:
    change(own)
    done = CliRunner().invoke(commands, ["deploy", str(own), "--as", "pat.own"])
    assert done.exit_code == 1 and "--propose" in done.stderr and live().number == 1


def test_somebody_who_may_not_publish_cannot_propose(own: Path) -> None:
    change(own)
    done = propose(own, person="ann.ask")
    assert (done.exit_code, done.stderr.strip()) == (1, "Error: Only a process owner can publish a procedure")


def test_a_change_that_fails_a_scenario_is_not_proposed(own: Path) -> None:
    change(own)
    (own / "scenarios").mkdir()
    (own / "scenarios" / "ask.yaml").write_text(SCENARIO.replace("ended: A_End", "ended: A_Nowhere"), "utf-8")
    done = propose(own)
    assert done.exit_code == 1 and "Error: 1 scenarios fail" in done.stderr, done.output
    assert propose(own, "--no-scenarios").exit_code == 0


def test_a_procedure_that_is_not_live_cannot_be_proposed(own: Path) -> None:
    own.joinpath("other.bpmn").write_bytes(diagram(task("B_Do", extension=USER), process_id="ash_other"))
    done = propose(own / "other.bpmn")
    assert done.exit_code == 1 and "Error:" in done.stderr, done.output
