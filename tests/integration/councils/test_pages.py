"""Nothing of one council is found from the other: every address of the service is tried with everything that the other has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from service.app import create_app
from service.http.identity import issue_token
from tests.integration.councils.conftest import MINE, SECRET, THEIRS, Councils, everything

GIVEN = {
    "procedure_id": "ash_request",
    "place": "0",
    "key": "q",
    "table": "subjects",
    "filename": "mark.svg",
    "token": "quarry-token",
}
ANONYMOUS = {"surveys.show", "surveys.send"}
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
)


def addresses(councils: Councils, rule: Rule) -> Iterator[str]:
    """Yield the addresses of a rule, filled with what the other council has."""
    known = {**GIVEN, **{name: value for name, value in councils.ids.items() if name != "name"}}
    missing = rule.arguments - known.keys() - {"name"}
    assert not missing, f"say in this test what {rule} is asked with: {missing}"
    pattern = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(rule))
    for name in NAMES if "name" in rule.arguments else ("",):
        yield pattern.format(**known, name=name)


@pytest.fixture
def client(councils: Councils) -> FlaskClient:
    return councils.browser("eve", MINE).client


def told(answer: Any) -> str:
    """Return what an answer says of the other council, empty when nothing."""
    text = answer.get_data().decode("utf-8", "replace").lower()
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
    assert told(here.get("/registers/subjects")) == ""
    assert told(there.get("/registers/subjects")) != ""
    for name in ("cases", "inbox", "cockpit/cases"):
        assert told(here.get(f"/{name}")) == ""


def test_the_sign_in_page_of_one_council_names_nobody_of_the_other(councils: Councils) -> None:
    client = create_app(councils.services).test_client()
    assert told(client.get(f"/sign-in?council={MINE}")) == ""
    assert told(client.get(f"/sign-in?council={THEIRS}")) != ""
