"""The API over the real engine, forms and store, as another system would use it; and every endpoint against its own document."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from service.app import create_app
from service.bootstrap import build
from service.commands import DeployVersion, PutPerson
from service.domain.identity import Grant, Person, system_actor
from service.http.identity import issue_token
from service.settings import Settings

COUNCIL = "ashdale"
SECRET = "x" * 32
HERE = Path(__file__).parents[1] / "commands" / "council"


def person(person_id: str, role: str) -> Person:
    return Person(person_id=person_id, name=person_id.title(), job_title="", grants=frozenset({Grant(COUNCIL, role)}))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("data")
    services = build(
        Settings(
            database_url="sqlite://",
            data_dir=folder,
            processes_dir=HERE / "processes",
            forms_dir=HERE / "forms",
            secret_key=SECRET,
        )
    )
    machine = system_actor(COUNCIL)
    for one in (person("ann.ask", "asker"), person("cy.check", "checker")):
        services.run(PutPerson(one), machine)
    for procedure_id in services.library.procedures(COUNCIL):
        services.run(DeployVersion(services.library.bundle(COUNCIL, procedure_id)), machine)
    yield create_app(services)
    services.close()


def bearer(person_id: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {issue_token(person_id, SECRET, 600)}"}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def start(client: FlaskClient) -> str:
    body = {"procedure_id": "ash_request", "answers": {"reference": "CD-1", "question": "Who lives there?"}}
    response = client.post("/api/cases", json=body, headers=bearer("ann.ask"))
    assert response.status_code == 201, response.text
    number: str = response.get_json()["number"]
    return number


def task_of(client: FlaskClient, number: str) -> str:
    rows = client.get("/api/tasks?tab=team", headers=bearer("cy.check")).get_json()["rows"]
    (task_id,) = [row["task_id"] for row in rows if row["case_number"] == number]
    return str(task_id)


def test_a_file_is_kept_in_the_case_of_the_task(client: FlaskClient) -> None:
    task = f"/api/tasks/{task_of(client, start(client))}"
    sent = {"file": (BytesIO(b"%PDF-1.7 made up"), "post.pdf", "application/pdf")}
    kept = client.post(f"{task}/documents", data=sent, headers=bearer("cy.check"))
    assert (kept.status_code, kept.get_json()["name"], kept.get_json()["size"]) == (201, "post.pdf", 16)
    false_pdf = {"file": (BytesIO(b"<script>"), "post.pdf", "application/pdf")}
    refused = client.post(f"{task}/documents", data=false_pdf, headers=bearer("cy.check"))
    assert (refused.status_code, client.post(f"{task}/documents", headers=bearer("cy.check")).status_code) == (422, 422)
    stranger = client.post(
        f"{task}/documents", data={"file": (BytesIO(b"%PDF-1.7"), "x.pdf", "application/pdf")}, headers=bearer("ann.ask")
    )
    assert stranger.status_code in {403, 404}


def test_a_case_goes_from_start_to_its_decision(client: FlaskClient) -> None:
    number = start(client)
    task = f"/api/tasks/{task_of(client, number)}"
    asks, checks = bearer("ann.ask"), bearer("cy.check")
    shown = client.get(task, headers=checks).get_json()
    assert (shown["may_complete"], [field["key"] for field in shown["form"]["components"]]) == (True, ["outcome", "reason"])
    assert client.post(f"{task}/claim", headers=checks).status_code == 204
    assert client.post(f"{task}/draft", json={"answers": {"outcome": "no"}}, headers=checks).status_code == 204
    assert client.get(task, headers=checks).get_json()["draft"] == {"outcome": "no"}
    refused = client.post(f"{task}/complete", json={"answers": {"outcome": "no"}}, headers=checks)
    assert (refused.status_code, [problem["where"] for problem in refused.get_json()["problems"]]) == (422, ["reason"])
    done = client.post(f"{task}/complete", json={"answers": {"outcome": "yes"}}, headers=checks)
    assert (done.status_code, done.get_json()) == (200, {"number": number})
    again = client.post(f"{task}/complete", json={"answers": {"outcome": "yes"}}, headers=checks)
    assert (again.status_code, again.get_json()["by"]) == (409, "Cy.Check")
    assert client.get(f"/api/cases/{number}", headers=asks).get_json()["case"]["number"] == number


def test_a_task_given_back_can_be_taken_again(client: FlaskClient) -> None:
    task = f"/api/tasks/{task_of(client, start(client))}"
    checks = bearer("cy.check")
    answers = [
        client.post(f"{task}/{verb}", headers=checks).status_code for verb in ("claim", "claim", "release", "release", "claim")
    ]
    assert answers == [204] * 5


def test_a_case_is_withdrawn_by_the_event_that_its_page_offers(client: FlaskClient) -> None:
    number = start(client)
    asks = bearer("ann.ask")
    (action,) = client.get(f"/api/cases/{number}", headers=asks).get_json()["actions"]
    body = {"subscription_id": action["subscription_id"], "payload": {"reason": "Not needed"}}
    response = client.post(f"/api/cases/{number}/messages", json=body, headers=asks)
    assert (response.status_code, response.get_json()) == (200, {"number": number, "reached": 1})
    assert client.get(f"/api/cases/{number}", headers=asks).get_json()["case"]["state"] == "ended"
    assert client.post(f"/api/cases/{number}/messages", json=body, headers=asks).status_code == 404


def test_what_is_not_mine_to_know_is_not_found(client: FlaskClient) -> None:
    assert client.get("/api/cases/AR-1999-0001", headers=bearer("ann.ask")).status_code == 404
    assert client.get(f"/api/tasks/{task_of(client, start(client))}", headers=bearer("nobody")).status_code == 401


def test_every_endpoint_keeps_to_its_own_document(app: Flask) -> None:
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    checked = 0
    for found in document.get_all_operations():

        @settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
        @given(case=found.ok().as_strategy())
        def keeps(case: Any) -> None:
            # What a form refuses is right by the document, so a 422 is an answer like others.
            case.call_and_validate(headers=bearer("ann.ask"), excluded_checks=[positive_data_acceptance])

        keeps()
        checked += 1
    assert checked == 12
