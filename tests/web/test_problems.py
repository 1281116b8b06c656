"""Errors are pages that a person understands: what happened, what is safe, what they typed, what they can do."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from werkzeug.exceptions import TooManyRequests

from service.app import create_app
from service.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Problem, Unfit
from service.domain.findings import Finding
from tests.web import samples
from tests.web.fakes import FakeServices
from tests.web.page import Browser

ANSWERS = {"outcome": "approved", "reason": "One look settles it", "_action": "submit"}


def test_what_does_not_exist_and_what_is_not_yours_look_the_same(worker: Browser, services: FakeServices) -> None:
    services.answers["case_page"] = NotFound("There is no such case")
    hidden = worker.get("/cases/WR-2026-0099", status=404)
    missing = worker.get("/no/such/page", status=404)
    assert hidden.text == missing.text


def test_not_allowed_says_the_sentence_of_the_rule_and_its_number_below(worker: Browser, services: FakeServices) -> None:
    services.outcomes["CompleteTask"] = NotAllowed("You made this request", rule="SOD-01")
    page = worker.post("/tasks/t1", ANSWERS, status=403)
    assert "You made this request." in page.text
    assert "Choose someone other than the person who made the request" in page.text
    assert "Rule SOD-01" in page.tree.xpath("string(//details)")


def test_a_conflict_says_who_and_when_and_gives_back_what_was_typed(worker: Browser, services: FakeServices) -> None:
    services.outcomes["CompleteTask"] = Conflict("The task is done", by="Carol Whitaker", at=samples.at(20, 14, 2))
    page = worker.post("/tasks/t1", ANSWERS, status=409)
    assert page.heading == "Carol Whitaker did this at 2:02pm"
    assert "One look settles it" in page.text and "Approve" in page.text
    assert page.links()["See where the request is now"] == "/cases/WR-2026-0006"


def test_a_conflict_without_a_name_is_still_a_page(worker: Browser, services: FakeServices) -> None:
    services.outcomes["ClaimTask"] = Conflict("Somebody else has taken it")
    assert worker.post("/tasks/t1/claim", status=409).heading == "Somebody else was faster"


@pytest.mark.parametrize("token", [None, "", "forged", "ImYi.x.y"])
def test_a_missing_or_forged_token_gives_back_what_was_typed(worker: Browser, services: FakeServices, token: str | None) -> None:
    sent = ANSWERS | ({} if token is None else {"csrf_token": token})
    page = worker.post("/tasks/t1", sent, token=False, status=400)
    assert "One look settles it" in page.text and "Nothing was changed" in page.text
    assert services.ran == []


def test_a_body_that_is_too_large_is_a_page(services: FakeServices) -> None:
    services.settings = replace(services.settings, max_upload_bytes=50_000)
    browser = Browser(create_app(services)).sign_in("aisha.rahman")
    assert browser.post("/tasks/t1", {"reason": "x" * 60_000}, token=False, status=413).heading == "That is too large"


def test_a_megabyte_of_text_is_answered_by_the_form(worker: Browser, services: FakeServices) -> None:
    services.outcomes["CompleteTask"] = Invalid(
        "There is a problem", problems=[Problem("reason", "Reasons must be 4,000 characters or fewer")]
    )
    page = worker.post("/tasks/t1", ANSWERS | {"reason": "é𝕏\u202e" * 350_000}, status=422)
    assert page.title.startswith("Error: ") and "4,000 characters or fewer" in page.text


def test_the_wrong_method_is_a_page(worker: Browser) -> None:
    assert worker.get("/tasks/t1/release/x", status=404).heading == "Page not found"
    assert worker.post("/inbox", status=405).heading == "This page cannot be used like that"


def test_a_defect_has_a_reference_and_no_trace(
    worker: Browser, services: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    services.answers["inbox"] = RuntimeError("Zara Kaye, 14 March 1994")
    page = worker.get("/inbox", status=500)
    reference = page.tree.xpath("string(//strong)")
    assert len(reference) == 8
    assert "Zara" not in page.text and "Traceback" not in page.text
    printed = capsys.readouterr().out
    assert reference in printed and "RuntimeError" in printed and "Zara" not in printed


def test_an_unfit_file_names_each_finding(owner: Browser, services: FakeServices) -> None:
    finding = Finding(rule="xml", file="a.bpmn", element_id="T_1", message="The file is cut off")
    services.answers["procedure_page"] = Unfit("1 finding stops this version", findings=[finding])
    assert "a.bpmn · T_1: The file is cut off" in owner.get("/studio/procedures/look_request", status=422).text


def test_too_many_tries_is_a_page(worker: Browser, services: FakeServices) -> None:
    services.answers["inbox"] = TooManyRequests()
    assert worker.get("/inbox", status=429).heading == "Too many tries"


@pytest.mark.parametrize(
    ("error", "status", "more"),
    [
        (NotFound("There is no such case"), 404, {}),
        (NotAllowed("You made this request", rule="SOD-01"), 403, {"rule": "SOD-01"}),
        (Conflict("Done", by="Carol", at=samples.at(20)), 409, {"by": "Carol", "at": "2026-03-20T09:00:00+00:00"}),
        (
            Invalid("Wrong", problems=[Problem("a[0].b", "Enter b")]),
            422,
            {"problems": [{"where": "a[0].b", "message": "Enter b"}]},
        ),
    ],
)
def test_each_family_of_errors_has_one_status_and_document(
    services: FakeServices, error: Exception, status: int, more: dict[str, object]
) -> None:
    from service.http.problems import Shown, problem_document, status_of

    assert int(status_of(error)) == status  # type: ignore[arg-type]  # all are errors of ours
    document = problem_document(Shown(status=status, message=str(error), error=error))
    assert {"status": status, "detail": str(error), **more}.items() <= json.loads(json.dumps(document)).items()
