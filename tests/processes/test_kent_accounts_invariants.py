"""Each of Kent's invariants about platforms, accounts and groups is broken by a fault or refused by its guard; nobody judges their own."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from service.cases.guarding import judged
from service.cases.opened import OpenedVersion, open_bundle
from service.policy.bundle import Library
from service.settings import ROOT
from tests.processes.own_work import refusing_rule
from tests.processes.planted import Change, broken_by, exchanged, made, said

COUNCIL = "kent"
FOLDER = ROOT / "processes" / COUNCIL
ACCOUNT, GROUP, PLATFORM, REVIEW = "kcc_team_account", "kcc_group_setup", "kcc_new_platform", "kcc_platform_review"
SETTINGS, EXPOSURE = "dmn-k4-settings.dmn", "dmn-k5-exposure.dmn"
FITS = '>=settingsMeet and settingsResult = "ok"<'
SEEN = 'id="K5E_Rule3_In2">\n          <text>true<'

FAULTS: dict[str, tuple[str, str, str, Change]] = {
    "an account that was refused is set up": (ACCOUNT, "K4-I01", "", said(">=accountApproved<", ">=not(accountApproved)<")),
    "the manager says no and the table yes": (ACCOUNT, "K4-I01", "", said(FITS, ">=settingsMeet<")),
    "the manager says yes and the table no": (ACCOUNT, "K4-I01", "", said(FITS, '>=settingsResult = "ok"<')),
    "checked before it is set up": (ACCOUNT, "K4-I01", "", exchanged("K4_Create", "K4_CheckSettings")),
    "any platform will do": (ACCOUNT, "K4-I01", "", said(">=platformFits<", ">=platform != null<")),
    "key messages that nobody finds": (ACCOUNT, "K4-I02", SETTINGS, said('<text>"key_messages"</text>', '<text>"search"</text>')),
    "closed before it is supervised": (ACCOUNT, "K4-I03", "", exchanged("K4_Close", "K4_TellRegistered")),
    "all that can happen is waited for": (ACCOUNT, "K4-I06", "", made("K4_WaitReview", "parallelGateway")),
    "a group that is not authorised": (GROUP, "K5-I01", "", said(">=groupAuthorised<", ">=not(groupAuthorised)<")),
    "planned when it is open": (GROUP, "K5-I01", "", exchanged("K5_UsePlan", "K5_TellOpened")),
    "a group of one": (GROUP, "K5-I01", "", said(">=missingCount &gt; 0 and signedCount &gt;= 2<", ">=missingCount &gt; 0<")),
    "recorded when it is over": (GROUP, "K5-I01", "", exchanged("K5_RecordRationale", "K5_TellClosed")),
    "numbers seen are no matter": (GROUP, "K5-I03", EXPOSURE, said(SEEN, SEEN.replace("true", "false"))),
    "a group that is not supervised": (GROUP, "K5-I04", "", exchanged("K5_Close", "K5_TellOpened")),
    "month, worry and withdrawal are waited for": (GROUP, "K5-I06", "", made("K5_WaitReview", "parallelGateway")),
    "assessed without support": (PLATFORM, "K6-I01", "", said(">=platformSupported<", ">=not(platformSupported)<")),
    "conditions count as approval": (
        PLATFORM,
        "K6-I01",
        "",
        said('>=ictDecision = "approve"<', '>=ictDecision != "refuse"<'),
    ),
    "screened when it is approved": (PLATFORM, "K6-I01", "", exchanged("K6_DpiaScreen", "K6_TellApproved")),
    "planned, then entered": (PLATFORM, "K6-I03", "", exchanged("K6_PlanReview", "K6_MakeRecord")),
    "an entry is renewed that never is": (PLATFORM, "K6-I05", "", said('errorCode="KEY_TAKEN"', 'errorCode="KEY_LOST"')),
    "kept without another review": (REVIEW, "K6R-I01", "", exchanged("K6R_PlanNext", "K6R_SignalWithdrawn")),
    "reviews are planned without end": (
        REVIEW,
        "K6-I06",
        "",
        said('sourceRef="K6R_PlanNext" targetRef="K6R_End_Kept"', 'sourceRef="K6R_PlanNext" targetRef="K6R_NoteReview"'),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_breaks_its_invariant(fault: str) -> None:
    procedure, invariant_id, table, change = FAULTS[fault]
    assert broken_by(COUNCIL, procedure, f"processes/{COUNCIL}/{table or procedure + '.bpmn'}", invariant_id, change)


@cache
def opened(procedure: str) -> OpenedVersion:
    return open_bundle(Library(ROOT / "processes", ROOT / "forms").bundle(COUNCIL, procedure))


def refused(moment: str, element_id: str, **seen: Any) -> str:
    """Return the id of the invariant that refuses what is seen there, empty when none does."""
    procedure = {"K4": ACCOUNT, "K5": GROUP, "K6": PLATFORM}[element_id[:2]]
    found = judged(opened(procedure).guards.at(moment, element_id), seen)
    return found.guard.invariant_id if found else ""


def test_an_account_has_an_address_of_the_council_an_overseer_and_one_creator() -> None:
    pack = {"accountEmailDomain": "@kent.gov.uk"}
    addresses = ("hub@kent.gov.uk", "Hub@KENT.gov.uk", "hub@example.org", None)
    assert [refused("complete", "K4_Request", kccEmail=each, pack=pack) for each in addresses] == ["", "", "K4-I01", "K4-I01"]
    approval = {"decision": "approve", "overseer": "jon", "creator": "mo", "holdersAuthorised": True}
    changes: tuple[dict[str, Any], ...] = ({}, {"overseer": None}, {"overseer": "mo"}, {"holdersAuthorised": None})
    found = [refused("complete", "K4_ManagerApprove", **{**approval, **change}) for change in changes]
    assert found == ["", "K4-I01", "K4-I01", "K4-I01"]
    made_by = {"creator": "mo", "labelledKcc": True, "emailLinked": True}
    assert [refused("complete", "K4_Create", actor={"id": each}, **made_by) for each in ("mo", "ivy")] == ["", "K4-I01"]


@pytest.mark.parametrize(
    ("decision", "still_approved", "settings_right", "holders_right", "invariant_id"),
    [
        ("keep", True, True, True, ""),
        ("keep", True, True, False, "K4-I03"),
        ("change_holders", True, True, False, ""),
        ("change_holders", True, False, False, "K4-I03"),
        ("keep", False, True, True, "K4-I03"),
        ("close", False, False, False, ""),
    ],
)
def test_an_account_is_not_kept_when_something_is_wrong(
    decision: str, still_approved: bool, settings_right: bool, holders_right: bool, invariant_id: str
) -> None:
    answers = {"decision": decision, "settingsRight": settings_right, "holdersRight": holders_right}
    assert refused("complete", "K4_PeriodicReview", platformStillApproved=still_approved, **answers) == invariant_id


def test_a_group_opens_with_those_who_have_signed_only() -> None:
    one, two = {"name": "A", "caseId": "KF-1"}, {"name": "B", "caseId": "KF-1"}
    signed = [{**one, "status": "signed"}, {**two, "status": "signed"}]
    declined = [signed[0], {**two, "status": "declined"}]
    assert refused("start", "K5_Open", members=[one, two], agreements=signed) == ""
    assert refused("start", "K5_Open", members=[one, two], agreements=declined) == "K5-I02"
    assert refused("start", "K5_Open", members=[one], agreements=signed) == "K5-I02"


def test_a_group_that_shows_its_members_is_authorised_with_a_remedy_and_recorded_on_each_file() -> None:
    asked: dict[str, Any] = {
        "decision": "authorise",
        "exposure": "high",
        "mitigation": "x" * 30,
        "tooYoung": False,
        "parentalRoute": None,
    }
    changes: dict[str, dict[str, Any]] = {
        "": {},
        "nothing is done": {"mitigation": None},
        "too little is said": {"mitigation": "broadcast"},
        "too young": {"tooYoung": True},
    }
    found = {name: refused("complete", "K5_ManagerDiscussion", **{**asked, **change}) for name, change in changes.items()}
    assert found == {"": "", "nothing is done": "K5-I03", "too little is said": "K5-I03", "too young": "K5-I03"}
    recorded = [{"caseId": "KF-1", "ref": "112"}]
    assert refused("complete", "K5_RecordRationale", memberCases=["KF-1"], fileRefs=recorded) == ""
    assert refused("complete", "K5_RecordRationale", memberCases=["KF-1", "KF-2"], fileRefs=recorded) == "K5-I03"
    assert refused("complete", "K5_Review", decision="continue", platformStillApproved=False) == "K5-I04"


def test_a_platform_waits_for_its_impact_assessment_and_is_reviewed_within_a_year() -> None:
    assert refused("complete", "K6_DpiaScreen", dpiaNeeded="yes", dpiaRef=None) == "K6-I02"
    assert refused("complete", "K6_DpiaScreen", dpiaNeeded="yes", dpiaRef="DPIA-1") == ""
    year = {"pack": {"platformReviewPeriod": "P1Y"}, "decision": "approve", "now": "2026-03-23T09:00:00+00:00"}
    assert refused("complete", "K6_IctDecision", reviewOn="2027-03-24", **year) == "K6-I03"
    assert refused("complete", "K6_IctDecision", reviewOn="2027-03-23", **year) == ""


def test_no_form_of_an_account_has_a_place_for_a_password() -> None:
    files = Library(ROOT / "processes", ROOT / "forms").bundle(COUNCIL, ACCOUNT).files
    forms = [json.loads(content) for path, content in files.items() if path.endswith(".form")]
    parts = [part for form in forms for whole in form["components"] for part in (whole, *whole.get("components", []))]
    named = {
        part["key"]: part["type"] for part in parts if "password" in f"{part.get('key', '')} {part.get('label', '')}".lower()
    }
    assert len(forms) >= 10
    assert named == {"passwordChanged": "checkbox"}


@pytest.mark.parametrize(
    ("file", "element_id", "rule"),
    [
        ("sc-26-team-account.yaml", "K4_ManagerApprove", "SOD-11"),
        ("sc-26-team-account.yaml", "K4_CheckSettings", "SOD-11"),
        ("k4-reviewed-changed-closed.yaml", "K4_PeriodicReview", "SOD-11"),
        ("sc-27-parent-group.yaml", "K5_ManagerDiscussion", "SOD"),
        ("sc-27-parent-group.yaml", "K5_Review", "SOD"),
        ("k4-new-platform.yaml", "K6_ManagerView", "SOD"),
        ("k4-new-platform.yaml", "K6_DpiaScreen", "SOD"),
        ("k4-new-platform.yaml", "K6_IctDecision", "SOD"),
    ],
)
def test_nobody_judges_their_own(tmp_path: Path, file: str, element_id: str, rule: str) -> None:
    roles = ("mgr", "ig", "ict")
    assert refusing_rule(tmp_path, COUNCIL, file, element_id, person="mo.aziz", roles=roles) == rule
