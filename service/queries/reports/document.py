"""A report as a document to hand over: the figures that may leave and the tables that go with them, from the council's template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from service import documents
from service.documents import Look, Made, Paper
from service.domain.errors import NotFound
from service.queries.reading import Reading
from service.queries.registers.table import Table
from service.queries.reports import KINDS, report_page
from service.queries.reports.page import Line, ReportPage
from service.queries.reports.words import figure, published


def report_document(
    reading: Reading, *, name: str, since: datetime | None = None, until: datetime | None = None, ending: str = "pdf"
) -> Made:
    """Return a report over [since, until) as a document, pdf or docx, and have the reading audited as one that leaves as a file.

    Raises: NotFound for a report that is none or of which the council makes no document; NotAllowed without ``read:<name>``; BrokenTemplate.
    """
    kind, files = KINDS.get(name), reading.resources.templates(reading.council)
    if kind is None or not kind.template or documents.twin(kind.template, "docx" if ending == "docx" else "typ") not in files:
        raise NotFound("There is no such document")
    found = report_page(reading, name=name, since=since, until=until, as_file=True)
    pack = reading.who.pack
    threshold = int(pack.parameters.get("smallNumberThreshold") or 0)
    look = Look(council=pack.name, colour=pack.colours.get("council", Look.colour))
    paper = Paper(title=kind.document, number="", made_at=reading.now)
    return documents.make(kind.template, files, content(reading, found, threshold), paper=paper, look=look, format_=ending)


def content(reading: Reading, found: ReportPage, threshold: int) -> Mapping[str, Any]:
    """Return what the template is given: ``from, to, heldSince``, ``measures`` and, by the key of each, the tables as lists of records."""
    held = reading.registers.held_since(council=reading.council)
    measures = [
        {"measure": line.label, "value": leaving(line, threshold), "made": said_of(line, threshold)}
        for part in found.parts
        for line in part.lines
    ]
    last = found.until - timedelta(microseconds=1) if found.until else reading.now
    return {
        "from": found.since or held,
        "to": last,
        "heldSince": held,
        "measures": measures,
        **{table.key: records(table) for table in found.tables},
    }


def leaving(line: Line, threshold: int) -> str:
    """Return a figure as it may leave, in words."""
    shown, *_ = published(line, threshold)
    return figure(line) if shown is line.value else str(shown)


def said_of(line: Line, threshold: int) -> str:
    """Return how a figure is made, and what is said beside it as far as that may leave."""
    *_, note = published(line, threshold)
    return ". ".join(text for text in (line.formula, f"{note[:1].upper()}{note[1:]}") if text)


def records(table: Table) -> list[dict[str, Any]]:
    """Return the rows of a table by the names of its columns; what is true or false is Yes or No."""
    return [
        {
            label: ("Yes" if value else "No") if isinstance(value, bool) else value
            for label, value in zip(table.columns, row, strict=True)
        }
        for row in table.rows
    ]
