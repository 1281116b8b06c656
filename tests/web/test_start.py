"""Starting a request."""

from __future__ import annotations

import io
from dataclasses import replace

from service.commands.save_start_draft import SaveStartDraft
from service.commands.start_case import StartCase
from tests.web import samples
from tests.web.fakes import FakeServices
from tests.web.page import Browser


def test_what_can_be_started_is_a_list_of_links(worker: Browser, services: FakeServices) -> None:
    assert worker.get("/start").links()["Search request"] == "/start/look_request"
    services.answers["startable"] = ()
    assert "There is nothing you can start" in worker.get("/start").text


def test_sending_the_form_starts_a_case(worker: Browser, services: FakeServices) -> None:
    page = worker.post("/start/look_request", {"outcome": "approved", "reason": "Because"})
    assert page.answer.location == "/cases/WR-2026-0006"
    [ran] = services.ran
    assert isinstance(ran, StartCase) and (ran.procedure_id, ran.answers["reason"]) == ("look_request", "Because")


def test_the_button_says_what_it_does(worker: Browser, services: FakeServices) -> None:
    said = "//main//button[contains(@class,'govuk-button')]/text()"
    assert "Ask for a search" in [words.strip() for words in worker.get("/start/look_request").tree.xpath(said)]
    page = services.answers["start_page"] = samples.task_page_of(None, case=None, said_before=())
    services.answers["start_page"] = replace(page, row=replace(page.row, name=page.row.procedure_name))
    assert [words.strip() for words in worker.get("/start/look_request").tree.xpath(said)] == ["Start this request"]


def test_a_draft_of_the_form_is_kept(worker: Browser, services: FakeServices) -> None:
    worker.post("/start/look_request", {"reason": "Half", "_action": "draft"})
    [ran] = services.ran
    assert isinstance(ran, SaveStartDraft) and ran.answers["reason"] == "Half"


def test_a_file_waits_until_the_case_has_started(worker: Browser, services: FakeServices) -> None:
    page = worker.post("/start/look_request", {"copy": (io.BytesIO(b"%PDF"), "post.pdf")}, status=422)
    assert "Add files after the request has started." in page.text and services.ran == []


def test_a_procedure_without_form_starts_with_a_button(worker: Browser, services: FakeServices) -> None:
    services.answers["start_page"] = samples.task_page_of(None, case=None, said_before=())
    worker.get("/start/look_request")
    assert worker.post("/start/look_request").answer.location == "/cases/WR-2026-0006"
    assert services.ran == [StartCase(procedure_id="look_request")]
    worker.get("/start/look_request/page-1", status=404)


def test_a_long_start_form_has_parts_and_a_last_look(worker: Browser, services: FakeServices) -> None:
    draft = {"question": "Together?", "relation": "mother", "accurate": True}
    services.answers["start_page"] = samples.task_page_of(samples.LONG_FORM, case=None, said_before=(), draft=draft)
    assert worker.get("/start/look_request").links()["The work"] == "/start/look_request/page-1"
    assert worker.get("/start/look_request/page-1").heading == "The work"
    assert worker.post("/start/look_request/page-1", {"question": "x"}).answer.location == "/start/look_request/page-2"
    assert "Together?" in worker.get("/start/look_request/check").text
    assert worker.post("/start/look_request/check").answer.location == "/cases/WR-2026-0006"
