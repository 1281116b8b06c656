"""Reports as pages and as files: no small number leaves that nobody has let through."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.domain.calendar import LONDON
from service.domain.errors import NotAllowed
from service.queries.reports.page import Line
from service.queries.reports.words import published
from service.web.reports import COLUMNS
from tests.web.fakes import FakeServices
from tests.web.page import Browser
from tests.web.samples import REPORT


def test_whoever_may_read_a_report_finds_them_in_the_navigation(worker: Browser, admin: Browser, owner: Browser) -> None:
    assert worker.get("/inbox").links()["Reports"] == "/reports"
    assert admin.get("/cockpit").links()["Reports"] == "/reports"
    assert "Reports" not in owner.get("/studio").links()


def test_a_report_is_a_table_whose_rows_have_bars(worker: Browser) -> None:
    page = worker.get("/reports/report_pilot")
    rows = [
        (row.xpath("string(th)"), row.xpath("string(.//span)"), row.xpath("string(.//rect/@width)"))
        for row in page.tree.xpath("//table[@class='tri-bars']//tr")
    ]
    assert rows == [
        ("Gave what nothing else would", "71 %", "71.0"),
        ("Was worth the time", "31 minutes", "100.0"),
        ("=cmd|' /C calc'!A0", "7", "100.0"),
        ("Found wrong later", "2 of 7 *", "28.6"),
        ("Requests refused", "1 *", "14.0"),
        ("Doubts settled", "3 *", "40.0"),
        ("Looked at a profile", "10 % *", "10.0"),
        ("Share found nowhere else", "–", ""),
    ]
    assert "Not held." in page.text
    assert "The figures begin on 5 January 2026. What was done outside this service is not in them." in page.text
    assert "decided by Ann Person" in page.text


def test_a_file_runs_no_formula_and_has_no_small_number_that_nobody_let_through(worker: Browser) -> None:
    answer = worker.client.get("/reports/report_pilot.csv")
    header, *rows = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="oakshire-report_pilot-2026-03-20.csv"'
    assert header == list(COLUMNS)
    shown = [cell.text_content() for cell in worker.get("/reports/report_pilot").tree.xpath("//table[@class='tri-bars']//th")]
    assert [row[2].removeprefix("'") for row in rows[1:-1]] == shown
    assert [row[1:5] for row in rows] == [
        ["", "The figures begin", "2026-01-05", ""],
        ["C1", "Gave what nothing else would", "0.71", ""],
        ["C2", "Was worth the time", "31", "30"],
        ["P1", "'=cmd|' /C calc'!A0", "7", ""],
        ["P12", "Found wrong later", "fewer than 5", ""],
        ["P1c", "Requests refused", "1", ""],
        ["P10", "Doubts settled", "withheld", ""],
        ["SV1", "Looked at a profile", "withheld", ""],
        ["P4", "Share found nowhere else", "", ""],
        ["Q_MISSED", "Not held.", "not held", ""],
    ]


@pytest.mark.parametrize(
    ("value", "unit", "shown"), [(2, "", "fewer than 5"), (0.67, "share", "withheld"), (12.5, "pieces", "withheld")]
)
def test_only_a_number_leaves_as_a_band_not_what_is_worked_out_of_it(value: float, unit: str, shown: str) -> None:
    line = Line(key="P1d", label="Approval rate", value=value, unit=unit, small=True)
    assert published(line, 5) == (shown, None, unit, "")


def test_the_tables_of_a_report_stand_below_its_figures_nil_returns_too(worker: Browser, services: FakeServices) -> None:
    services.answers["report_page"] = replace(
        REPORT, since=datetime(2026, 1, 1, tzinfo=LONDON), until=datetime(2026, 7, 1, tzinfo=LONDON)
    )
    page = worker.get("/reports/report_pilot?from=2026-01-01&to=2026-06-30")
    assert [heading for heading in page.tree.xpath("//h2/text()") if heading[0].isdigit()] == [
        "2. Assessments",
        "1. Central record",
    ]
    assert page.tree.xpath("string(//table[@aria-labelledby='assessments']//tbody//th)") == "=WR-2026-0001/1"
    assert "Nil return: nothing." in page.text
    links = page.links()
    assert links["Download the inspection register (PDF)"] == "/reports/report_pilot.pdf?from=2026-01-01&to=2026-06-30"
    assert links["Download the inspection register (Word)"] == "/reports/report_pilot.docx?from=2026-01-01&to=2026-06-30"
    assert "/reports/report_pilot/central-record.csv?from=2026-01-01&to=2026-06-30" in links.values()


def test_a_table_of_a_report_leaves_as_a_file_and_a_nil_return_is_one(worker: Browser, services: FakeServices) -> None:
    answer = worker.client.get("/reports/report_pilot/assessments.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="oakshire-report_pilot-assessments-2026-03-20.csv"'
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [row[0] for row in rows] == ["Reference", "'=WR-2026-0001/1"]
    nothing = worker.client.get("/reports/report_pilot/central-record.csv")
    assert nothing.get_data(as_text=True).strip("\ufeff\r\n") == "Number,Type"
    assert [given["as_file"] for name, given in services.asked if name == "report_page"] == [True, True]
    assert worker.client.get("/reports/report_pilot/nothing.csv").status_code == 404


def test_the_document_of_a_report_is_for_the_same_period(worker: Browser, services: FakeServices) -> None:
    answer = worker.client.get("/reports/report_inspection.pdf?from=2026-01-01&to=2026-06-30")
    assert (answer.mimetype, answer.data) == ("application/pdf", b"%PDF-1.7")
    assert answer.headers["Content-Disposition"] == "attachment; filename=oakshire-report_inspection-2026-03-20.pdf"
    asked = next(given for name, given in services.asked if name == "report_document")
    assert (asked["since"].date().isoformat(), asked["until"].astimezone(UTC).isoformat()) == (
        "2026-01-01",
        "2026-06-30T23:00:00+00:00",
    )
    worker.client.get("/reports/report_inspection.docx")
    assert [given["ending"] for name, given in services.asked if name == "report_document"] == ["pdf", "docx"]
    services.answers["report_document"] = NotAllowed("Your roles do not let you read this register", rule="register:read")
    assert worker.client.get("/reports/report_inspection.pdf").status_code == 403


def test_the_last_day_of_a_period_counts_as_the_council_clock_does(worker: Browser, services: FakeServices) -> None:
    worker.get("/reports/report_pilot?from=2026-01-01&to=2026-06-30")
    asked = next(given for name, given in reversed(services.asked) if name == "report_page")
    assert (asked["since"].astimezone(UTC), asked["until"].astimezone(UTC)) == (
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 6, 30, 23, tzinfo=UTC),
    )


@pytest.mark.parametrize("period", ["from=yesterday", "from=2026-02-01&to=2026-01-01"])
def test_a_period_that_is_none_is_refused(worker: Browser, period: str) -> None:
    assert worker.client.get(f"/reports/report_pilot?{period}").status_code == 422


def test_a_report_that_somebody_may_not_read_is_refused(worker: Browser, services: FakeServices) -> None:
    services.answers["report_page"] = NotAllowed("Your roles do not let you read this register", rule="register:read")
    assert "do not let you read" in worker.get("/reports/report_pilot", status=403).text
