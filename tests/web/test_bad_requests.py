"""What the real application answers to requests that no page of it would send: refused in words, nothing written, never a defect."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import MetaData, create_engine, func, select
from werkzeug.test import TestResponse

from service.app import create_app
from service.bootstrap import Services
from service.commands import StartCase
from service.domain.identity import Actor
from service.http.identity import issue_token
from service.policy.scenarios import run
from service.policy.scenarios.loading import load
from service.policy.scenarios.model import Expectation
from service.queries.inbox import inbox
from service.stage import MovingClock, Rehearsal
from tests.web.page import Browser, Page

PROCESSES = Path(__file__).parents[2] / "processes"
COUNCIL, W1 = "wakefield", "wmdc_search_request"
CONCERN = {
    "childIds": "robin-kaye",
    "accountToCheck": "Zara says she and Dean separated in January",
    "effectOnSafety": "Robin may be living with a man known for domestic abuse.",
    "groundType": "misleading_account",
    "groundDetail": "Neighbour reports Dean's van overnight 3 times in March",
    "sourceOfAlert": "professional",
}


class Council:
    """The real application of Wakefield, what is in its database, and one request that Aisha has started."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.app: Flask = create_app(services)
        self.engine = create_engine(services.settings.database)

    def browser(self, person_id: str) -> Browser:
        return Browser(self.app).sign_in(person_id, COUNCIL)

    def actor(self, person_id: str) -> Actor:
        found = self.services.actor(person_id, COUNCIL)
        assert found is not None
        return found

    def start(self, person_id: str = "aisha.rahman", case_id: str = "CD-204417") -> str:
        """Start a request and return the id of its first task."""
        self.services.run(StartCase(procedure_id=W1, answers={"caseId": case_id}), self.actor(person_id))
        self.services.worker.run_until_idle()
        return self.task(person_id)

    def task(self, person_id: str, tab: str = "mine") -> str:
        return str(self.services.query(inbox, self.actor(person_id), tab=tab).rows[-1].task_id)

    def rows(self) -> dict[str, int]:
        """Return how many rows each table has, without what only says who looked."""
        metadata = MetaData()
        metadata.reflect(self.engine)
        with self.engine.connect() as connection:
            tables = {name: connection.scalar(select(func.count()).select_from(table)) for name, table in metadata.tables.items()}
        return {name: count for name, count in tables.items() if name not in ("looks", "reads")}

    def verbs(self) -> list[str]:
        with self.services.database.unit_of_work(read_only=True) as unit:
            return [entry.verb for entry in unit.records.audit(COUNCIL)]


@pytest.fixture
def council(real: Services) -> Iterator[Council]:
    found = Council(real)
    yield found
    found.engine.dispose()


def refused(browser: Browser, path: str, data: Any, *, status: int, **more: Any) -> str:
    return browser.post(path, data, status=status, **more).text


WRONG_TYPES = [
    ("childIds", "nobody-known"),
    ("groundType", "no_such_ground"),
    ("groundType", "true"),
    ("sourceOfAlert", '{"a": 1}'),
    ("accountToCheck", ""),
    ("accountToCheck", "a" * 1_000_000),
]


@pytest.mark.parametrize(("field", "value"), WRONG_TYPES, ids=lambda value: value[:12])
def test_an_answer_that_the_form_does_not_know_is_refused_and_nothing_is_written(
    council: Council, field: str, value: str
) -> None:
    task_id, aisha = council.start(), council.browser("aisha.rahman")
    before = council.rows()

    page = aisha.post(f"/tasks/{task_id}", CONCERN | {field: value}, status=422)

    assert page.title.startswith("Error: ")
    assert council.rows() == before


def test_a_field_that_the_form_does_not_have_is_never_kept(council: Council) -> None:
    task_id, aisha = council.start(), council.browser("aisha.rahman")

    aisha.post(f"/tasks/{task_id}", CONCERN | {"groundsMet": "false", "directorOutcome": "approved"}, status=303)

    with council.services.database.unit_of_work(read_only=True) as unit:
        case = unit.records.cases(COUNCIL)[0]
        answers = [
            event.answers
            for event in unit.records.events(case.case_id)
            if event.element_id == "W1_RecordConcern" and event.answers
        ]
    assert [set(each) & {"groundsMet", "directorOutcome"} for each in answers] == [set()]


def test_the_api_refuses_unknown_fields_and_wrong_types_by_name(council: Council) -> None:
    task_id, client = council.start(), council.app.test_client()
    before = council.rows()
    answers = CONCERN | {"childIds": ["robin-kaye"], "accountToCheck": 7, "surprise": 1}

    answer = client.post(f"/api/tasks/{task_id}/complete", json={"answers": answers}, headers=bearer(council, "aisha.rahman"))

    assert answer.status_code == 422, answer.text
    assert {problem["where"] for problem in answer.get_json()["problems"]} == {"accountToCheck", "surprise"}
    assert council.rows() == before


