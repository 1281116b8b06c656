"""The case page: where it stands, what can be done, what may not show in an address or a title."""

from __future__ import annotations

from dataclasses import replace

from service.commands.raise_event import RaiseEvent
from service.domain.errors import Invalid, NotFound
from service.queries.views import CaseState, EventRow, OwnAnswers, SentRow
from tests.web import samples
from tests.web.fakes import FakeServices
from tests.web.page import Browser

CASE = "/cases/WR-2026-0006"


def test_title_and_address_name_the_request_and_never_what_it_is_about(worker: Browser) -> None:
    page = worker.get(CASE)
    assert page.title == "Search request WR-2026-0006: where it stands – Triangulate – Oakshire Council"


def test_where_it_stands_is_said_in_words_stages_and_steps(worker: Browser) -> None:
    page = worker.get(CASE)
    assert "Femi Adeyemi has it now: Write the log." in page.text
    assert [" ".join(stage.text_content().split()) for stage in page.tree.xpath("//ol[contains(@class,'tri-stages')]/li")] == [
        "ConcernDone. Aisha, 16 March",
        "LogHere now. Femi has it now",
        "Finalise and shareNot started. Aisha",
    ]
    assert page.tree.xpath("string(//ol[@class='tri-steps']/li[@aria-current='step']//strong)") == "Write the log"
    assert "Settle the doubt" not in page.tree.xpath("string(//ol[@class='tri-steps'])")


def test_a_case_stands_at_its_tasks_and_not_at_what_may_happen_meanwhile(worker: Browser, services: FakeServices) -> None:
    may_happen = replace(samples.step("E_Stop", "Pilot stopped", "waiting"), kind="startEvent")
    services.answers["case_page"] = samples.case_page_of(steps=(may_happen, *samples.STEPS))
    now = "//ol[@class='tri-steps']/li[@aria-current='step']//strong/text()"
    assert worker.get(CASE).tree.xpath(now) == ["Write the log"]
    services.answers["case_page"] = samples.case_page_of(steps=(may_happen, *samples.STEPS[:2]))
    assert worker.get(CASE).tree.xpath(now) == ["Pilot stopped"]


def test_what_a_called_procedure_would_do_is_told_only_where_the_case_is_in_it(worker: Browser, services: FakeServices) -> None:
    called = tuple(replace(samples.step(f"C{n}", f"Give advice {n}", "to_come"), called="other") for n in range(2))
    told = "string(//ol[@class='tri-steps'])"
    services.answers["case_page"] = samples.case_page_of(steps=(*samples.STEPS, *called))
    assert "Give advice" not in worker.get(CASE).tree.xpath(told)
    services.answers["case_page"] = samples.case_page_of(steps=(*samples.STEPS, replace(called[0], state="here"), called[1]))
    assert "Give advice 1" in worker.get(CASE).tree.xpath(told)


def test_the_whole_diagram_is_called_what_the_procedure_is_called(worker: Browser, services: FakeServices) -> None:
    files = {
        f"{name}.bpmn": f'<bpmn:process id="{name}" name="{words}">'
        for name, words in (("a_b", "Ask &amp; tell"), ("c_d", "Tell"))
    }
    services.answers["case_diagrams"] = files
    page = worker.get(f"{CASE}/diagram")
    assert page.tree.xpath("//main//h2/text()") == ["Ask & tell", "Tell"] and "a_b" not in page.text


def test_history_is_newest_first_with_the_rule_behind_a_decision(worker: Browser) -> None:
    page = worker.get(CASE)
    assert page.tree.xpath("//h3[@class='moj-timeline__title']/text()") == [
        "Surveillance check: may go on",
        "Recorded the concern",
    ]
    assert "Rule 12 of 15: Single view of open source" in page.text
    assert worker.get(f"{CASE}?order=oldest").tree.xpath("//h3[@class='moj-timeline__title']/text()")[0] == "Recorded the concern"
    assert worker.get(f"{CASE}?history=decisions").tree.xpath("//h3[@class='moj-timeline__title']/text()") == [
        "Surveillance check: may go on"
    ]


def test_what_people_wrote_is_text_and_never_markup(worker: Browser) -> None:
    assert "No answer <script>" in worker.get(CASE).text


def test_a_paused_case_tells_people_that_their_work_is_safe(worker: Browser, services: FakeServices) -> None:
    services.answers["case_page"] = samples.PAUSED_CASE
    page = worker.get("/cases/WR-2026-0011")
    assert "Your work is saved. You do not need to do anything." in page.text
    assert "The copies could not be filed." in page.text and "We have tried 3 times" in page.text
    assert "504" not in page.text


def test_an_ended_case_says_how_it_ended(worker: Browser, services: FakeServices) -> None:
    row = samples.case_row(state=CaseState.ENDED, stands_at="", with_whom="", ended_at=samples.at(20))
    services.answers["case_page"] = samples.case_page_of(
        row=row,
        outcome="Log shared",
        tasks=(),
        stages=(),
        documents=(),
        looks=(),
        actions=(),
        children=(),
        parent_number="WR-2026-0001",
        history=(),
        next_words="",
    )
    page = worker.get(CASE)
    assert "Log shared" in page.text and "Check again" not in page.text and "No documents yet" in page.text
    assert page.links()["WR-2026-0001"] == "/cases/WR-2026-0001"


