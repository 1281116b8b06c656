"""A guard that refuses, as a page and as a problem document: the sentence of the policy, its id, and what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.bootstrap import Services, build
from service.commands import DeployVersion, PutPerson, StartCase
from service.domain.identity import Grant, Person, system_actor
from service.http.identity import issue_token
from service.settings import Settings

COUNCIL = "ashdale"
SECRET = "x" * 32
HERE = Path(__file__).parents[1] / "commands" / "guarded"
SENTENCE = "Two different people sign."
SAME = {"age": "41", "firstSign": "Sam Hill", "secondSign": "Sam Hill"}


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    folders = {"processes_dir": HERE / "processes", "forms_dir": HERE / "forms"}
    built = build(Settings(database_url="sqlite://", data_dir=tmp_path, secret_key=SECRET, **folders))
    for person_id, role in (("ann.ask", "asker"), ("cy.check", "checker"), ("di.check", "checker")):
        grants = frozenset({Grant(COUNCIL, role)})
        built.run(PutPerson(Person(person_id=person_id, name=person_id, job_title="", grants=grants)), system_actor(COUNCIL))
    built.run(DeployVersion(built.library.bundle(COUNCIL, "ash_look")), system_actor(COUNCIL))
    with built.database.unit_of_work() as unit:
        unit.registers.set_access_worker(council=COUNCIL, person_id="cy.check", status="active", now=built.clock.now())
        unit.commit()
    yield built
    built.close()


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services)


@pytest.fixture
def task_id(services: Services) -> str:
    actor = services.actor("ann.ask")
    assert actor is not None
    services.run(StartCase(procedure_id="ash_look", answers={"reference": "CD-1", "question": "Who?"}), actor)
    with services.database.unit_of_work(read_only=True) as unit:
        return unit.records.open_tasks(COUNCIL)[0][0].task_id


def bearer(person_id: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {issue_token(person_id, SECRET, 600)}"}


def signed_in(app: Flask, person_id: str) -> tuple[FlaskClient, str]:
    """Return a browser with somebody signed in, and its token against forgery."""
    client = app.test_client()
    client.post("/sign-in", data={"persona": person_id, "council": COUNCIL, "csrf_token": token_of(client)})
    return client, token_of(client)


def token_of(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text)
    assert found is not None
    return found[1]


def test_the_api_answers_with_the_sentence_and_the_id(app: Flask, task_id: str) -> None:
    client = app.test_client()
    refused = client.post(f"/api/tasks/{task_id}/claim", headers=bearer("di.check"))
    assert (refused.status_code, refused.get_json()["rule"]) == (403, "A-G01")
    answers = {"answers": {**SAME, "age": 41}}
    refused = client.post(f"/api/tasks/{task_id}/complete", json=answers, headers=bearer("cy.check"))
    assert refused.content_type == "application/problem+json"
    assert refused.get_json() == {
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": SENTENCE,
        "rule": "A-G02",
        "problems": [{"where": "", "message": SENTENCE}],
    }


def test_the_page_shows_the_sentence_above_the_form_with_what_was_typed(app: Flask, task_id: str) -> None:
    client, token = signed_in(app, "cy.check")
    page = client.post(f"/tasks/{task_id}", data={**SAME, "csrf_token": token})
    assert page.status_code == 422
    summary = page.text[page.text.index("govuk-error-summary") :]
    assert SENTENCE in summary and summary.count('value="Sam Hill"') == 2


def test_the_page_says_who_cannot_take_a_task_and_why(app: Flask, task_id: str) -> None:
    client, token = signed_in(app, "di.check")
    page = client.post(f"/tasks/{task_id}/claim", data={"csrf_token": token})
    assert page.status_code == 403
    assert "Only an active access worker plans a look." in page.text and "Rule A-G01" in page.text
