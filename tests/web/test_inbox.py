"""The inbox: tabs, filters, order, and what it says when there is nothing."""

from __future__ import annotations

import pytest

from tests.web import samples
from tests.web.fakes import FakeServices
from tests.web.page import Browser


def test_the_address_says_what_is_asked_and_anything_unknown_counts_for_nothing(worker: Browser, services: FakeServices) -> None:
    worker.get("/inbox?tab=team&q=%20WR-1%20&due=late&show=urgent&show=evil&sort=case&order=down&page=2")
    worker.get("/inbox?tab=x&due=x&sort=x&order=x&page=-1")
    asked = [parameters for name, parameters in services.asked if name == "inbox"]
    assert asked == [
        {"tab": "team", "search": "WR-1", "due": "late", "show": ("urgent",), "sort": "case", "descending": True, "page": 2},
        {"tab": "mine", "search": "", "due": "any", "show": (), "sort": "due", "descending": False, "page": 1},
    ]


def test_due_is_said_in_words_and_tags_say_why_a_task_presses(worker: Browser) -> None:
    page = worker.get("/inbox")
    rows = [" ".join(row.text_content().split()) for row in page.tree.xpath("//tbody/tr")]
    assert "Overdue by 2 working days" in rows[0]
    assert "Urgent" in rows[1] and "Today by 5pm" in rows[1]
    assert "Flagged" in rows[2] and "In 1 working day" in rows[2]
    assert "No date" in rows[3] and "<b>&" in rows[3]


def test_the_order_shows_on_its_column_and_turns_on_a_second_press(worker: Browser) -> None:
    page = worker.get("/inbox?sort=case")
    assert page.tree.xpath("//th[@aria-sort]/@aria-sort") == ["none", "ascending", "none", "none"]
    assert page.links()["Case"] == "/inbox?sort=case&order=down"
    assert "in order of case" in page.text


def test_filters_in_use_are_links_that_remove_them(worker: Browser) -> None:
    links = worker.get("/inbox?q=Kaye&due=late&show=flagged").links()
    assert links["Remove filter: “Kaye”"] == "/inbox?due=late&show=flagged"
    assert links["Remove filter: Overdue"] == "/inbox?q=Kaye&show=flagged"
    assert links["Remove filter: Flagged only"] == "/inbox?q=Kaye&due=late"


@pytest.mark.parametrize(
    ("tab", "words"), [("mine", "You have no tasks"), ("team", "Nothing waits for your team"), ("waiting", "You wait for nobody")]
)
def test_an_empty_tab_says_so_and_leads_on(worker: Browser, services: FakeServices, tab: str, words: str) -> None:
    services.answers["inbox"] = samples.inbox_of(tab=tab)
    page = worker.get(f"/inbox?tab={tab}")
    assert words in page.text and "No task matches" not in page.text


def test_filtered_to_nothing_differs_from_nothing_at_all(worker: Browser, services: FakeServices) -> None:
    services.answers["inbox"] = samples.inbox_of()
    page = worker.get("/inbox?due=late")
    assert "No task matches these filters" in page.text
    assert page.links()["Clear the filters"] == "/inbox"


def test_what_waits_for_others_leads_to_the_case(worker: Browser, services: FakeServices) -> None:
    services.answers["inbox"] = samples.inbox_of(samples.task_row(), tab="waiting")
    assert worker.get("/inbox?tab=waiting").links()["Hold the supervision discussion"] == "/cases/WR-2026-0006"


def test_pages_lead_back_and_forth(worker: Browser, services: FakeServices) -> None:
    services.answers["inbox"] = samples.inbox_of(samples.task_row(), page=2, pages=3)
    links = worker.get("/inbox?page=2").links()
    assert (links["Previous page"], links["Next page"]) == ("/inbox", "/inbox?page=3")