def test_withdrawing_asks_for_a_reason_on_a_page_of_its_own(worker: Browser, services: FakeServices) -> None:
    assert worker.get(CASE).links()["Withdraw the request"] == f"{CASE}/do/s1"
    assert worker.post(f"{CASE}/do/s1", {"reason": " "}, status=422).links()["Enter why"] == "#reason"
    assert "4,000 characters or fewer" in worker.post(f"{CASE}/do/s1", {"reason": "x" * 4001}, status=422).text
    assert services.ran == []
    assert worker.post(f"{CASE}/do/s1", {"reason": "No longer needed"}).answer.location == CASE
    assert services.ran == [RaiseEvent(subscription_id="s1", payload={"reason": "No longer needed"})]


def test_a_refused_reason_is_shown_again(worker: Browser, services: FakeServices) -> None:
    services.outcomes["RaiseEvent"] = Invalid("Say a little more")
    page = worker.post(f"{CASE}/do/s1", {"reason": "No"}, status=422)
    assert page.links()["Say a little more"] == "#reason" and page.tree.xpath("string(//textarea)") == "No"


def test_what_the_case_does_not_wait_for_cannot_be_done(worker: Browser) -> None:
    worker.get(f"{CASE}/do/s9", status=404)
    worker.post(f"{CASE}/do/s9", {"reason": "x"}, status=404)


def test_a_list_without_cases_says_why(worker: Browser, services: FakeServices) -> None:
    services.answers["cases"] = ()
    assert "You are not on any case" in worker.get("/cases").text
    assert "No case matches" in worker.get("/cases?q=x&state=ended").text


def test_a_case_that_is_over_shows_its_last_steps(worker: Browser, services: FakeServices) -> None:
    steps = tuple(samples.step(f"T{number}", f"Step {number}", "done") for number in range(12))
    services.answers["case_page"] = samples.case_page_of(steps=steps)
    page = worker.get(CASE)
    assert page.tree.xpath("//ol[@class='tri-steps']/li/@value") == [str(number) for number in range(4, 13)]


def test_the_diagram_is_a_file_that_cannot_run_anything(worker: Browser) -> None:
    answer = worker.client.get(f"{CASE}/diagrams/0.bpmn")
    assert (answer.mimetype, answer.headers["Content-Security-Policy"]) == ("application/xml", "default-src 'none'; sandbox")
    worker.get(f"{CASE}/diagrams/1.bpmn", status=404)


def test_a_document_is_a_download_that_cannot_run_anything(worker: Browser) -> None:
    answer = worker.client.get("/documents/d1")
    assert answer.data == b"%PDF-1.7"
    assert answer.headers["Content-Disposition"] == "attachment; filename=post.pdf"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_whom_a_case_is_hidden_from_reads_their_own_answers_only(worker: Browser, services: FakeServices) -> None:
    hidden = NotFound("There is no such case, or it is not one of yours")
    line = EventRow(
        at=samples.at(20),
        title="Report the misuse",
        by="Aisha Rahman",
        element_id="M",
        what="done",
        answers=(("When", "Today <b>"),),
    )
    services.answers |= {
        "case_page": hidden,
        "own_answers": OwnAnswers(number="PM-2026-0001", procedure_name="Misuse", stands="Being looked at", answers=(line,)),
    }
    page = worker.get("/cases/PM-2026-0001")
    assert page.tree.xpath("string(//h1)") == "What you answered"
    assert page.tree.xpath("//dd/text()")[0].strip() == "Today <b>"
    assert "State: Being looked at" in page.text
    assert page.tree.xpath("//main//a[contains(@href, '/cases/')]") == []
    assert page.links()["Cases"] == "/cases"
    for address in ("/cases/PM-2026-0001/diagram", "/cases/PM-2026-0001/do/s1"):
        worker.get(address, status=404)
    services.answers["own_answers"] = hidden
    worker.get("/cases/PM-2026-0001", status=404)


def test_what_somebody_sent_that_is_hidden_from_them_stands_below_their_cases(worker: Browser, services: FakeServices) -> None:
    assert "What you sent" not in worker.get("/cases").text
    row = SentRow(number="PM-2026-0001", titles=("Report <b>",), sent_at=samples.at(20), stands="Being looked at")
    services.answers["sent"] = (row,)
    page = worker.get("/cases")
    (table,) = page.tree.xpath("//section[@aria-labelledby='sent']//table")
    assert [" ".join(cell.text_content().split()) for cell in table.xpath(".//tbody//th | .//tbody//td")] == [
        "Report <b> PM-2026-0001",
        "20 March 2026",
        "Being looked at",
    ]
    assert table.xpath(".//a/@href") == ["/cases/PM-2026-0001"]
    for filtered in ("/cases?state=ended", "/cases?q=PM"):
        assert "What you sent" not in worker.get(filtered).text
