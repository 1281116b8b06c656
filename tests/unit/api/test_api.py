"""The API over services made for the test: what it asks of them and how it puts their answers on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from service.api import set_up_api
from service.commands import ClaimTask, CompleteTask, RaiseEvent, ReleaseTask, SaveDraft, SendMessage, StartCase
from service.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from service.domain.identity import Actor, Grant
from service.http import identity
from service.http.access import set_up_access
from service.http.forgery import set_up_forgery_protection
from service.http.identity import issue_token, set_up_identity
from service.http.problems import set_up_problems
from service.http.services import EXTENSION
from service.queries.views import ActionRow, CasePage, CaseRow, CaseState, Inbox, ProcedureRow, TaskPage, TaskRow

SECRET = "s" * 40
AT = datetime(2026, 3, 20, 14, 2, tzinfo=UTC)
AISHA = Actor(
    actor_id="aisha.rahman",
    name="Aisha Rahman",
    job_title="Social worker",
    council="north",
    grants=frozenset({Grant("north", "osw")}),
)
CASE = CaseRow(
    number="WR-2026-0007",
    reference="CD-1",
    title="A title",
    procedure_id="request",
    procedure_name="Request",
    version=3,
    state=CaseState.RUNNING,
    stands_at="Decide",
    with_whom="Service Director",
    started_at=AT,
    started_by="Aisha Rahman",
)
TASK = TaskRow(
    task_id="t1",
    name="Decide",
    case_number="WR-2026-0007",
    case_reference="CD-1",
    procedure_name="Request",
    summary="",
    sent_by="Aisha Rahman",
    opened_at=AT,
    due_at=None,
    assignee=None,
    mine=False,
)


@dataclass(frozen=True)
class Settings:
    demo: bool = True
    secret_key: str = SECRET
    secure_cookies: bool = False
    max_upload_bytes: int = 10_000


@dataclass
class FakeServices:
    """Answers every query by its name and remembers commands; ``refusal`` is raised instead of an answer."""

    answers: dict[str, Any] = field(default_factory=dict)
    refusal: Exception | None = None
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)

    def run(self, command: Any, actor: Actor) -> Any:
        self.asked.append((command, actor.actor_id))
        if self.refusal:
            raise self.refusal
        return self.answers.get(type(command).__name__)

    def query(self, function: Any, actor: Actor, **parameters: Any) -> Any:
        self.asked.append((function.__name__, actor.actor_id, parameters))
        if self.refusal:
            raise self.refusal
        return self.answers[function.__name__]

    def actor(self, person_id: str, council: str | None = None) -> Actor | None:
        return AISHA if person_id == AISHA.actor_id and council in (None, "north") else None


@pytest.fixture
def fake() -> FakeServices:
    return FakeServices()


@pytest.fixture
def app(fake: FakeServices) -> Flask:
    app = Flask("service")
    app.config.update(SECRET_KEY=SECRET, TESTING=True)
    app.extensions[EXTENSION] = fake
    set_up_identity(app)
    set_up_problems(app)
    set_up_forgery_protection(app)
    set_up_access(app)
    set_up_api(app)
    return app


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {issue_token(AISHA.actor_id, SECRET, 60)}"
        yield client


def problem(response: TestResponse) -> dict[str, Any]:
    assert response.content_type == "application/problem+json"
    document: dict[str, Any] = response.get_json()
    assert document["status"] == response.status_code
    return document


def test_starting_a_case_answers_with_its_number_and_address(client: FlaskClient, fake: FakeServices) -> None:
    fake.answers["StartCase"] = "WR-2026-0007"
    response = client.post("/api/cases", json={"procedure_id": "request", "answers": {"caseId": "CD-1"}})
    assert (response.status_code, response.get_json()) == (201, {"number": "WR-2026-0007"})
    assert response.headers["Location"] == "/api/cases/WR-2026-0007"
    assert fake.asked == [(StartCase(procedure_id="request", answers={"caseId": "CD-1"}), "aisha.rahman")]


def test_cases_are_listed_as_asked(client: FlaskClient, fake: FakeServices) -> None:
    fake.answers["cases"] = (CASE,)
    response = client.get("/api/cases?state=running&search=CD&page=2")
    assert fake.asked == [("cases", "aisha.rahman", {"state": "running", "procedure": "", "search": "CD", "page": 2})]
    assert response.get_json() == [
        {
            "number": "WR-2026-0007",
            "reference": "CD-1",
            "title": "A title",
            "procedure_id": "request",
            "procedure_name": "Request",
            "version": 3,
            "state": "running",
            "stands_at": "Decide",
            "with_whom": "Service Director",
            "started_at": "2026-03-20T14:02:00+00:00",
            "started_by": "Aisha Rahman",
            "ended_at": None,
            "due_at": None,
            "incidents": 0,
        }
    ]


def case_with(*actions: ActionRow) -> CasePage:
    return CasePage(
        row=CASE,
        content=True,
        next_words="",
        tasks=(TASK,),
        stages=(),
        steps=(),
        history=(),
        documents=(),
        looks=(),
        actions=actions,
        incidents=(),
        children=(),
        version_id="v3",
    )


def test_a_case_is_shown_with_its_tasks_and_actions(client: FlaskClient, fake: FakeServices) -> None:
    fake.answers["case_page"] = case_with(ActionRow(subscription_id="s1", label="Withdraw", name="withdraw", kind="message"))
    shown = client.get("/api/cases/WR-2026-0007").get_json()
    assert fake.asked == [("case_page", "aisha.rahman", {"number": "WR-2026-0007"})]
    assert (shown["case"]["number"], shown["tasks"][0]["task_id"]) == ("WR-2026-0007", "t1")
    assert shown["actions"] == [{"subscription_id": "s1", "label": "Withdraw", "name": "withdraw", "kind": "message"}]


def test_a_message_by_name_goes_to_this_case_only(client: FlaskClient, fake: FakeServices) -> None:
    fake.answers["SendMessage"] = 2
    response = client.post("/api/cases/WR-2026-0007/messages", json={"name": "filed", "key": "k", "payload": {"a": 1}})
    assert response.get_json() == {"number": "WR-2026-0007", "reached": 2}
    message = SendMessage(name="filed", kind="message", key="k", case_number="WR-2026-0007", payload={"a": 1})
    assert fake.asked == [(message, "aisha.rahman")]


def test_a_message_to_a_subscription_is_delivered_where_the_case_offers_it(client: FlaskClient, fake: FakeServices) -> None:
    fake.answers["case_page"] = case_with(ActionRow(subscription_id="s1", label="Withdraw", name="withdraw", kind="message"))
    response = client.post("/api/cases/WR-2026-0007/messages", json={"subscription_id": "s1", "payload": {"reason": "r"}})
    assert response.get_json() == {"number": "WR-2026-0007", "reached": 1}
    assert fake.asked[-1] == (RaiseEvent(subscription_id="s1", payload={"reason": "r"}), "aisha.rahman")


def test_a_subscription_of_another_case_is_not_found(client: FlaskClient, fake: FakeServices) -> None:
    fake.answers["case_page"] = case_with()
    response = client.post("/api/cases/WR-2026-0007/messages", json={"subscription_id": "s1"})
    assert (response.status_code, len(fake.asked)) == (404, 1)


def test_the_inbox_is_listed_as_asked(client: FlaskClient, fake: FakeServices) -> None:
    fake.answers["inbox"] = Inbox(tab="team", rows=(TASK,), counts={"mine": 0, "team": 1}, total=1)
    shown = client.get("/api/tasks?tab=team&sort=task&descending=true").get_json()
    parameters = {"tab": "team", "search": "", "due": "any", "procedure": "", "sort": "task", "descending": True, "page": 1}
    assert fake.asked == [("inbox", "aisha.rahman", parameters)]
    assert (shown["counts"], shown["total"], [row["task_id"] for row in shown["rows"]]) == ({"mine": 0, "team": 1}, 1, ["t1"])


@pytest.mark.parametrize(("content", "form"), [(b'{"id": "f", "components": []}', {"id": "f", "components": []}), (None, None)])
def test_a_task_is_shown_with_its_form_and_without_the_variables_of_the_case(
    client: FlaskClient, fake: FakeServices, content: bytes | None, form: Any
) -> None:
    fake.answers["task_page"] = TaskPage(
        row=TASK,
        element_id="Decide",
        version_id="v3",
        revision=2,
        form_id="f",
        form=content,
        context={"secret": "x"},
        draft={"a": 1},
        guidance="",
        said_before=(),
        may_complete=False,
        refusal="Another person must decide.",
        refusal_rule="SOD-02",
    )
    shown = client.get("/api/tasks/t1").get_json()
    assert shown["task"].pop("task_id") == "t1"
    shown.pop("task")
    assert shown == {
        "element_id": "Decide",
        "version_id": "v3",
        "form_id": "f",
        "form": form,
        "draft": {"a": 1},
        "guidance": "",
        "may_complete": False,
        "refusal": "Another person must decide.",
        "refusal_rule": "SOD-02",
    }


@pytest.mark.parametrize(
    ("verb", "body", "command", "status"),
    [
        ("claim", None, ClaimTask(task_id="t1"), 204),
        ("release", None, ReleaseTask(task_id="t1"), 204),
        ("draft", {"answers": {"a": 1}}, SaveDraft(task_id="t1", answers={"a": 1}), 204),
        ("complete", {"answers": {"a": 1}}, CompleteTask(task_id="t1", answers={"a": 1}), 200),
        ("complete", {}, CompleteTask(task_id="t1"), 200),
        ("complete", None, CompleteTask(task_id="t1"), 200),
    ],
)
def test_each_verb_of_a_task_runs_its_command(
    client: FlaskClient, fake: FakeServices, verb: str, body: Any, command: Any, status: int
) -> None:
    fake.answers["CompleteTask"] = "WR-2026-0007"
    response = client.post(f"/api/tasks/t1/{verb}", json=body) if body is not None else client.post(f"/api/tasks/t1/{verb}")
    assert (response.status_code, fake.asked) == (status, [(command, "aisha.rahman")])
    assert response.get_data() == b"" or response.get_json() == {"number": "WR-2026-0007"}


def test_procedures_are_those_that_i_may_start(client: FlaskClient, fake: FakeServices) -> None:
    row = ProcedureRow(
        procedure_id="request", name="Request", summary="s", version=3, running=1, incidents=0, deployed_at=AT, startable=True
    )
    fake.answers["startable"] = (row,)
    assert client.get("/api/procedures").get_json() == [
        {"procedure_id": "request", "name": "Request", "summary": "s", "version": 3}
    ]


@pytest.mark.parametrize(
    ("refusal", "status", "members"),
    [
        (NotFound("No such task"), 404, {}),
        (NotAllowed("Not you", rule="SOD-01"), 403, {"rule": "SOD-01"}),
        (Conflict("Done already", by="Priya Shah", at=AT), 409, {"by": "Priya Shah", "at": "2026-03-20T14:02:00+00:00"}),
        (
            Invalid("There is a problem", problems=[Problem("reason", "Enter a reason")]),
            422,
            {"problems": [{"where": "reason", "message": "Enter a reason"}]},
        ),
    ],
)
def test_refusals_are_problem_documents(
    client: FlaskClient, fake: FakeServices, refusal: Exception, status: int, members: dict[str, Any]
) -> None:
    fake.refusal = refusal
    document = problem(client.post("/api/tasks/t1/claim"))
    assert (document["status"], document["detail"]) == (status, str(refusal))
    assert {name: document[name] for name in members} == members


@pytest.mark.parametrize(
    ("address", "body", "where"),
    [
        ("/api/cases", {"procedure_id": "request", "extra": 1}, ["extra"]),
        ("/api/cases", {"answers": {}}, ["procedure_id"]),
        ("/api/cases", {"procedure_id": 5, "answers": []}, ["procedure_id", "answers"]),
        ("/api/cases", [], [""]),
        ("/api/tasks/t1/draft", {}, ["answers"]),
        ("/api/cases/x/messages", {"payload": {}}, [""]),
        ("/api/cases/x/messages", {"name": "n", "subscription_id": "s"}, [""]),
        ("/api/cases/x/messages", {"name": "n", "kind": "shout"}, ["kind"]),
    ],
)
def test_bodies_that_do_not_fit_are_refused_before_anything_runs(
    client: FlaskClient, fake: FakeServices, address: str, body: Any, where: list[str]
) -> None:
    document = problem(client.post(address, json=body))
    assert (document["status"], [each["where"] for each in document["problems"]], fake.asked) == (422, where, [])


@pytest.mark.parametrize("query", ["state=lost", "page=0", "page=x", "unknown=1"])
def test_addresses_that_do_not_fit_are_refused(client: FlaskClient, query: str) -> None:
    document = problem(client.get(f"/api/cases?{query}"))
    assert (document["status"], [each["where"] for each in document["problems"]]) == (422, [query.partition("=")[0]])


def test_a_body_that_is_not_json_is_a_bad_request(client: FlaskClient) -> None:
    document = problem(client.post("/api/cases", data="{", content_type="application/json"))
    assert (document["status"], document["detail"]) == (400, "The body is not JSON")


@pytest.mark.parametrize("address", ["/api/nothing", "/api/cases/a/b"])
def test_unknown_addresses_are_problem_documents(client: FlaskClient, address: str) -> None:
    assert problem(client.get(address))["status"] == 404


def test_a_method_that_is_not_offered_is_a_problem_document(client: FlaskClient) -> None:
    assert problem(client.delete("/api/cases"))["status"] == 405


@pytest.mark.parametrize(
    "authorization",
    [None, "Bearer forged", "Basic eA==", f"Bearer {issue_token('nobody', SECRET, 60)}"],
    ids=["none", "forged", "basic", "of nobody known"],
)
def test_nobody_gets_in_without_a_genuine_token(app: Flask, fake: FakeServices, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    document = problem(app.test_client().get("/api/cases", headers=headers))
    assert (document["status"], document["rule"], fake.asked) == (401, "token", [])


def test_a_token_holds_in_a_council_of_its_person_only(client: FlaskClient) -> None:
    assert problem(client.get("/api/cases", headers={"X-Council": "south"}))["status"] == 401


@pytest.fixture
def browser(app: Flask) -> Iterator[FlaskClient]:
    """A client with the session of a page; header ``token`` of the answer of /in is its forgery token."""

    @app.get("/in")
    def sign_in() -> str:
        identity.sign_in(AISHA)
        return generate_csrf()

    from service.http.access import ENDPOINT_RULES, Rule

    ENDPOINT_RULES["sign_in"] = Rule.EVERYONE
    with app.test_client() as client:
        yield client
    del ENDPOINT_RULES["sign_in"]


def test_the_session_of_a_page_reads_without_and_writes_only_with_its_forgery_token(
    browser: FlaskClient, fake: FakeServices
) -> None:
    fake.answers["cases"] = ()
    token = browser.get("/in").text
    assert browser.get("/api/cases").status_code == 200
    assert problem(browser.post("/api/tasks/t1/claim"))["status"] == 400
    assert browser.post("/api/tasks/t1/claim", headers={"X-CSRFToken": token}).status_code == 204
    assert [command for command, *_ in fake.asked] == ["cases", ClaimTask(task_id="t1")]


def test_the_document_describes_every_endpoint_in_openapi_3_1(app: Flask) -> None:
    document = app.test_client().get("/api/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    assert {path: sorted(each for each in item if each != "parameters") for path, item in document["paths"].items()} == {
        "/api/cases": ["get", "post"],
        "/api/cases/{number}": ["get"],
        "/api/cases/{number}/messages": ["post"],
        "/api/tasks": ["get"],
        "/api/tasks/{task_id}": ["get"],
        "/api/tasks/{task_id}/claim": ["post"],
        "/api/tasks/{task_id}/release": ["post"],
        "/api/tasks/{task_id}/draft": ["post"],
        "/api/tasks/{task_id}/documents": ["post"],
        "/api/tasks/{task_id}/complete": ["post"],
        "/api/procedures": ["get"],
    }
    assert all(
        "summary" in operation for item in document["paths"].values() for name, operation in item.items() if name != "parameters"
    )
