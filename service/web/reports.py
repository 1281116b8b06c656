"""Reports: a list of those that somebody may read, a page of figures with bars for each, and the same as a file in which no small number
stands that nobody has let through."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Blueprint, Response, render_template, request

from service.documents import Made
from service.domain.calendar import LONDON
from service.domain.errors import Invalid, NotFound
from service.http.access import Rule, open_to
from service.http.identity import current_actor
from service.http.services import services
from service.queries.registers.table import Table
from service.queries.reports import report_page
from service.queries.reports import reports as reports_found
from service.queries.reports.document import report_document
from service.queries.reports.page import ReportPage
from service.queries.reports.words import figure, published
from service.web import words
from service.web.registers import in_words, is_number, written

pages = Blueprint("reports", __name__, url_prefix="/reports")

OUTSIDE = "What was done outside this service is not in them."
COLUMNS = ("Part", "Key", "Measure", "Figure", "Of", "Unit", "Note", "How it is made")


@pages.get("")
@open_to(Rule.SIGNED_IN)
def listed() -> str:
    """List the reports that the reader may read."""
    return render_template("reports.html", lines=services().query(reports_found, current_actor()))


@pages.get("/<name>")
@open_to(Rule.SIGNED_IN)
def report(name: str) -> str:
    """Show one report."""
    found = asked(name)
    helpers = {"figure": figure, "in_words": in_words, "is_number": is_number}
    return render_template("report.html", found=found, threshold=threshold(), last_day=last_day(found.until), **helpers)


@pages.get("/<name>.csv")
@open_to(Rule.SIGNED_IN)
def as_file(name: str) -> Response:
    """Answer with a report as CSV."""
    found = asked(name, as_file=True)
    below = threshold()
    rows = tuple(
        (part.caption, line.key, line.label, *published(line, below), line.formula) for part in found.parts for line in part.lines
    ) + tuple((part.caption, part.key, part.text, "not held", "", "", "", "") for part in found.parts if not part.held)
    first = (
        found.title,
        "",
        "The figures begin",
        words.local(found.held_since).date() if found.held_since else None,
        "",
        "",
        OUTSIDE,
        "",
    )
    return leaving(Table(key=name, caption=found.title, columns=COLUMNS, rows=(first, *rows), empty=""), name)


@pages.get("/<name>/<table>.csv")
@open_to(Rule.SIGNED_IN)
def table_as_file(name: str, table: str) -> Response:
    """Answer with one table of a report as CSV."""
    wanted = next((each for each in asked(name, as_file=True).tables if each.key == table), None)
    if wanted is None:
        raise NotFound("There is no such table")
    return leaving(wanted, f"{name}-{table}")


@pages.get("/<name>.<any(pdf, docx):ending>")
@open_to(Rule.SIGNED_IN)
def as_document(name: str, ending: str) -> Response:
    """Answer with a report as PDF or for Word."""
    made: Made = services().query(report_document, current_actor(), name=name, ending=ending, **period())
    answer = Response(made.content, mimetype=made.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{file_name(name)}.{made.ending}")
    return answer


def leaving(table: Table, name: str) -> Response:
    """Answer with a table as CSV."""
    headers = {"Content-Disposition": f'attachment; filename="{file_name(name)}.csv"'}
    return Response(written(table), content_type="text/csv; charset=utf-8", headers=headers)


def file_name(name: str) -> str:
    """Return what a file is called, without its ending: the council, what it is, and the day."""
    return f"{current_actor().council}-{name}-{words.local(services().clock.now()):%Y-%m-%d}"


def asked(name: str, *, as_file: bool = False) -> ReportPage:
    """Return the report that the address asks for. Raises Invalid for a date that is none or a period that ends before it begins."""
    survey = request.args.get("survey") or None
    found: ReportPage = services().query(report_page, current_actor(), name=name, survey=survey, as_file=as_file, **period())
    return found


def period() -> dict[str, datetime | None]:
    """Return the bounds of the period that the address asks for. Raises Invalid."""
    since, until = day_given("from"), day_given("to")
    if since and until and until < since:
        raise Invalid("The period ends before it begins")
    return {"since": midnight(since), "until": midnight(until + timedelta(days=1)) if until else None}


def day_given(key: str) -> date | None:
    """Return a date of the address, None when it is empty."""
    text = request.args.get(key, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid("Enter the dates of the period like 2026-01-31") from error


def midnight(day: date | None) -> datetime | None:
    """Return when a day begins where the council is."""
    return datetime.combine(day, time(), LONDON) if day else None


def last_day(until: datetime | None) -> datetime | None:
    """Return the last day of a period, for a reader who counts it in."""
    return until - timedelta(days=1) if until else None


def threshold() -> int:
    """Return the number below which one is small."""
    return int(services().pack(current_actor().council).parameters.get("smallNumberThreshold") or 0)
