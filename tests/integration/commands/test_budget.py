"""Statements of each command, as sent to the database with who the actor is and the beginning of the transaction. A command that
comes to cost more fails here; raise a number only for something that people gain from it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.commands import (
    AddDocument,
    ClaimTask,
    CompleteTask,
    FireTimers,
    RaiseEvent,
    ReleaseTask,
    SaveDraft,
    SendMessage,
    StartCase,
)
from tests.integration.commands.conftest import Ashdale

NUMBER = "AR-2026-0001"
ASKED = {"reference": "CD-1", "question": "Who lives there?"}
Made = Callable[[str, str, str], object]

BUDGET: dict[str, tuple[int, str | None, Made]] = {
    "CompleteTask": (12, "cy.check", lambda task, case, event: CompleteTask(task, {"outcome": "yes"})),
    "StartCase": (12, "ann.ask", lambda task, case, event: StartCase(procedure_id="ash_request", answers=ASKED)),
    "ClaimTask": (7, "cy.check", lambda task, case, event: ClaimTask(task)),
    "ReleaseTask": (7, "cy.check", lambda task, case, event: ReleaseTask(task)),
    "SaveDraft": (7, "cy.check", lambda task, case, event: SaveDraft(task, {"outcome": "yes"})),
    "AddDocument": (9, "cy.check", lambda task, case, event: AddDocument(task, "a.pdf", b"%PDF-1.7", "application/pdf")),
    "RaiseEvent": (11, "ann.ask", lambda task, case, event: RaiseEvent(subscription_id=event, payload={})),
    "SendMessage": (10, None, lambda task, case, event: SendMessage(name="msg.withdraw", case_number=NUMBER)),
    "FireTimers": (2, None, lambda task, case, event: FireTimers(case)),
}


@pytest.mark.parametrize("command", BUDGET)
def test_a_command_keeps_to_its_statements(ashdale: Ashdale, counted_statements, command: str) -> None:
    limit, person_id, made = BUDGET[command]
    ashdale.run(StartCase(procedure_id="ash_request", answers=ASKED), "ann.ask")
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        ((task, case),) = unit.records.open_tasks("ashdale")
        (event,) = unit.work.subscriptions(council="ashdale", kind="message", name="msg.withdraw")
    if command == "ReleaseTask":
        ashdale.run(ClaimTask(task.task_id), person_id)
    request = made(task.task_id, case.case_id, event.subscription_id)
    with counted_statements(ashdale) as statements:
        ashdale.run(request, person_id)
    assert len(statements) <= limit, "\n".join(statements)
    assert sum(statement.startswith("BEGIN IMMEDIATE") for statement in statements) == 1
