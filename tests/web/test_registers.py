"""Registers as pages and as files."""

from __future__ import annotations

import csv
import io

import pytest

from service.domain.errors import NotAllowed
from service.web.registers import plain
from tests.web.fakes import FakeServices
from tests.web.page import Browser


def test_whoever_may_read_a_register_finds_them_in_the_navigation(worker: Browser, admin: Browser, owner: Browser) -> None:
    assert worker.get("/inbox").links()["Registers"] == "/registers"
    assert admin.get("/cockpit").links()["Registers"] == "/registers"
    assert "Registers" not in owner.get("/studio").links()


def test_somebody_without_work_reads_registers_in_the_cockpit(admin: Browser) -> None:
    page = admin.get("/registers/foi")
    assert ("1 incident" in page.text, "Inbox" in page.links()) == (True, False)


def test_a_register_is_told_in_words(worker: Browser) -> None:
    page = worker.get("/registers/foi")
    cells = [cell.text_content() for cell in page.tree.xpath("//tbody//th | //tbody//td")]
    assert cells == [
        "FOI/12/0001",
        '=HYPERLINK("https://evil.example")',
        "12 April 2012",
        "12 March 2026 at 8am",
        "25",
        "No",
        "–",
    ]
    assert "There is nothing here." in page.text


def test_a_file_never_runs_as_a_formula(worker: Browser, services: FakeServices) -> None:
    answer = worker.client.get("/registers/foi/requests.csv")
    header, row = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="oakshire-foi-requests-2026-03-20.csv"'
    assert header[:2] == ["Reference", "Requester"]
    assert row == [
        "FOI/12/0001",
        '\'=HYPERLINK("https://evil.example")',
        "2012-04-12",
        "2026-03-12T08:00:00+00:00",
        "25",
        "No",
        "",
    ]
    assert services.asked[-1] == ("register_page", {"name": "foi", "as_file": True})


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_text_that_a_spreadsheet_would_run_stands_behind_an_apostrophe(text: str) -> None:
    assert plain(text) == f"'{text}"
    assert (plain(-1), plain("a=1"), plain(None), plain(True)) == (-1, "a=1", "", "Yes")


def test_an_unknown_table_is_not_found_and_a_closed_register_says_so(worker: Browser, services: FakeServices) -> None:
    worker.get("/registers/foi/other.csv", status=404)
    services.answers["register_page"] = NotAllowed("Your roles do not let you read this register", rule="register:read")
    assert "do not let you read this register" in worker.get("/registers/subjects", status=403).text


def test_somebody_who_may_read_none_is_told_so(worker: Browser, services: FakeServices) -> None:
    services.answers["registers"] = ()
    assert "There is no register for you here" in worker.get("/registers").text