def bearer(council: Council, person_id: str) -> dict[str, str]:
    token = issue_token(person_id, council.services.settings.secret_key, 600)
    return {"Authorization": f"Bearer {token}", "X-Council": COUNCIL}


def test_a_task_of_another_case_is_as_if_it_did_not_exist(council: Council) -> None:
    task_id = council.start()
    before = council.rows()
    pat = council.browser("pat.quill")

    pat.get(f"/tasks/{task_id}", status=404)
    pat.post(f"/tasks/{task_id}", CONCERN, status=404)
    pat.post(f"/tasks/{task_id}/claim", status=404)

    assert council.rows() == before


def test_of_two_who_do_one_task_the_second_reads_who_was_faster_and_what_they_typed(council: Council) -> None:
    task_id, first, second = council.start(), council.browser("aisha.rahman"), council.browser("aisha.rahman")
    second.get(f"/tasks/{task_id}")
    first.post(f"/tasks/{task_id}", CONCERN)
    before = council.rows()

    page = second.post(f"/tasks/{task_id}", CONCERN | {"groundDetail": "My own words"}, status=409)

    assert page.heading == "Aisha Rahman did this at 9am"
    assert "My own words" in page.text
    assert council.rows() == before


@pytest.mark.parametrize("token", [None, "forged", "W10.zzz.zzz"], ids=str)
def test_a_post_without_its_token_is_refused_and_gives_back_what_was_typed(council: Council, token: str | None) -> None:
    task_id, aisha = council.start(), council.browser("aisha.rahman")
    before = council.rows()

    page = aisha.post(f"/tasks/{task_id}", CONCERN | ({"csrf_token": token} if token else {}), status=400, token=False)

    assert CONCERN["groundDetail"] in page.text
    assert council.rows() == before


def test_every_script_and_sign_is_kept_exactly(council: Council) -> None:
    text = "🧒🏽 שלום مرحبا é (e\u0301) \u202eabc\u202c <script>alert(1)</script> '; DROP TABLE cases; -- {{ 7*7 }} 表"
    task_id, aisha = council.start(), council.browser("aisha.rahman")

    aisha.post(f"/tasks/{task_id}", CONCERN | {"groundDetail": text})

    with council.services.database.unit_of_work(read_only=True) as unit:
        case = unit.records.cases(COUNCIL)[0]
        kept = [
            dict(event.answers)["groundDetail"]
            for event in unit.records.events(case.case_id)
            if event.answers and "groundDetail" in event.answers
        ]
    assert kept == [text]
    shown = aisha.get(f"/cases/{case.number}")
    assert text in " ".join(shown.tree.xpath("//dd/text()")) or text in shown.text


def test_fifty_megabytes_are_too_large(council: Council) -> None:
    task_id, aisha = council.start(), council.browser("aisha.rahman")
    before = council.rows()

    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="big.pdf"\r\n\r\n' + b"x" * 50_000_000 + b"\r\n--x--"
    answer = aisha.client.post(f"/tasks/{task_id}", data=body, content_type="multipart/form-data; boundary=x")

    page = Page(answer)
    assert page.status == 413
    assert page.heading == "That is too large"
    assert council.rows() == before


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
        (b"not a part at all", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (b"\xff\xfe%00%zz=&&&=", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
    ],
    ids=["cut off", "no parts", "no boundary", "bad escapes", "json"],
)
def test_a_damaged_body_is_refused(council: Council, body: bytes, kind: str) -> None:
    task_id, aisha = council.start(), council.browser("aisha.rahman")
    before = council.rows()

    answer = aisha.client.post(f"/tasks/{task_id}", data=body, content_type=kind)

    assert (answer.status_code, council.rows()) == (400, before)


ODD = [
    "x",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "%f0%9f%a7%92",
    "'%20OR%201=1--",
    "a" * 5000,
    "%ff%fe",
    "-1",
    "{{7*7}}",
    "%e2%80%ae",
    "%0d%0aX:1",
]
PLACES = [
    "/tasks/{}",
    "/tasks/{}/check",
    "/cases/{}",
    "/cases/{}/diagrams/0.bpmn",
    "/cases/{}/do/1",
    "/start/{}",
    "/documents/{}",
    "/{}",
]


@pytest.mark.parametrize("place", PLACES)
def test_an_odd_address_leads_nowhere(council: Council, place: str) -> None:
    council.start()
    aisha = council.browser("aisha.rahman")
    assert {each: aisha.client.get(place.format(each)).status_code for each in ODD} == dict.fromkeys(ODD, 404)


