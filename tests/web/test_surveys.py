"""Answering a survey: nobody is recognised, nothing is told on, one link one answer."""

from __future__ import annotations

import pytest
from flask import Flask

from connectors.surveys import hashed
from service.commands.answer_survey import AnswerSurvey
from service.domain.errors import Invalid, NotFound, Problem
from service.http.rate import Limiter
from service.web.surveys import TIMES_A_MINUTE
from tests.web.fakes import FakeServices
from tests.web.page import Browser, Page


def test_answers_are_sent_without_a_session_and_under_the_hash_of_the_link(visitor: Browser, services: FakeServices) -> None:
    answer = visitor.client.post("/survey/a-link", data={"outcome": "agree"})
    assert (answer.status_code, answer.location) == (303, "/survey/answered?council=oakshire")
    assert isinstance(services.ran[-1], AnswerSurvey) and services.ran[-1].token_hash == hashed("a-link")
    assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" not in visitor.client.get("/survey/a-link").headers


def test_somebody_who_is_signed_in_is_not_recognised(worker: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    page = Page(worker.client.get("/survey/a-link"))
    assert "Aisha" not in page.text and "Inbox" not in page.links()
    worker.client.post("/survey/a-link", data={})
    logged = capsys.readouterr()
    assert "a-link" not in logged.out + logged.err and "aisha" not in logged.out + logged.err


def test_no_page_is_told_of_the_link(visitor: Browser) -> None:
    headers = visitor.client.get("/survey/a-link").headers
    assert (headers["Referrer-Policy"], headers["X-Robots-Tag"], headers["Cache-Control"]) == (
        "no-referrer",
        "noindex, nofollow",
        "no-store",
    )


def test_what_is_wrong_is_said_and_what_was_typed_stays(visitor: Browser, services: FakeServices) -> None:
    services.outcomes["AnswerSurvey"] = Invalid("There is a problem", problems=[Problem("agree", "Say whether you agree")])
    answer = visitor.client.post("/survey/a-link", data={})
    page = Page(answer)
    assert (page.status, page.title.startswith("Error: "), "Say whether you agree" in page.text) == (422, True, True)


@pytest.mark.parametrize("moment", ["survey_page", "AnswerSurvey"])
def test_a_used_link_and_a_wrong_one_look_the_same(visitor: Browser, services: FakeServices, moment: str) -> None:
    (services.answers if moment == "survey_page" else services.outcomes)[moment] = NotFound("gone")
    page = Page(visitor.client.post("/survey/a-link", data={}))
    assert (page.status, page.heading) == (404, "This link does not work any more")


def test_an_address_cannot_ask_without_end(app: Flask) -> None:
    client = Browser(app).client
    statuses = [client.get("/survey/answered").status_code for _ in range(TIMES_A_MINUTE + 1)]
    assert statuses == [200] * TIMES_A_MINUTE + [429]


def test_an_address_is_admitted_again_when_time_has_passed() -> None:
    clock = iter([0.0, 1.0, 2.0, 61.0, 61.5])
    limiter = Limiter(limit=2, per_s=60, clock=lambda: next(clock))
    assert [limiter.admits("a") for _ in range(5)] == [True, True, False, True, True]
