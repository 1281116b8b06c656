"""The studio: take home, bring back, have checked, put live."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from service.commands.deploy_version import DeployVersion
from service.domain.bundle import Version
from service.domain.errors import Invalid, Problem
from service.domain.findings import Finding, Severity
from service.domain.verdicts import Outcome, Verdict
from service.queries.checked_bundle import CheckedBundle
from tests.web import samples
from tests.web.fakes import FakeServices
from tests.web.page import Browser, Page

CHANGE = "/studio/procedures/look_request/change"
DEPLOY = "/studio/procedures/look_request/deploy"
STOP = Finding(rule="form-exists", file="a.bpmn", element_id="T_Log", message="There is no form <form-x>")
LOOK = Finding(rule="labels", file="a.bpmn", message="Say it with a verb", severity=Severity.WARNING)


def upload(*files: tuple[str, bytes]) -> dict[str, Any]:
    return {"files": [FileStorage(io.BytesIO(content), name) for name, content in files]}


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def checked(*findings: Finding) -> CheckedBundle:
    return CheckedBundle(bundle=samples.BUNDLE, findings=findings, changed=("processes/oakshire/look_request.bpmn",))


def test_a_version_is_a_zip_of_its_files(owner: Browser) -> None:
    answer = owner.client.get("/studio/procedures/look_request/versions/v3.zip")
    assert answer.headers["Content-Disposition"] == "attachment; filename=look_request-version-3.zip"
    assert sorted(zipfile.ZipFile(io.BytesIO(answer.data)).namelist()) == sorted(samples.BUNDLE.files)
    owner.get("/studio/procedures/look_request/versions/v9.zip", status=404)


def test_changed_files_are_checked_and_nothing_is_stored(owner: Browser, services: FakeServices) -> None:
    page = owner.post(CHANGE, upload(("C:/temp/look_request.bpmn", b"<x/>")), status=200)
    assert services.asked[-1][0] in ("checked_bundle", "rooms")
    asked = next(parameters for name, parameters in services.asked if name == "checked_bundle")
    assert asked == {"procedure_id": "look_request", "files": {"look_request.bpmn": b"<x/>"}}
    assert page.heading == "The checks let this version go live" and services.ran == []


def test_findings_name_file_element_and_sentence(owner: Browser, services: FakeServices) -> None:
    services.answers["checked_bundle"] = checked(STOP, LOOK)
    page = owner.post(CHANGE, upload(("a.bpmn", b"<x/>")), status=200)
    assert page.heading == "1 finding stops this version"
    assert "There is no form <form-x>" in page.text and "a.bpmn · T_Log" in page.text
    assert "Put this version live" not in page.text


def test_a_zip_is_unpacked_by_path(owner: Browser, services: FakeServices) -> None:
    owner.post(CHANGE, upload(("b.zip", zipped(a__bpmn=b"<x/>", c__form=b"{}"))), status=200)
    asked = next(parameters for name, parameters in services.asked if name == "checked_bundle")
    assert asked["files"] == {"a.bpmn": b"<x/>", "c.form": b"{}"}


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ((), "Choose the files that you changed"),
        ((("a.exe", b"MZ"),), "Choose diagrams (.bpmn)"),
        ((("a.bpmn", b"x" * (5 * 1024 * 1024 + 1)),), "a.bpmn is too large"),
        ((("b.zip", b"no zip"),), "not a ZIP file"),
        ((("b.zip", zipped(a__bpmn=b" " * 6_000_000)),), "too large"),
        (tuple((f"f{number}.form", b"{}") for number in range(41)), "Choose 40 files or fewer"),
    ],
)
def test_what_is_no_file_of_a_procedure_is_refused(
    owner: Browser, services: FakeServices, files: tuple[tuple[str, bytes], ...], sentence: str
) -> None:
    page = owner.post(CHANGE, upload(*files), status=422)
    assert sentence in page.text and page.title.startswith("Error: ")
    assert not any(name == "checked_bundle" for name, _ in services.asked)


def test_a_file_nothing_refers_to_is_named(owner: Browser, services: FakeServices) -> None:
    services.answers["checked_bundle"] = Invalid(
        "Some files are not used", problems=[Problem("z.form", "Nothing refers to this file")]
    )
    assert "Nothing refers to this file (z.form)" in owner.post(CHANGE, upload(("z.form", b"{}")), status=422).text


def test_exactly_what_was_checked_goes_live_with_a_note(owner: Browser, services: FakeServices) -> None:
    services.outcomes["DeployVersion"] = Version(
        version_id="v5",
        council="oakshire",
        procedure_id="look_request",
        name="Search request",
        number=5,
        content_hash="",
        deployed_at=samples.NOW,
        deployed_by="sol.verne",
        note="",
        live=True,
    )
    page = owner.post(CHANGE, upload(("look_request.bpmn", b"<x/>")), status=200)
    sent = {"files": page.value_of("files"), "hash": page.value_of("hash")}
    assert owner.post(DEPLOY, sent | {"note": ""}, status=422).links()["Enter what changes and why"] == "#note"
    assert "500 characters or fewer" in owner.post(DEPLOY, sent | {"note": "x" * 501}, status=422).text
    assert services.ran == []
    assert owner.post(DEPLOY, sent | {"note": "A second manager"}).answer.location == "/studio/procedures/look_request"
    assert services.ran == [DeployVersion(bundle=samples.BUNDLE, note="A second manager")]
    assert "Version 5 is live" in owner.get("/studio/procedures/look_request").text


@pytest.mark.parametrize(
    ("files", "digest"), [("%%%", samples.BUNDLE.content_hash), ("bm8gemlw", samples.BUNDLE.content_hash), (None, "0" * 64)]
)
def test_what_was_not_checked_does_not_go_live(owner: Browser, services: FakeServices, files: str | None, digest: str) -> None:
    page = owner.post(CHANGE, upload(("look_request.bpmn", b"<x/>")), status=200)
    owner.post(DEPLOY, {"files": files or page.value_of("files"), "hash": digest, "note": "x"}, status=422)
    assert services.ran == []


def test_files_that_change_nothing_are_said_to(owner: Browser, services: FakeServices) -> None:
    services.answers["checked_bundle"] = CheckedBundle(bundle=samples.BUNDLE, findings=(), changed=())
    assert owner.post(CHANGE, upload(("look_request.bpmn", b"<x/>")), status=200).heading == "These files change nothing"


def test_a_diagram_is_served(owner: Browser) -> None:
    assert owner.client.get("/studio/procedures/look_request/diagrams/0.bpmn").status_code == 200


def test_nothing_live_says_so(owner: Browser, services: FakeServices) -> None:
    services.answers["procedures"] = ()
    assert "No procedure is live" in owner.get("/studio").text


STOPPED = Finding(rule="W1-I01", file="a.bpmn", element_id="Look", message="No search without approval.")


def judged(*, may_waive: bool = False, findings: tuple[Finding, ...] = (STOPPED,)) -> CheckedBundle:
    """Return changed files that break an invariant and keep another."""
    told = samples.broken_verdict()
    holds = Verdict(check_id="W1-I02", sentence="Each search is logged.", outcome=Outcome.PROVED, level="D")
    return CheckedBundle(
        bundle=samples.BUNDLE,
        findings=findings,
        changed=("a.bpmn",),
        verdicts=(told.verdict, holds),
        told=(told,),
        may_waive=may_waive,
    )


def brought_in(owner: Browser, services: FakeServices, answer: CheckedBundle) -> Page:
    services.answers["checked_bundle"] = answer
    return owner.post(CHANGE, upload(("a.bpmn", b"<x/>")), status=200)


def test_what_does_not_hold_is_told_step_by_step_and_drawn(owner: Browser, services: FakeServices) -> None:
    page = brought_in(owner, services, judged())
    assert page.heading == "1 finding stops this version"
    steps = ["".join(step.itertext()).split() for step in page.tree.xpath("//ol[@class='tri-steps govuk-!-margin-bottom-6']/li")]
    assert [" ".join(words) for words in steps] == [
        "1Ask <b>, DirectorApprove? No",
        "2Approved?Goes on with No",
        "3Look Goes wrong here It fails: GONE",
    ]
    assert page.tree.xpath("//figure//*[@role='img']/title/text()") == ["Drawn"]
    assert "Protocol §3.4" in page.text and "Put this version live" not in page.text


def test_a_finding_that_a_verdict_tells_of_is_not_listed_twice(owner: Browser, services: FakeServices) -> None:
    page = brought_in(owner, services, judged())
    assert page.tree.xpath("//ul[@class='tri-checks']/li") == []
    assert page.text.count("No search without approval.") == 1


def test_what_holds_stands_in_a_table(owner: Browser, services: FakeServices) -> None:
    rows = brought_in(owner, services, judged()).tree.xpath("//table//tbody/tr")
    assert ["".join(cell.text_content().split()) for cell in rows[0].xpath("td")] == ["–", "Oneverywaythroughthediagram", "Holds"]


def test_only_the_first_findings_are_drawn(owner: Browser, services: FakeServices) -> None:
    many = tuple(samples.broken_verdict(f"W1-I{number:02}") for number in range(7))
    page = brought_in(owner, services, replace(judged(), told=many))
    assert len(page.tree.xpath("//figure")) == 5
    assert "in the download" in page.text


def test_while_it_is_proved_the_reader_may_check_again_and_nothing_goes_live(owner: Browser, services: FakeServices) -> None:
    waiting = replace(judged(findings=()), verdicts=(), told=(), proving=True)
    page = brought_in(owner, services, waiting)
    assert page.heading == "The policy is still being proved" and "Put this version live" not in page.text
    sent = {"files": page.value_of("files")}
    again = owner.post("/studio/procedures/look_request/check", sent, status=200)
    assert again.heading == "The policy is still being proved"
    owner.post(DEPLOY, sent | {"hash": samples.BUNDLE.content_hash, "note": "x"}, status=200)
    assert services.ran == []


def test_everything_found_can_be_taken_home_as_json(owner: Browser, services: FakeServices) -> None:
    page = brought_in(owner, services, judged(findings=(STOPPED, LOOK)))
    sent = {"files": page.value_of("files"), "csrf_token": owner.token()}
    answer = owner.client.post("/studio/procedures/look_request/findings.json", data=sent)
    data = json.loads(answer.data)
    assert answer.headers["Content-Disposition"] == "attachment; filename=look_request-findings.json"
    assert [finding["rule"] for finding in data["findings"]] == ["labels"]
    assert [(verdict["check"], verdict["outcome"]) for verdict in data["verdicts"]] == [
        ("W1-I01", "broken"),
        ("W1-I02", "proved"),
    ]
    assert [step["name"] for step in data["verdicts"][0]["path"]] == ["Ask <b>", "Approved?", "Look"]


def test_who_may_waive_lets_each_finding_through_with_a_reason(owner: Browser, services: FakeServices) -> None:
    page = brought_in(owner, services, judged(may_waive=True))
    sent = {"files": page.value_of("files"), "hash": page.value_of("hash"), "note": "Urgent"}
    refused = owner.post(DEPLOY, sent, status=422)
    assert refused.links()["Enter why W1-I01:Look may pass"] == "#reason-1"
    assert "1000 characters or fewer" in owner.post(DEPLOY, sent | {"reason-1": "x" * 1001}, status=422).text
    assert services.ran == []
    services.outcomes["DeployVersion"] = samples.POLICY_PAGE.version
    owner.post(DEPLOY, sent | {"reason-1": "The Director knows"})
    assert services.ran == [DeployVersion(bundle=samples.BUNDLE, note="Urgent", waivers={"W1-I01:Look": "The Director knows"})]


def test_what_protects_running_is_not_offered_to_be_let_through(owner: Browser, services: FakeServices) -> None:
    fixed = Finding(rule="separation-of-duties", file="a.bpmn", message="It cannot run")
    page = brought_in(owner, services, judged(may_waive=True, findings=(STOPPED, fixed)))
    assert page.heading == "2 findings stop this version" and "Put this version live" not in page.text


def test_the_policy_page_says_what_was_proved_and_what_was_let_through(owner: Browser) -> None:
    page = owner.get("/studio/procedures/look_request/policy")
    results = ["".join(cell.text_content().split()) for cell in page.tree.xpath("//tbody/tr/td[last()]")]
    assert results == ["Holds", "BrokenLetthroughThelogcanbeleftout.", "Kept", "NotdecidedToomuch."]
    assert "“Mended in May <b>”" in page.text and "Sol Verne, 20 March 2026" in page.text


def test_a_version_of_before_proofs_were_kept_says_so(owner: Browser, services: FakeServices) -> None:
    services.answers["policy_page"] = replace(samples.POLICY_PAGE, invariants=(), sound=(), waivers=(), kept=False)
    page = owner.get("/studio/procedures/look_request/policy")
    assert "before proofs were kept" in page.text and "No policy is written down" in page.text
