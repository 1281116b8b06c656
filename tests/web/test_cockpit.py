"""The cockpit: numbers and steps, and a way to try again."""

from __future__ import annotations

from service.commands.retry_incident import RetryIncident
from service.domain.execution import Description, Element
from service.queries.views import ElementCount
from service.web.diagrams import count_marks
from tests.web import samples
from tests.web.fakes import FakeServices
from tests.web.page import Browser


def test_cases_are_asked_for_without_content_and_filtered(admin: Browser, services: FakeServices) -> None:
    page = admin.get("/cockpit/cases?state=paused&procedure=look_request&q=WR-2")
    asked = next(parameters for name, parameters in services.asked if name == "cases")
    assert asked == {"content": False, "state": "paused", "procedure": "look_request", "search": "WR-2"}
    assert page.links()["Remove filter: Paused"] == "/cockpit/cases?procedure=look_request&q=WR-2"
    assert "Are two adults together?" not in page.text


def test_a_case_shows_steps_and_no_content(admin: Browser, services: FakeServices) -> None:
    services.answers["case_page"] = samples.PAUSED_CASE
    page = admin.get("/cockpit/cases/WR-2026-0011")
    assert next(parameters for name, parameters in services.asked if name == "case_page")["content"] is False
    assert "504 Gateway Timeout" in page.text and "Are two adults together?" not in page.text and "post.pdf" not in page.text


def test_an_unknown_state_and_no_case_at_all(admin: Browser, services: FakeServices) -> None:
    services.answers["cases"] = ()
    assert "There are no cases" in admin.get("/cockpit/cases?state=odd").text
    assert "No case matches these filters" in admin.get("/cockpit/cases?q=x").text


def test_nothing_live_and_nothing_wrong_say_so(admin: Browser, services: FakeServices) -> None:
    services.answers |= {"procedures": (), "incidents": ()}
    assert "No procedure is live" in admin.get("/cockpit").text
    assert "Nothing stands still" in admin.get("/cockpit/incidents").text


def test_trying_again_runs_the_command_and_leads_to_the_case(admin: Browser, services: FakeServices) -> None:
    assert admin.post("/cockpit/incidents/i1/retry").answer.location == "/cockpit/cases/WR-2026-0011"
    assert services.ran == [RetryIncident(incident_id="i1")]


def test_diagrams_are_served(admin: Browser) -> None:
    for path in ("/cockpit/procedures/look_request/diagrams/0.bpmn", "/cockpit/cases/WR-2026-0006/diagrams/0.bpmn"):
        assert admin.client.get(path).status_code == 200


def test_a_closed_part_carries_the_counts_of_what_is_inside() -> None:
    elements = (
        Element(element_id="S", kind="subProcess", name="Decide", process_id="p"),
        Element(element_id="T", kind="userTask", name="Decide on it", process_id="p", parent="S"),
        Element(element_id="C", kind="callActivity", name="Assess", process_id="p", parent="S", called="q"),
        Element(element_id="Q", kind="userTask", name="Answer", process_id="q", called="q"),
    )
    description = Description(procedure_id="p", name="P", documentation="", properties={}, lanes=(), elements=elements)
    counts = (
        ElementCount(element_id="T", name="", who="", open=2, overdue=1),
        ElementCount(element_id="Q", name="", who="", open=1, incidents=1),
    )
    assert count_marks(counts, description) == [
        ("S", "late", "3 here, 1 overdue"),
        ("S", "incident", "1 incident"),
        ("T", "late", "2 here, 1 overdue"),
        ("C", "count", "1 here"),
        ("C", "incident", "1 incident"),
        ("Q", "count", "1 here"),
        ("Q", "incident", "1 incident"),
    ]
