"""A task's page and what its buttons do."""

from __future__ import annotations

import io

import pytest

from service.commands.add_document import AddDocument
from service.commands.claim_task import ClaimTask
from service.commands.complete_task import CompleteTask
from service.commands.release_task import ReleaseTask
from service.commands.save_draft import SaveDraft
from service.domain.errors import Invalid, Problem
from service.domain.records import DocumentRecord
from tests.web import samples
from tests.web.fakes import FakeServices
from tests.web.page import Browser

ANSWERS = {
    "outcome": "approved",
    "reason": "One look settles it",
    "people-rows": "1",
    "people-0-fullName": "Zara Kaye",
    "_action": "submit",
}


def test_a_task_shows_what_was_said_the_case_and_the_form(worker: Browser) -> None:
    page = worker.get("/tasks/t1")
    assert "No answer at two visits" in page.text and "Talk it through first." in page.text
    assert page.links()["Read the whole request and its history"] == "/cases/WR-2026-0006"
    assert page.tree.xpath("//button[@value='submit']")[-1].text_content().strip() == "Hold the supervision discussion"


def test_sending_answers_completes_the_task_and_leads_to_the_case(worker: Browser, services: FakeServices) -> None:
    page = worker.post("/tasks/t1", ANSWERS)
    assert page.answer.location == "/cases/WR-2026-0006"
    answers = {"outcome": "approved", "reason": "One look settles it", "people": [{"fullName": "Zara Kaye"}], "copy": None}
    assert services.ran == [CompleteTask(task_id="t1", answers=answers)]
    assert "is done and recorded" in worker.get("/cases/WR-2026-0006").tree.xpath("string(//*[@role='status'])")


def test_a_problem_shows_at_the_top_and_at_its_field_and_keeps_what_was_typed(worker: Browser, services: FakeServices) -> None:
    services.outcomes["CompleteTask"] = Invalid("There is a problem", problems=[Problem("outcome", "Choose your decision")])
    page = worker.post("/tasks/t1", ANSWERS, status=422)
    assert page.title.startswith("Error: Hold the supervision discussion")
    assert page.links()["Choose your decision"] == "#outcome"
    assert page.tree.xpath("string(//textarea[@id='reason'])").strip() == "One look settles it"
    assert page.tree.xpath("//input[@name='people-0-fullName']/@value") == ["Zara Kaye"]


def test_a_draft_is_kept_without_being_judged(worker: Browser, services: FakeServices) -> None:
    page = worker.post("/tasks/t1", {"reason": "Half", "_action": "draft"})
    assert page.answer.location == "/inbox"
    assert [(type(ran), ran.answers["reason"]) for ran in services.ran] == [(SaveDraft, "Half")]


@pytest.mark.parametrize(("action", "names"), [("add:people", ["Zara Kaye", None]), ("remove:people:0", [])])
def test_rows_come_and_go_without_a_script(worker: Browser, services: FakeServices, action: str, names: list[str | None]) -> None:
    goes_on_at = "people-row-1" if action == "add:people" else "people"
    page = worker.post("/tasks/t1", ANSWERS | {"_action": action})
    assert page.answer.location == f"/tasks/t1#{goes_on_at}"
    services.answers["task_page"] = samples.task_page_of(draft={"people": [{}, {}]})
    assert worker.get("/tasks/t1").tree.xpath(f"//*[@id='{goes_on_at}']/@tabindex") == ["-1"]
    [saved] = services.ran
    assert isinstance(saved, SaveDraft) and [row.get("fullName") for row in saved.answers["people"]] == names


def test_a_file_is_kept_first_and_its_id_is_the_answer(worker: Browser, services: FakeServices) -> None:
    services.outcomes["AddDocument"] = DocumentRecord(
        document_id="d7",
        case_id="c",
        name="post.pdf",
        media_type="application/pdf",
        size=4,
        sha256="",
        added_at=samples.NOW,
        added_by="a",
    )
    worker.post("/tasks/t1", ANSWERS | {"copy": (io.BytesIO(b"%PDF"), "post.pdf")})
    added, completed = services.ran
    assert added == AddDocument(task_id="t1", name="post.pdf", content=b"%PDF", media_type="application/pdf")
    assert completed.answers["copy"] == "d7"


def test_a_file_that_may_not_be_kept_is_a_problem_of_its_field(worker: Browser, services: FakeServices) -> None:
    services.outcomes["AddDocument"] = Invalid("The file must be smaller than 25 MB")
    page = worker.post("/tasks/t1", ANSWERS | {"copy": (io.BytesIO(b"%PDF"), "post.pdf")}, status=422)
    assert page.links()["The file must be smaller than 25 MB"] == "#copy"
    assert [type(ran) for ran in services.ran] == [AddDocument]


