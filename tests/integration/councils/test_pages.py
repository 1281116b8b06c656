"""Nothing of one council is found from the other: every address of the service is tried with everything that the other has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from werkzeug.routing import Rule

from service.app import create_app
from service.commands import StartCase
from service.domain.errors import NotFound
from service.http.identity import issue_token
from tests.integration.councils.conftest import MINE, SECRET, THEIRS, Councils, everything

GIVEN = {
    "procedure_id": "ash_request",
    "place": "0",
    "key": "q",
    "filename": "mark.svg",
    "token": "quarry-token",
    "ending": "pdf",
}
ANONYMOUS = {"surveys.show", "surveys.send", "surveys.answered"}
"""A survey is open to whoever has its link, whichever council they are of."""
SHARED = {"sign_in.home", "sign_in.enter", "sign_in.leave"}
NAMES = (
    "subjects",
    "accounts",
    "access_workers",
    "authorisations",
    "incidents",
    "evidence",
    "foi",
    "tools",
    "report_pilot",
    "report_questions",
    "report_inspection",
    "report_measures",
    "digging",
)
TABLES = ("subjects", "accounts", "requests", "entries", "record", "evidence", "incidents", "looks")


def addresses(councils: Councils, rule: Rule) -> Iterator[str]:
    """Yield the addresses of a rule, filled with what the other council has."""
    known = {**GIVEN, **{name: value for name, value in councils.ids.items() if name != "name"}}
    missing = rule.arguments - known.keys() - {"name", "table"}
    assert not missing, f"say in this test what {rule} is asked with: {missing}"
    pattern = re.sub(r"<(?:[^<>:]+:)?(\w+)>", r"{\1}", str(rule))
    for name in NAMES if "name" in rule.arguments else ("",):
        for table in TABLES if "table" in rule.arguments else ("",):
            yield pattern.format(**known, name=name, table=table)


@pytest.fixture
def client(councils: Councils) -> FlaskClient:
    return councils.browser("eve", MINE).client


def words_of(content: bytes) -> str:
    """Return what can be read in an answer: the text of a PDF, the files of a ZIP, else the answer itself."""
    if content.startswith(b"%PDF") and b"%%EOF" in content:
        return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    return content.decode("utf-8", "replace")


def told(answer: Any) -> str:
    """Return what an answer says of the other council, empty when nothing."""
    text = words_of(answer.get_data()).lower()
    answer.close()
    at = text.find(SECRET)
    return text[max(0, at - 80) : at + 80] if at >= 0 else ""


def telling(councils: Councils, client: FlaskClient) -> dict[str, str]:
    """Return the addresses that tell something of the other council, with what they tell."""
    found = {}
    for rule in client.application.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in ANONYMOUS | SHARED:
            for address in addresses(councils, rule):
                answer = client.get(address)
                assert answer.status_code < 500, f"{address}: {answer.status_code}"
                found[address] = told(answer)
    return {address: words for address, words in found.items() if words}


def test_no_page_and_no_file_of_one_council_is_shown_in_the_other(councils: Councils, client: FlaskClient) -> None:
    assert telling(councils, client) == {}


def test_the_same_addresses_tell_it_to_the_council_that_it_belongs_to(councils: Councils) -> None:
    ids = councils.ids
    expected = {
        "/cases",
        f"/cases/{ids['number']}",
        f"/tasks/{ids['task_id']}",
        f"/documents/{ids['document_id']}",
        f"/cockpit/incidents/{ids['incident_id']}",
        *(f"/registers/{name}" for name in ("subjects", "accounts", "access_workers", "authorisations", "foi", "tools")),
        "/registers/subjects/looks.csv",
        "/registers/accounts/accounts.csv",
        "/registers/foi/requests.csv",
        "/registers/authorisations/record.csv",
        "/registers/tools/entries.csv",
        "/reports/report_measures",
        "/reports/report_measures.csv",
        "/reports/report_measures.pdf",
        "/guidance",
        "/guidance/digging",
        "/start/ash_request",
        "/procedures/ash_request",
        "/procedures/handbook.pdf",
        "/cockpit/procedures/ash_request",
        "/studio/procedures/ash_request/diagrams/0.bpmn",
        f"/studio/procedures/ash_request/versions/{ids['version_id']}.zip",
        f"/cases/{ids['number']}/diagrams/0.bpmn",
        "/api/cases",
        f"/api/tasks/{ids['task_id']}",
    }
    assert expected - telling(councils, councils.browser("bo", THEIRS).client).keys() == set()


def test_no_search_finds_what_the_other_council_has(client: FlaskClient) -> None:
    for address in ("/cases?q={}", "/cockpit/cases?q={}", "/api/cases?q={}", "/inbox?q={}", "/cockpit/incidents?q={}"):
        for words in ("AR-2026-0001", "CD-", "Question"):
            assert told(client.get(address.format(words))) == ""


def test_no_form_sent_with_an_address_of_the_other_council_changes_it(councils: Councils, client: FlaskClient) -> None:
    before = everything(councils)
    browser = councils.browser("eve", MINE)
    token = browser.token()
    for rule in browser.app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint in ANONYMOUS | SHARED or rule.endpoint.startswith("api"):
            continue
        for address in addresses(councils, rule):
            sent = {"csrf_token": token, "outcome": "yes", "reason": "x", "reference": "CD-1", "question": "Who?", "note": "x"}
            answer = browser.client.post(address, data=sent)
            assert answer.status_code < 500, f"{address}: {answer.status_code}"
            assert told(answer) == "", address
    assert everything(councils) == before


def test_no_call_of_the_interface_reaches_the_other_council(councils: Councils) -> None:
    client = create_app(councils.services).test_client()
    eve = {"Authorization": f"Bearer {issue_token('eve', 'x' * 32, 600)}"}
    before = everything(councils)
    for rule in client.application.url_map.iter_rules():
        if not rule.endpoint.startswith("api"):
            continue
        for address in addresses(councils, rule):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                sent = {"answers": {"outcome": "yes"}, "name": "msg.withdraw", "procedure_id": "ash_request"}
                answer = client.open(address, method=method, headers=eve, json=sent if method == "POST" else None)
                assert answer.status_code < 500, f"{address}: {answer.status_code}"
                assert told(answer) == "", address
    assert everything(councils) == before
    elsewhere = client.get("/api/cases", headers={**eve, "X-Council": THEIRS})
    assert elsewhere.status_code in (401, 403)


def test_who_works_for_both_councils_is_in_one_at_a_time(councils: Councils) -> None:
    here, there = (councils.browser("bo", council).client for council in (MINE, THEIRS))
    assert telling(councils, here) == {}
    assert told(there.get("/registers/subjects")) != ""


def test_who_changes_councils_leaves_the_first_behind(councils: Councils) -> None:
    browser = councils.browser("bo", THEIRS)
    assert told(browser.client.get("/cases")) != ""
    client = browser.sign_in("bo", MINE).client
    assert [told(client.get(address)) for address in ("/cases", "/start/ash_request", f"/tasks/{councils.ids['task_id']}")] == [
        ""
    ] * 3
    for council, person_id in ((MINE, "ann"), ("nowhere", "ann")):
        client.post("/sign-in", data={"persona": person_id, "council": council, "csrf_token": browser.token()})
        assert told(client.get("/cases")) == ""


def test_the_link_of_an_e_mail_opens_a_case_of_its_own_council_only(councils: Councils) -> None:
    link = f"/cases/{councils.ids['number']}?council="
    assert councils.browser("bo", THEIRS).client.get(link + THEIRS).status_code == 200
    here = councils.browser("bo", MINE)
    assert here.get(link + THEIRS, status=404).heading.startswith("This link is to a case of ")
    assert here.get(link + "nowhere", status=404).heading == "Page not found"
    asked = create_app(councils.services).test_client().get(link + THEIRS)
    assert parse_qs(urlsplit(asked.location).query) == {"next": [link + THEIRS], "council": [THEIRS]}


def test_a_token_is_for_one_council_at_a_time(councils: Councils) -> None:
    client = create_app(councils.services).test_client()
    bo = {"Authorization": f"Bearer {issue_token('bo', 'x' * 32, 600)}"}
    assert told(client.get("/api/cases", headers={**bo, "X-Council": THEIRS})) != ""
    for address in (
        "/api/cases",
        "/api/tasks",
        "/api/procedures",
        f"/api/cases/{councils.ids['number']}",
        f"/api/tasks/{councils.ids['task_id']}",
    ):
        assert told(client.get(address, headers={**bo, "X-Council": MINE})) == "", address


def test_each_council_counts_its_own_cases_from_one(councils: Councils) -> None:
    before, letters = everything(councils), len(councils.recorder.letters)
    eve = councils.actor("eve", MINE)
    numbers = [
        councils.services.run(StartCase(procedure_id="ash_request", answers={"reference": "CD-1", "question": "Who?"}), eve)
        for _ in range(2)
    ]
    councils.services.worker.run_until_idle()
    assert numbers == ["AR-2026-0001", councils.ids["number"]]
    assert everything(councils) == before
    assert SECRET not in str(councils.recorder.letters[letters:]).lower()
    here, there = (councils.browser("bo", council).client for council in (MINE, THEIRS))
    for address in ("/cases/{}", "/cockpit/cases/{}", "/api/cases/{}"):
        assert told(here.get(address.format(numbers[1]))) == "" != told(there.get(address.format(numbers[1])))
    with pytest.raises(NotFound, match="say which is meant"), councils.services.database.unit_of_work(read_only=True) as unit:
        unit.cases.get(numbers[1])


def test_a_changed_bundle_brings_no_file_of_the_other_council(councils: Councils, client: FlaskClient) -> None:
    browser = councils.browser("eve", MINE)
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for path, content in councils.services.library.bundle(THEIRS, "ash_request").files.items():
            archive.writestr(path, content)
    before = everything(councils)
    for verb in ("change", "deploy", "propose"):
        sent = {"csrf_token": browser.token(), "bundle": (BytesIO(packed.getvalue()), "bundle.zip"), "note": "x"}
        answer = browser.client.post(f"/studio/procedures/ash_request/{verb}", data=sent, content_type="multipart/form-data")
        assert answer.status_code < 500
        answer.close()
    assert everything(councils) == before
    assert told(client.get("/procedures/ash_request")) == ""


def test_the_sign_in_page_of_one_council_names_nobody_of_the_other(councils: Councils) -> None:
    client = create_app(councils.services).test_client()
    assert told(client.get(f"/sign-in?council={MINE}")) == ""
    assert told(client.get(f"/sign-in?council={THEIRS}")) != ""