@pytest.mark.parametrize(
    "query", ["page=99999999999999999999", "page=-1", "tab=x&sort=y&order=z", "q=%00%ff%f0%9f%a7%92", "q=%25_'", "due=1&show=2"]
)
@pytest.mark.parametrize("path", ["/inbox", "/cases"])
def test_an_odd_question_still_gets_its_page(council: Council, path: str, query: str) -> None:
    council.start()
    council.browser("aisha.rahman").get(f"{path}?{query}")


DIAGRAM = b'<?xml version="1.0"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">%s</bpmn:definitions>'
DTD = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'
LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (str(n - 1).encode() if n else b"") * 10) for n in range(1, 10))
    + b"]><l>&a9;</l>"
)


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


BROUGHT = {
    "malformed": (f"{W1}.bpmn", b"<bpmn:definitions", "XML"),
    "entities of a file": (f"{W1}.bpmn", DTD, "DOCTYPE"),
    "billion laughs": (f"{W1}.bpmn", LAUGHS, "DOCTYPE"),
    "no text": (f"{W1}.bpmn", b"\x00\xff\xfe", "XML"),
    "empty": (f"{W1}.bpmn", b"", "XML"),
    "unknown element": (
        f"{W1}.bpmn",
        DIAGRAM % b'<bpmn:process id="wmdc_search_request" isExecutable="true"><bpmn:task id="t"/></bpmn:process>',
        "",
    ),
    "form that is no JSON": ("form-w1-concern.form", b"{", "form-w1-concern.form"),
    "zip slip": ("b.zip", zipped("../../etc/cron.d/x.bpmn", b"x"), "path"),
    "zip bomb": ("b.zip", zipped("a.bpmn", b"0" * 50_000_000), "large"),
    "no zip": ("b.zip", b"PK nothing", "ZIP"),
    "other file": ("evil.exe", b"MZ", "Choose"),
}


@pytest.mark.parametrize("name", BROUGHT)
def test_the_studio_refuses_what_is_no_procedure_and_says_what_is_wrong(council: Council, name: str) -> None:
    file, content, word = BROUGHT[name]
    sol = council.browser("sol.verne")
    before = council.rows()

    path = f"/studio/procedures/{W1}/change"
    answer = sol.client.post(
        path, data={"csrf_token": sol.token(), "files": (io.BytesIO(content), file)}, content_type="multipart/form-data"
    )

    assert answer.status_code in (200, 422), answer.status_code
    assert word in answer.text
    assert 'name="hash"' not in answer.text, "it may be deployed"
    assert "root:" not in answer.text
    assert council.rows() == before


def test_nobody_agrees_to_their_own_request_in_pages_and_api_alike(council: Council) -> None:
    """SC-07: Ben asks and is an access worker too, so that the check of legitimacy is not for him."""
    task_id = at_legitimacy(council)
    ben, before = council.browser("ben.holroyd"), council.rows()
    sentence = "Choose someone other than the person who made the request"

    shown: TestResponse = ben.client.get(f"/tasks/{task_id}")
    assert sentence in shown.text
    for path in (f"/tasks/{task_id}/claim", f"/tasks/{task_id}"):
        assert sentence in refused(ben, path, {"satisfied": "satisfied"}, status=403)
    client = council.app.test_client()
    for path, body in (("claim", None), ("complete", {"answers": {}})):
        answer = client.post(f"/api/tasks/{task_id}/{path}", json=body, headers=bearer(council, "ben.holroyd"))
        assert (answer.status_code, answer.get_json()["rule"]) == (403, "SOD-01")
        assert sentence in answer.get_json()["detail"]
    with council.services.database.unit_of_work(read_only=True) as unit:
        refusals = [entry for entry in unit.records.audit(COUNCIL) if "SOD-01" in str(entry)]
    assert len(refusals) == 4
    after = council.rows()
    assert {name for name in after if after[name] != before[name]} == {"audit"}


def at_legitimacy(council: Council) -> str:
    """Play the shipped scenario of an access worker who made the request up to the check; return its task."""
    scenario = load(PROCESSES / COUNCIL / "scenarios" / "sc-07-access-worker-is-requester.yaml")
    until = next(place for place, step in enumerate(scenario.steps) if step.target == "W1_LegitimacyCheck")
    stage = Rehearsal(council.services, cast(MovingClock, council.services.clock), council=COUNCIL)
    report = run(replace(scenario, steps=scenario.steps[:until], expect=Expectation(line=1)), stage)
    assert report.failures == ()
    return council.task("femi.adeyemi", "team")
