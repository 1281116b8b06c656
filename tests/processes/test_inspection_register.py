"""An auditor exports the register for an inspection: three tabs, nil returns kept, one application outside the Act that was refused."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import docx
import pytest
from pypdf import PdfReader

from service.domain.errors import NotAllowed, NotFound
from service.policy.scenarios import load_text, run
from service.policy.scenarios.model import Expectation
from service.queries.reports import report_page
from service.queries.reports.document import report_document
from tests.processes.conftest import AT, COUNCIL, SCENARIOS, Theatre

REFUSED = "s2p-refused-by-officer.yaml"


def play_outside_the_act(theatre: Theatre) -> None:
    text = (
        (SCENARIOS / REFUSED).read_text("utf-8").replace("RIPA_DS", "NON_RIPA").replace("less intrusion.", "less for Zara Kaye.")
    )
    scenario = replace(load_text(text.encode(), file=REFUSED, council=COUNCIL), expect=Expectation(line=1))
    assert run(scenario, theatre.stage).passed


def test_the_register_has_three_tabs_and_no_name(theatre: Theatre) -> None:
    number = theatre.play_until("sc-01-happy-path.yaml", "W1_InvestigationLog")
    play_outside_the_act(theatre)
    services = theatre.services
    tess = services.actor("tess.udall")
    assert tess is not None
    window = {"since": AT - timedelta(days=60), "until": services.clock.now() + timedelta(days=1)}
    page = services.query(report_page, tess, name="report_inspection", **window)
    central, assessed, accounts = page.tables
    assert (central.rows, central.empty) == ((), "Nil return: nothing was applied for or in force in this period.")
    assert [(row[0], row[1], row[3], row[4], row[5], row[7], row[8]) for row in assessed.rows] == [
        *((f"{number}/{each}", "Search request", "proceed record", "cleared", "Carol Whitaker", 1, 1) for each in (1, 2)),
        ("URN/26/0001", "Application outside the Act, CA-2026-0001", "outside the Act", "refused", "Quinn Abara", None, None),
    ]
    assert (
        assessed.rows[0][6]
        == "A single look at open content is not directed surveillance, but record why the person was not told."
    )
    assert [row[9] for row in accounts.rows if row[9]] == [f"20/03/2026 {number}"]

    made = services.query(report_document, tess, name="report_inspection", **window)
    pdf = PdfReader(io.BytesIO(made.content))
    text = " ".join(word for each in pdf.pages for word in each.extract_text().split())
    catalog = pdf.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in catalog
    for words in (
        "1. Central record of authorisations",
        "Nil return: nothing was applied for or in force in this period.",
        f"{number}/1",
        "URN/26/0001",
        "Outside the Act, refused",
        "nothing is destroyed by this service",
        "3. Official accounts",
        "Records past their retention period",
    ):
        assert words in text
    assert "Zara" not in text and "Kaye" not in text

    with services.database.unit_of_work(read_only=True) as unit:
        read = [entry for entry in unit.records.audit(COUNCIL) if entry.verb == "register_read"]
    assert [(entry.actor_id, entry.object_id, entry.facts["as_file"]) for entry in reversed(read)] == [
        ("tess.udall", "report_inspection", False),
        ("tess.udall", "report_inspection", True),
    ]

    for_word = services.query(report_document, tess, name="report_inspection", **window, ending="docx")
    word = docx.Document(io.BytesIO(for_word.content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert {f"{number}/1", "Outside the Act, refused", "URN/26/0001"} <= set(cells)
    assert "Nil return: nothing was applied for or in force in this period." in [one.text for one in word.paragraphs]


def test_whoever_may_not_read_the_report_gets_no_document(theatre: Theatre) -> None:
    worker = theatre.services.actor("aisha.rahman")
    assert worker is not None
    with pytest.raises(NotAllowed):
        theatre.services.query(report_document, worker, name="report_inspection")
    with pytest.raises(NotFound):
        theatre.services.query(report_document, worker, name="report_pilot")