def test_a_task_is_taken_and_given_back(worker: Browser, services: FakeServices) -> None:
    assert worker.post("/tasks/t1/claim").answer.location == "/tasks/t1"
    assert worker.post("/tasks/t1/release").answer.location == "/inbox"
    assert services.ran == [ClaimTask(task_id="t1"), ReleaseTask(task_id="t1")]


def test_a_task_that_is_not_mine_says_why_and_shows_no_form(worker: Browser, services: FakeServices) -> None:
    services.answers["task_page"] = samples.task_page_of(
        may_complete=False, refusal="You made this request.", refusal_rule="SOD-01"
    )
    page = worker.get("/tasks/t1")
    assert "This is for somebody else" in page.text and "Rule SOD-01" in page.text
    assert page.tree.xpath("//main//textarea") == []


def test_a_task_nobody_holds_can_be_taken(worker: Browser, services: FakeServices) -> None:
    services.answers["task_page"] = samples.task_page_of(row=samples.task_row(assignee=None, mine=False, flagged=True))
    assert "Take this task" in worker.get("/tasks/t1").text


def test_a_task_without_form_is_one_button(worker: Browser, services: FakeServices) -> None:
    services.answers["task_page"] = samples.task_page_of(None, row=samples.task_row(urgent=True), case=None, said_before=())
    assert "Hold the supervision discussion: done" in worker.get("/tasks/t1").text
    assert worker.post("/tasks/t1").answer.location == "/cases/WR-2026-0006"
    assert services.ran == [CompleteTask(task_id="t1")]


def test_a_long_form_is_a_list_of_parts(worker: Browser) -> None:
    links = worker.get("/tasks/long").links()
    assert (links["The work"], links["The people"]) == ("/tasks/long/page-1", "/tasks/long/page-2")


def test_a_part_is_kept_and_leads_to_the_next(worker: Browser, services: FakeServices) -> None:
    page = worker.post("/tasks/long/page-1", {"question": "Together?", "_action": "submit"})
    assert page.answer.location == "/tasks/long/page-2"
    assert services.ran == [SaveDraft(task_id="long", answers={"question": "Together?"})]
    assert worker.post("/tasks/long/page-1?back=check", {"question": "Together?"}).answer.location == "/tasks/long/check"
    assert worker.post("/tasks/long/page-3", {"accurate": "true"}).answer.location == "/tasks/long/check"


def test_a_wrong_part_is_kept_and_shown_again(worker: Browser, services: FakeServices) -> None:
    page = worker.post("/tasks/long/page-1", {"question": "", "_action": "submit"}, status=422)
    assert page.title.startswith("Error: The work") and [type(ran) for ran in services.ran] == [SaveDraft]


def test_a_draft_of_a_part_leads_back_to_the_list(worker: Browser) -> None:
    assert worker.post("/tasks/long/page-1", {"question": "", "_action": "draft"}).answer.location == "/tasks/long"


def test_the_last_look_sends_the_saved_answers(worker: Browser, services: FakeServices) -> None:
    draft = {"question": "Together?", "relation": "mother", "accurate": True}
    services.answers["task_page"] = samples.task_page_of(samples.LONG_FORM, draft=draft)
    page = worker.get("/tasks/t1/check")
    assert (
        "Together?" in page.text
        and page.tree.xpath("//a[contains(., 'Change')]/@href")[0] == "/tasks/t1/page-1?back=check#question"
    )
    assert worker.post("/tasks/t1/check").answer.location == "/cases/WR-2026-0006"
    assert services.ran == [CompleteTask(task_id="t1", answers=draft)]


def test_a_problem_at_the_last_look_leads_to_its_part(worker: Browser, services: FakeServices) -> None:
    services.outcomes["CompleteTask"] = Invalid("There is a problem", problems=[Problem("relation", "Enter relationship")])
    page = worker.post("/tasks/long/check", status=422)
    assert page.title.startswith("Error: ") and page.links()["Enter relationship"] == "/tasks/long/page-2?back=check#relation"


@pytest.mark.parametrize("path", ["/tasks/t1/page-1", "/tasks/t1/check", "/tasks/long/page-9", "/tasks/long/claim"])
def test_there_is_no_such_part(worker: Browser, path: str) -> None:
    worker.get(path, status=404)


@pytest.mark.parametrize("path", ["/tasks/t1/page-1", "/tasks/long/page-9"])
def test_nothing_can_be_sent_to_a_part_that_is_not_there(worker: Browser, path: str) -> None:
    worker.post(path, {"question": "x"}, status=404)


def test_a_part_of_a_task_that_is_not_mine_is_refused(worker: Browser, services: FakeServices) -> None:
    services.answers["task_page"] = samples.task_page_of(
        samples.LONG_FORM, may_complete=False, refusal="You made this request", refusal_rule="SOD-01"
    )
    assert "You made this request" in worker.get("/tasks/long/page-1", status=403).text
