"""Claiming, releasing, completing: who may, who was faster, what is left behind."""

from __future__ import annotations

import pytest

from service.commands import AddDocument, ClaimTask, CompleteTask, ReleaseTask, SaveDraft, StartCase
from service.domain.errors import Conflict, Invalid, NotAllowed, NotFound

ASKED = StartCase(procedure_id="ash_request", answers={"reference": "CD-1", "question": "Who lives there?"})


@pytest.fixture
def task_id(ashdale):
    ashdale.run(ASKED, "ann.ask")
    return open_task(ashdale).task_id


def open_task(ashdale):
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        return unit.records.open_tasks("ashdale")[0][0]


def last_audit(ashdale):
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        return unit.records.audit("ashdale", limit=1)[0]


def test_claiming_gives_the_task_to_the_actor(ashdale, task_id):
    ashdale.run(ClaimTask(task_id), "cy.check")
    assert (open_task(ashdale).assignee, last_audit(ashdale).verb) == ("cy.check", "task_claimed")


def test_claiming_what_i_hold_succeeds_without_a_trace(ashdale, task_id):
    ashdale.run(ClaimTask(task_id), "cy.check")
    before = ashdale.verbs()
    ashdale.run(ClaimTask(task_id), "cy.check")
    assert ashdale.verbs() == before


def test_claim_is_refused_when_another_holds_it(ashdale, task_id):
    ashdale.run(ClaimTask(task_id), "cy.check")
    with pytest.raises(Conflict) as refused:
        ashdale.run(ClaimTask(task_id), "di.chief")
    assert (str(refused.value), refused.value.by, refused.value.at) == ("Cy Check has this task", "Cy Check", ashdale.clock.at)


def test_claim_is_refused_to_who_asked_and_the_try_is_recorded(ashdale):
    ashdale.run(ASKED, "bob.both")
    with pytest.raises(NotAllowed) as refused:
        ashdale.run(ClaimTask(open_task(ashdale).task_id), "bob.both")
    assert (str(refused.value), refused.value.rule) == ("Choose someone other than the person who asked", "SOD-01")
    entry = last_audit(ashdale)
    assert (entry.verb, entry.rule, entry.actor_id, dict(entry.facts)) == (
        "refused",
        "SOD-01",
        "bob.both",
        {"command": "ClaimTask"},
    )


def test_completion_is_refused_to_who_asked(ashdale):
    ashdale.run(ASKED, "bob.both")
    with pytest.raises(NotAllowed, match="other than the person who asked"):
        ashdale.run(CompleteTask(open_task(ashdale).task_id, {"outcome": "yes"}), "bob.both")


def test_a_task_of_a_case_i_do_not_know_does_not_exist(ashdale, task_id):
    with pytest.raises(NotFound):
        ashdale.run(ClaimTask(task_id), "al.admin")


def test_who_asked_is_told_why_even_where_the_task_is_not_offered_to_them(ashdale, task_id):
    with pytest.raises(NotAllowed) as refused:
        ashdale.run(ClaimTask(task_id), "ann.ask")
    assert refused.value.rule == "SOD-01"


def test_who_knows_the_case_reads_why_the_task_is_not_theirs(ashdale, task_id):
    with pytest.raises(NotAllowed, match="not yours"):
        ashdale.run(ReleaseTask(task_id), "ann.ask")


def test_releasing_gives_the_task_back(ashdale, task_id):
    ashdale.run(ClaimTask(task_id), "cy.check")
    ashdale.run(ReleaseTask(task_id), "cy.check")
    ashdale.run(ReleaseTask(task_id), "cy.check")
    assert open_task(ashdale).assignee is None
    assert ashdale.verbs()[-2:] == ["task_claimed", "task_released"]


def test_completing_a_free_task_claims_it_on_the_way(ashdale, task_id):
    number = ashdale.run(CompleteTask(task_id, {"outcome": "yes"}), "cy.check")
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        task, case = unit.work.task(task_id)
    assert (case.number, task.closed_by, task.end, case.doers["A_Check"]) == (number, "cy.check", "completed", ("cy.check",))


def test_a_second_completion_says_who_and_when(ashdale, task_id):
    ashdale.run(CompleteTask(task_id, {"outcome": "yes"}), "cy.check")
    done_at = ashdale.clock.at
    ashdale.clock.pass_time(minutes=5)
    with pytest.raises(Conflict) as refused:
        ashdale.run(CompleteTask(task_id, {"outcome": "no", "reason": "No"}), "di.chief")
    assert (str(refused.value), refused.value.by, refused.value.at) == (
        "Cy Check has already completed this task",
        "Cy Check",
        done_at,
    )


def test_answers_that_the_form_refuses_change_nothing(ashdale, task_id):
    with pytest.raises(Invalid) as refused:
        ashdale.run(CompleteTask(task_id, {"outcome": "no"}), "cy.check")
    assert [problem.where for problem in refused.value.problems] == ["reason"]
    assert open_task(ashdale).task_id == task_id


def test_a_task_named_with_another_case_does_not_exist(ashdale, task_id):
    with pytest.raises(NotFound):
        ashdale.run(CompleteTask(task_id, {"outcome": "yes"}, case_number="AR-2026-0099"), "cy.check")


def test_completing_a_task_takes_at_most_twelve_statements(ashdale, task_id, counted_statements):
    ashdale.run(ClaimTask(task_id), "cy.check")
    with counted_statements(ashdale) as statements:
        ashdale.run(CompleteTask(task_id, {"outcome": "yes"}), "cy.check")
    assert len(statements) <= 12, statements


def test_a_draft_is_kept_until_the_task_is_completed(ashdale, task_id):
    ashdale.run(SaveDraft(task_id, {"reason": "Half a sen"}), "cy.check")
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        assert unit.drafts.get(task_id, "cy.check") == {"reason": "Half a sen"}
    ashdale.run(CompleteTask(task_id, {"outcome": "yes"}), "cy.check")
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        assert unit.drafts.get(task_id, "cy.check") is None


def test_a_document_is_kept_encrypted_with_its_hash(ashdale, task_id):
    kept = ashdale.run(AddDocument(task_id, "../copy of\\post.pdf", b"%PDF-1.7 post", "application/pdf"), "cy.check")
    assert (kept.name, kept.size) == ("post.pdf", 13)
    assert kept.custody == ("Added in “Check the question” by Cy Check, 20 March 2026 at 9:00am",)
    assert ashdale.services.evidence.get(kept.document_id) == b"%PDF-1.7 post"


@pytest.mark.parametrize(
    ("media_type", "content"), [("application/pdf", b"MZ"), ("application/x-sh", b"#!"), ("text/plain", b"")]
)
def test_a_file_that_is_not_what_it_says_is_refused(ashdale, task_id, media_type, content):
    with pytest.raises(Invalid):
        ashdale.run(AddDocument(task_id, "x", content, media_type), "cy.check")
