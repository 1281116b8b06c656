"""Every page that a GET can reach, as the person it is for: the page client checks each one."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.web.page import Browser

PAGES = [
    ("visitor", "/sign-in", "Choose who to be"),
    ("visitor", "/guidance", "How to work with this service"),
    ("worker", "/guidance", "How to work with this service"),
    ("worker", "/guidance/open-pages", "Open pages"),
    ("visitor", "/accessibility", "Accessibility"),
    ("visitor", "/privacy", "Privacy and cookies"),
    ("worker", "/inbox", "Inbox"),
    ("worker", "/inbox?tab=team&q=x&due=late&show=urgent&sort=case&order=down", "Inbox"),
    ("worker", "/start", "Start a request"),
    ("worker", "/start/look_request", "Ask for a search"),
    ("worker", "/tasks/t1", "Hold the supervision discussion"),
    ("worker", "/tasks/long", "Hold the supervision discussion"),
    ("worker", "/tasks/long/page-1", "The work"),
    ("worker", "/tasks/long/check", "Check your answers before you send them"),
    ("worker", "/cases", "Cases"),
    ("worker", "/cases?state=paused&q=WR", "Cases"),
    ("worker", "/cases/WR-2026-0006", "Are two adults together?"),
    ("worker", "/cases/WR-2026-0006?history=decisions&order=oldest", "Are two adults together?"),
    ("worker", "/cases/WR-2026-0006/diagram", "The whole procedure, and where this request is"),
    ("worker", "/cases/WR-2026-0006/do/s1", "Withdraw the request"),
    ("worker", "/procedures", "Catalogue of procedures"),
    ("worker", "/procedures/look_request", "Search request"),
    ("admin", "/procedures", "Catalogue of procedures"),
    ("owner", "/procedures", "Catalogue of procedures"),
    ("worker", "/registers", "Registers"),
    ("worker", "/registers/foi", "Requests for information"),
    ("admin", "/registers/foi", "Requests for information"),
    ("worker", "/reports", "Reports"),
    ("worker", "/reports/report_pilot?from=2026-01-01&to=2026-06-30", "Is it worth it?"),
    ("admin", "/reports/report_pilot", "Is it worth it?"),
    ("visitor", "/survey/a-link", "What do you know of the rules?"),
    ("worker", "/survey/a-link", "What do you know of the rules?"),
    ("visitor", "/survey/answered", "Thank you for your answers"),
    ("admin", "/cockpit", "Procedures"),
    ("admin", "/cockpit/procedures/look_request", "Search request"),
    ("admin", "/cockpit/cases", "Cases"),
    ("admin", "/cockpit/cases?state=paused&procedure=look_request&q=WR", "Cases"),
    ("admin", "/cockpit/cases/WR-2026-0006", "WR-2026-0006"),
    ("admin", "/cockpit/incidents", "1 incident"),
    ("admin", "/cockpit/incidents/i1", "Stands still at “File the copies”"),
    ("owner", "/studio", "Procedures"),
    ("owner", "/studio/procedures/look_request", "Search request"),
    ("owner", "/studio/procedures/look_request/change", "Bring in changed files"),
    ("owner", "/studio/procedures/look_request/policy", "Policy of Search request"),
]


@pytest.mark.parametrize(("who", "path", "heading"), PAGES)
def test_every_page_is_whole(who: str, path: str, heading: str, request: pytest.FixtureRequest) -> None:
    browser: Browser = request.getfixturevalue(who)
    assert browser.get(path).heading == heading


def test_every_page_that_can_be_asked_for_is_in_the_list(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    listed = {adapter.match(path.partition("?")[0])[0] for _, path, _ in PAGES}
    not_pages = {
        "static",
        "sign_in.home",
        "guidance.health",
        "documents.download",
        "cases.diagram",
        "studio.download",
        "studio.diagram",
        "registers.as_file",
        "reports.as_file",
        "reports.table_as_file",
        "reports.as_document",
        "catalogue.handbook",
    }
    not_pages |= {"cockpit.procedure_diagram", "cockpit.case_diagram", "start.part"}
    ours = {
        rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api")
    }
    assert ours - listed - not_pages == set()
