"""Reports: a list of those that somebody may read, a page of figures with bars for each, and the same as a file in which no small number
stands that nobody has let through."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Blueprint, Response, render_template, request

from service.domain.errors import Invalid
from service.http.access import Rule, open_to
from service.http.identity import current_actor
from service.http.services import services
from service.queries.registers.table import Table
from service.queries.reports import report_page
from service.queries.reports import reports as reports_found
from service.queries.reports.page import Line, ReportPage
from service.web import words
from service.web.registers import written

pages = Blueprint("reports", __name__, url_prefix="/reports")

COLUMNS = ("Part", "Key", "Measure", "Figure", "Of", "Unit", "Note", "How it is made")
WITHHELD = "withheld"


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
    return render_template("report.html", found=found, figure=figure, threshold=threshold(), last_day=last_day(found.until))


@pages.get("/<name>.csv")
@open_to(Rule.SIGNED_IN)
def as_file(name: str) -> Response:
    """Answer with a report as CSV."""
    found = asked(name, as_file=True)
    rows = tuple(
        (part.caption, line.key, line.label, *published(line), line.formula) for part in found.parts for line in part.lines
    ) + tuple((part.caption, part.key, part.text, "not held", "", "", "", "") for part in found.parts if not part.held)
    table = Table(key=name, caption=found.title, columns=COLUMNS, rows=rows, empty="")
    file_name = f"{current_actor().council}-{name}-{words.local(services().clock.now()):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(written(table), content_type="text/csv; charset=utf-8", headers=headers)


def asked(name: str, *, as_file: bool = False) -> ReportPage:
    """Return the report that the address asks for. Raises Invalid for a date that is none or a period that ends before it begins."""
    since, until = day_given("from"), day_given("to")
    if since and until and until < since:
        raise Invalid("The period ends before it begins")
    bounds = {"since": midnight(since), "until": midnight(until + timedelta(days=1)) if until else None}
    survey = request.args.get("survey") or None
    found: ReportPage = services().query(report_page, current_actor(), name=name, survey=survey, as_file=as_file, **bounds)
    return found


def day_given(key: str) -> date | None:
    """Return a date of the address, None when it is empty."""
    text = request.args.get(key, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid("Enter the dates of the period like 2026-01-31") from error


def midnight(day: date | None) -> datetime | None:
    """Return when a day begins where the council is."""
    return datetime.combine(day, time(), words.ZONE) if day else None


def last_day(until: datetime | None) -> datetime | None:
    """Return the last day of a period, for a reader who counts it in."""
    return until - timedelta(days=1) if until else None


def threshold() -> int:
    """Return the number below which one is small."""
    return int(services().pack(current_actor().council).parameters.get("smallNumberThreshold") or 0)


def figure(line: Line) -> str:
    """Return a figure as the page shows it."""
    if line.value is None:
        return "–"
    if isinstance(line.value, str):
        return line.value
    if line.unit == "share":
        return f"{line.value * 100:.0f} %"
    if line.unit == "pounds":
        return f"£{line.value:,.2f}"
    number = f"{line.value:g}"
    if line.unit == "of 5":
        return f"{number} of 5"
    of = "" if line.of is None or line.unit else f" of {line.of:g}"
    return f"{number}{of} {line.unit}".rstrip()


def published(line: Line) -> tuple[str | float | None, float | None, str, str]:
    """Return figure, whole, unit and note as they may leave: a small number only when somebody has decided that it may. One that nobody has
    decided on is shown as a band."""
    action = line.decided.action if line.decided else "band"
    if not line.small or action == "publish":
        return line.value, line.of, line.unit, line.note
    shown = f"fewer than {threshold()}" if action == "band" and not line.note else WITHHELD
    return shown, None, line.unit, ""
