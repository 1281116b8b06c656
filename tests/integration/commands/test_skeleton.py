"""A case from start to end through the real engine and store."""

from __future__ import annotations

from service.commands import ClaimTask, CompleteTask, StartCase


def test_a_case_runs_from_start_to_end(ashdale):
    number = ashdale.run(
        StartCase(procedure_id="ash_request", answers={"reference": "CD-1", "question": "Who lives there?"}), "ann.ask"
    )
    assert number == "AR-2026-0001"
    with ashdale.services.database.unit_of_work() as unit:
        ((task, case),) = unit.records.open_tasks("ashdale")
    assert (case.title, case.reference, case.summary) == ("Question about CD-1", "CD-1", "Who lives there?")
    ashdale.run(ClaimTask(task.task_id), "cy.check")
    ashdale.run(CompleteTask(task.task_id, {"outcome": "yes"}), "cy.check")
    ashdale.services.worker.run_until_idle()
    with ashdale.services.database.unit_of_work() as unit:
        case = unit.cases.get(number)
    assert (case.state, case.ended) == ("ended", "A_End")
    assert [letter.to.person_id for letter in ashdale.recorder.letters] == ["ann.ask"]
