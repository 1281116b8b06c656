"""The registers: a list of those that somebody may read, a page of tables for each, and each table as a file for spreadsheets."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

from flask import Blueprint, Response, render_template

from service.domain.errors import NotFound
from service.http.access import Rule, open_to
from service.http.identity import current_actor
from service.http.services import services
from service.queries.registers import register_page
from service.queries.registers import registers as registers_found
from service.queries.registers.table import Cell, RegisterPage, Table
from service.web import words

pages = Blueprint("registers", __name__, url_prefix="/registers")

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""


@pages.get("")
@open_to(Rule.SIGNED_IN)
def listed() -> str:
    """List the registers that the reader may read."""
    return render_template("registers.html", lines=services().query(registers_found, current_actor()))


@pages.get("/<name>")
@open_to(Rule.SIGNED_IN)
def register(name: str) -> str:
    """Show one register."""
    found: RegisterPage = services().query(register_page, current_actor(), name=name)
    return render_template("register.html", found=found, in_words=in_words, is_number=is_number)


@pages.get("/<name>/<table>.csv")
@open_to(Rule.SIGNED_IN)
def as_file(name: str, table: str) -> Response:
    """Answer with one table of a register as CSV."""
    found: RegisterPage = services().query(register_page, current_actor(), name=name, as_file=True)
    asked = next((each for each in found.tables if each.key == table), None)
    if asked is None:
        raise NotFound("There is no such table")
    name = f"{current_actor().council}-{name}-{table}-{words.local(services().clock.now()):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written(asked), content_type="text/csv; charset=utf-8", headers=headers)


def in_words(value: Cell) -> str:
    """Return a value as the page shows it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return words.moment(value)
    if isinstance(value, date):
        return words.day(value)
    return "–" if value in (None, "") else str(value)


def is_number(value: Cell) -> bool:
    """Say whether a value is counted, and stands to the right."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def written(table: Table) -> str:
    """Return a table as CSV with a mark that tells spreadsheets its encoding. Nothing in it is run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in (table.columns, *table.rows):
        writer.writerow([plain(value) for value in row])
    return "\ufeff" + out.getvalue()


def plain(value: Cell) -> str | int | float:
    """Return a value as a file keeps it: times in ISO 8601 as the council's clocks show them, text that would be a formula behind an
    apostrophe."""
    if isinstance(value, datetime):
        return words.local(value).isoformat(timespec="seconds")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = value.isoformat() if isinstance(value, date) else in_words(value) if isinstance(value, bool) else str(value or "")
    return f"'{text}" if text.startswith(FORMULA) else text
