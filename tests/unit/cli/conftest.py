"""A small council in folders that the settings point to, and the command line as people type it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_bundles import PACK, diagram, form, task

from service.cli import commands

SCENARIO = """scenario: Ask and answer
procedure: ash_ask
at: 2026-03-20T09:00:00+00:00
start: {as: ann.ask}
steps:
  - {task: A_Do, as: ann.ask}
expect:
  ended: A_End
  path: [A_Do, A_End]
  audit: [case_started, task_completed]
"""
DEMO = """people:
  - {id: ann.ask, name: Ann Ask, jobTitle: Asker, roles: [worker]}
  - {id: pat.own, name: Pat Own, jobTitle: Process owner, roles: [owner]}
accounts:
  - {id: one, platform: facebook, handle: Ashdale, purpose: search}
accessWorkers:
  - {person: ann.ask, trainedOn: "2026-01-02"}
caseRecords:
  - {reference: CD-1, title: A family}
exampleCases:
  - {name: Somebody asked, procedure: ash_ask, start: {as: ann.ask}, steps: [{task: A_Do, as: ann.ask}]}
"""
ROLES = (
    PACK.replace('name = "Worker"', 'name = "Worker"\nmay = ["start:ash_ask"]')
    + '[roles.owner]\nname = "Owner"\nmay = ["publish"]\n'
)


def triangulate(*words: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words])


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folders of a council without anything in them."""
    (tmp_path / "processes" / "ashdale" / "scenarios").mkdir(parents=True)
    (tmp_path / "forms" / "ashdale").mkdir(parents=True)
    for name in ("PROCESSES", "FORMS"):
        monkeypatch.setenv(f"TRIANGULATE_{name}_DIR", str(tmp_path / name.lower()))
    monkeypatch.setenv("TRIANGULATE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def root(folders: Path) -> Path:
    """A council with one procedure, people, an example case and a scenario."""
    own = folders / "processes" / "ashdale"
    (own / "ask.bpmn").write_bytes(diagram(task()))
    (own / "policy.toml").write_text(ROLES, "utf-8")
    (own / "demo.yaml").write_text(DEMO, "utf-8")
    (own / "scenarios" / "ask.yaml").write_text(SCENARIO, "utf-8")
    (folders / "forms" / "ashdale" / "form-a.form").write_bytes(form())
    return folders
