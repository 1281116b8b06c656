"""Looking back: what a case did is held against the policy of its version, and what was changed behind the service's back is found."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from service.commands import ClaimTask, CompleteTask
from service.queries.policy_kept import CaseAudit, Kept
from service.store.registers import Registers
from tests.integration.commands.test_guards import (  # noqa: F401 (fixtures)
    COUNCIL,
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
    behind_the_back(done, "UPDATE events SET answers = replace(CAST(answers AS TEXT), '\"sd\"', '\"sm\"') WHERE element_id = 'L_Plan'")
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
