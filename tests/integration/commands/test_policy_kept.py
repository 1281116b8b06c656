"""Looking back: what a case did is held against the policy of its version, and what was changed behind the service's back is found."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from service.cases.opened import open_bundle
from service.cli import commands
from service.commands import ClaimTask, CompleteTask
from service.queries.policy_kept import CaseAudit
from tests.integration.commands.test_guards import (  # noqa: F401 (fixtures)
    COUNCIL,
    HERE,
    PLANNED,
    begun,
    recorder,
    run,
    services,
    with_invariants,
)

NUMBER = "AL-2026-0001"


def looked_back(services: Any, number: str = NUMBER) -> CaseAudit:  # noqa: F811
    with services.database.unit_of_work(read_only=True) as unit:
        case = unit.cases.get(number)
        return CaseAudit(unit=unit, case=case, opened=services.resources.shelf.take(case.version_id, unit.versions)).run()


def broken(services: Any) -> list[tuple[str, str, str]]:  # noqa: F811
    return [(item.check_id, item.element_id, item.why) for item in looked_back(services).found if item.broken]


def behind_the_back(services: Any, statement: str) -> None:  # noqa: F811
    with services.database.engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount > 0


@pytest.fixture
def done(services: Any) -> Any:  # noqa: F811
    """A case that kept to everything."""
    task_id = begun(services)
    run(services, ClaimTask(task_id), "cy.check")
    run(services, CompleteTask(task_id, PLANNED), "cy.check")
    services.worker.run_until_idle()
    return services


def test_a_case_that_kept_to_the_policy_has_no_findings(done: Any) -> None:
    found = looked_back(done)
    # One way, five guards of which one reads answers alone, and one task against the audit.
    assert (found.found, found.judged, found.by_seal) == ([], 7, 4)


def test_an_answer_changed_in_the_history_is_found_by_the_guard_it_breaks(done: Any) -> None:
    behind_the_back(
        done, "UPDATE events SET answers = replace(CAST(answers AS TEXT), '\"sd\"', '\"sm\"') WHERE element_id = 'L_Plan'"
    )
    assert broken(done) == [("A-G02", "L_Plan", "it did not hold when it was completed")]


def test_a_step_taken_out_of_the_history_is_found_by_the_way_it_leaves(done: Any) -> None:
    behind_the_back(done, "DELETE FROM events WHERE element_id = 'L_Plan'")
    assert broken(done) == [
        ("A-G06", "L_Open", "it was not kept"),
        ("history-as-sealed", "", "1 completed tasks of the audit are not in the history"),
    ]


def test_another_name_in_the_history_is_found_by_the_audit(done: Any) -> None:
    behind_the_back(done, "UPDATE events SET \"by\" = 'di.check' WHERE element_id = 'L_Plan' AND what = 'completed'")
    assert broken(done) == [("history-as-sealed", "L_Plan", "the audit names another person as the one who completed it")]


def test_a_guard_of_a_stricter_version_finds_what_an_answer_breaks(done: Any) -> None:
    stricter = with_invariants(done, "secondSign != null and firstSign", "age > 50 and firstSign")
    with done.database.unit_of_work(read_only=True) as unit:
        found = CaseAudit(unit=unit, case=unit.cases.get(NUMBER), opened=open_bundle(stricter)).run().found
    assert [(item.check_id, item.sentence, item.element) for item in found] == [
        ("A-G02", "Two different people sign.", "Plan the look")
    ]


def test_a_guard_that_was_never_asked_is_found(done: Any) -> None:
    unasked = with_invariants(done, "[A-G05]", "[A-G07]")
    with done.database.unit_of_work(read_only=True) as unit:
        found = CaseAudit(unit=unit, case=unit.cases.get(NUMBER), opened=open_bundle(unasked)).run().found
    why = "it was done, and the audit does not say that the guard held"
    assert [(item.check_id, item.element_id, item.why) for item in found] == [("A-G07", "L_Tell", why)]


def test_the_command_line_names_what_is_broken_and_nothing_of_the_case(
    done: Any, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    settings = {
        "DATABASE_URL": database_url,
        "DATA_DIR": tmp_path,
        "PROCESSES_DIR": HERE / "processes",
        "FORMS_DIR": HERE / "forms",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"TRIANGULATE_{name}", str(value))
    kept = CliRunner().invoke(commands, ["audit", "invariants"])
    assert (kept.exit_code, kept.stdout.splitlines()) == (
        0,
        [
            "",
            "Looked back at 1 case: 7 judgements, 0 broken.",
            "Of 4 guards only the audit says that they held: what they read is not kept.",
            "The audit is unbroken from its first entry to its last.",
        ],
    )
    behind_the_back(done, "UPDATE events SET \"by\" = 'di.check' WHERE element_id = 'L_Plan' AND what = 'completed'")
    said = CliRunner().invoke(commands, ["audit", "invariants", "--case", NUMBER])
    assert said.exit_code == 1
    assert "broken AL-2026-0001 · history-as-sealed · “Plan the look” (L_Plan) · 20 March 2026 09:00 UTC" in said.stdout
    told = CliRunner().invoke(commands, ["audit", "invariants", "--council", COUNCIL, "--json"])
    report = json.loads(told.stdout)
    assert (told.exit_code, report["passed"], [item["check_id"] for item in report["findings"]]) == (
        1,
        False,
        ["history-as-sealed"],
    )
    assert not any(word in said.stdout + told.stdout for word in ("Robin Kaye", "CD-1", '"sd"'))
    nowhere = CliRunner().invoke(commands, ["audit", "invariants", "--council", "nowhere"])
    assert (nowhere.exit_code, nowhere.stderr.strip()) == (1, "Error: There is no council nowhere here")
