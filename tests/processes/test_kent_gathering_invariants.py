"""Each of Kent's invariants about consent, searches and restricted information is broken by a fault or refused by its guard."""

from __future__ import annotations

import re
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
ASK, WITHDRAW, SEARCH, RESTRICT = (
    "kcc_inform_and_consent",
    "kcc_consent_withdrawn",
    "kcc_info_gathering",
    "kcc_sensitive_information",
)
OVERRIDDEN = '=aware in ("informed", "not_informed") and decision = "proceed_without_consent"<'
STANDS = '>=consentNow in ("consented", "informed", "not_informed")<'


def unasked(text: str) -> str:
    """Take the question whether the consent is there off the diagram."""
    return re.sub(r"<bpmn:conditionExpression[^>]*>=consentThere</bpmn:conditionExpression>", "", text).replace(
        ' default="Flow_K0W_GwFound_K0W_ListConsents"', ""
    )


FAULTS: dict[str, tuple[str, str, str, Change]] = {
    "whoever refuses counts as consenting": (
        ASK,
        "K0-I01",
        "",
        said('>=aware = "consented"<', '>=aware != "barred"<'),
    ),
    "no decision is a decision to go on": (ASK, "K0-I02", "", said(OVERRIDDEN, "=decision != null<")),
    "advice stands in for the decision": (ASK, "K0-I02", "", exchanged("K0_AskIg", "K0_ManagerNoConsent")),
    "asked, then told": (ASK, "K0-I03", "", exchanged("K0_InformFamily", "K0_SumUp")),
    "not entered a second time": (ASK, "K0-I05", "", said('errorCode="KEY_TAKEN"', 'errorCode="KEY_LOST"')),
    "noted when it is too late": (WITHDRAW, "K0-I04", "", exchanged("K0W_NoteWithdrawn", "K0W_Tell")),
    "found and not found at once": (WITHDRAW, "K0-I06", "", lambda text: made("K0W_GwFound", "parallelGateway")(unasked(text))),
    "whoever withdrew is searched": (SEARCH, "K1-I01", "", said(STANDS, ">=consentNow != null<")),
    "not agreed is agreed": (SEARCH, "K1-I02", "", said('>=managerAgrees = "agree"<', '>=managerAgrees != "more_information"<')),
    "not cleared is cleared": (SEARCH, "K1-I03", "", said(">=surveillanceCleared = true<", ">=s1Outcome != null<")),
    "only the third search is a repeat": (
        SEARCH,
        "K1-I04",
        "",
        said(">=priorSessionsEpisode &gt;= 1<", ">=priorSessionsEpisode &gt;= 2<"),
    ),
    "the manager's no to a repeat is lost": (SEARCH, "K1-I04", "", said('>=repeatAgreed = "agree"<', ">=repeatAgreed != null<")),
    "an account that is denied is used": (SEARCH, "K1-I05", "", said(">=accountAllowed = true<", ">=accountAllowed != null<")),
    "an account that nobody oversees": (
        SEARCH,
        "K1-I05",
        "dmn-k1-account.dmn",
        said('_Rule5_Out1">\n          <text>false', '_Rule5_Out1">\n          <text>true'),
    ),
    "what was not agreed leaves no trace": (
        SEARCH,
        "K1-I14",
        "",
        said('sourceRef="K1_TellNotAgreed" targetRef="K1_SubOnFile"', 'sourceRef="K1_TellNotAgreed" targetRef="K1_GwWhyNobody"'),
    ),
    "an interrupted search leaves no record": (
        SEARCH,
        "K1-I06",
        "",
        said(
            'sourceRef="K1_OpenIncident" targetRef="K1_CloseSession"', 'sourceRef="K1_OpenIncident" targetRef="K1_PersonRecorded"'
        ),
    ),
    "sensitive information is let go": (
        SEARCH,
        "K1-I07",
        "",
        said('>=list contains(findings, "sensitive")<', '>=list contains(findings, "sensitiv")<'),
    ),
    "after consent is withdrawn it goes on": (
        SEARCH,
        "K1-I09",
        "",
        said(
            'sourceRef="K1_BeConsentWithdrawn" targetRef="K1_Searched"',
            'sourceRef="K1_BeConsentWithdrawn" targetRef="K1_ConductSearch"',
        ),
    ),
    "a search without an end": (SEARCH, "K1-I12", "", made("K1_JnFindings", "parallelGateway")),
    "shared though they do not wish it": (
        RESTRICT,
        "K1A-I01",
        "",
        said('>=wish = "wants_to_share_with_support"<', '>=wish != "undecided"<'),
    ),
    "somebody is mailed": (RESTRICT, "K1A-I01", "", said('type="register.enter"', 'type="email.send"')),
    "nobody knows how it ended": (RESTRICT, "K1A-I02", "", exchanged("K1A_NoteSupport", "K1A_Ringfence")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_breaks_its_invariant(fault: str) -> None:
    procedure, invariant_id, table, change = FAULTS[fault]
    assert broken_by(COUNCIL, procedure, f"processes/{COUNCIL}/{table or procedure + '.bpmn'}", invariant_id, change)


@cache
def opened(procedure: str) -> OpenedVersion:
    return open_bundle(Library(ROOT / "processes", ROOT / "forms").bundle(COUNCIL, procedure))


ACCOUNT = {"id": "a", "purpose": "search", "status": "active", "overseer": "jon"}
SESSION = {"caseId": "c1", "person": "ivy", "account": "a"}
LOOKING = {
    "register": {"accounts": [ACCOUNT], "openSessions": [SESSION]},
    "accountSession": {"account": "a"},
    "case": {"caseId": "c1"},
    "actor": {"id": "ivy"},
}
OPENING = {
    "consentNow": "consented",
    "withdrawn": [],
    "caseId": "KF-1",
    "subject": {"person": "Dawn"},
    "agreementValidUntil": "2026-03-30T00:00:00+00:00",
    "now": "2026-03-20T00:00:00+00:00",
}
NOTHING = {
    "riskToChild": False,
    "undisclosedPersonal": False,
    "crimeSuspected": False,
    "staffInvolved": False,
    "findings": ["none"],
}
SIGNED = {"outcome": "consented", "agencies": ["internet_social_media"], "signedMethod": "e_signature", "signedOn": "2026-03-02"}
DECIDING = {"decision": "proceed_without_consent", "overriding": "child_protection", "overridingDetail": "A risk"}
NEED = {"under18Dp": True, "subjects": [{"age": 16}], "platforms": ["facebook"], "platformOptions": [{"value": "facebook"}]}
REFUSED: dict[str, tuple[str, str, str, dict[str, Any], dict[str, Any]]] = {
    "K0-I01 searches were not ticked": (ASK, "complete", "K0_CaptureConsent", SIGNED, {"agencies": ["police"]}),
    "K0-I01 nobody signed": (ASK, "complete", "K0_CaptureConsent", SIGNED, {"signedMethod": "not_signed"}),
    "K0-I02 nothing overrides": (ASK, "complete", "K0_ManagerNoConsent", DECIDING, {"overriding": "none"}),
    "K1-I05 nobody oversees it": (
        SEARCH,
        "complete",
        "K1_ConductSearch",
        LOOKING,
        {"register": {"accounts": [{**ACCOUNT, "overseer": None}], "openSessions": [SESSION]}},
    ),
    "K1-I05 for key messages": (
        SEARCH,
        "complete",
        "K1_ConductSearch",
        LOOKING,
        {"register": {"accounts": [{**ACCOUNT, "purpose": "key_messages"}], "openSessions": [SESSION]}},
    ),
    "K1-I05 somebody else's session": (SEARCH, "complete", "K1_ConductSearch", LOOKING, {"actor": {"id": "mo"}}),
    "K1-I07b a risk that the table forgot": (SEARCH, "complete", "K1_ManagerReview", NOTHING, {"riskToChild": True}),
    "K1-I09 withdrawn": (SEARCH, "start", "K1_OpenSession", OPENING, {"withdrawn": ["KF-1/dawn"]}),
    "K1-I09 barred": (SEARCH, "start", "K1_OpenSession", OPENING, {"consentNow": "barred"}),
    "K1-I10 the agreement lapsed": (
        SEARCH,
        "start",
        "K1_OpenSession",
        OPENING,
        {"agreementValidUntil": "2026-03-10T00:00:00+00:00"},
    ),
    "K1-I11 the Designated Person was not asked": (
        SEARCH,
        "complete",
        "K1_IdentifyNeed",
        NEED,
        {"under18Dp": None},
    ),
    "K1-I13 a site that is not approved": (SEARCH, "complete", "K1_IdentifyNeed", NEED, {"platforms": ["facebook", "elsewhere"]}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_guard_refuses_what_breaks_it_and_nothing_else(name: str) -> None:
    procedure, moment, element_id, right, change = REFUSED[name]
    guards = opened(procedure).guards.at(moment, element_id)
    assert judged(guards, right) is None
    found = judged(guards, {**right, **change})
    assert found is not None
    assert (found.guard.invariant_id, found.fault) == (name.split()[0], "")


def test_no_document_of_a_search_is_given_what_is_restricted() -> None:
    diagram = opened(SEARCH).bundle.files[f"processes/{COUNCIL}/{SEARCH}.bpmn"].decode()
    for element_id in ("K1_MakeRecord", "K1_FileRecord", "K1_TellSafeguarding"):
        task = re.search(rf'id="{element_id}".*?</zeebe:ioMapping>', diagram, re.DOTALL)
        assert task is not None
        assert not re.search(r"sensitive|undisclosed|lookItems", task[0].split("<bpmn:extensionElements>")[1])


@pytest.mark.parametrize(
    ("file", "element_id"),
    [
        ("k0-refused-nothing-overrides.yaml", "K0_ManagerNoConsent"),
        ("sc-19-single-search-with-consent.yaml", "K1_Supervision"),
        ("sc-19-single-search-with-consent.yaml", "K1_ManagerAgreement"),
        ("sc-19-single-search-with-consent.yaml", "K1_ManagerReview"),
    ],
)
def test_nobody_agrees_to_their_own_search(tmp_path: Path, file: str, element_id: str) -> None:
    assert refusing_rule(tmp_path, COUNCIL, file, element_id, person="ivy.marsh", roles=["mgr"]) == "SOD-09"
