"""Each invariant about contact and tracing in Kent is broken by a fault, and another name is never used to look for anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from service.bootstrap import Services
from service.cases.guarding import judged
from service.cases.opened import open_bundle
from service.domain.errors import RegisterRefused
from service.policy.bundle import Library
from service.policy.scenarios import load_text, run
from service.policy.scenarios.model import Expectation
from service.settings import ROOT
from service.stage import Rehearsal
from tests.processes.own_work import on_stage
from tests.processes.planted import BPMN, Change, broken_by, exchanged, said

COUNCIL = "kent"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SCENARIOS = ROOT / "processes" / COUNCIL / "scenarios"
CONTACT, TRACING = "kcc_contact", "kcc_tracing"
CHANNEL, TRANSLATION = "dmn-k2-channel.dmn", "dmn-k2-translation.dmn"


def asking(flow_id: str, condition: str) -> Change:
    """Return the change of a flow's condition."""

    def change(text: str) -> str:
        tree = etree.fromstring(text.encode())
        (flow,) = [each for each in tree.iter(f"{BPMN}sequenceFlow") if each.get("id") == flow_id]
        flow[0].text = condition
        return etree.tostring(tree, encoding="unicode")

    return change


def leading(source: str, target: str, elsewhere: str) -> Change:
    """Return the change of where a flow leads."""
    flow = f'sourceRef="{source}" targetRef='
    return said(f'{flow}"{target}"', f'{flow}"{elsewhere}"')


FAULTS = {
    "the manager's answer does not matter": (
        CONTACT,
        "K2-I01",
        "",
        said('"=agree = &quot;agree&quot;" target="contactA', '"=true" target="contactA'),
    ),
    "written before the rationale is on file": (CONTACT, "K2-I01", "", exchanged("K2_RecordRationale", "K2_SubContact")),
    "anybody is written to": (
        CONTACT,
        "K2-I01",
        "",
        said('"=confirmed" target="identityConfirmed"', '"=true" target="identityConfirmed"'),
    ),
    "consent without understanding": (
        CONTACT,
        "K2-I02",
        "",
        said(' and understands = &quot;yes&quot;" target="young', '" target="young'),
    ),
    "the assessment does not matter": (CONTACT, "K2-I02", "", said('"=surveillanceCleared" target="pse', '"=true" target="pse')),
    "another name without approval": (
        CONTACT,
        "K2-I02",
        "",
        said('"=decision = &quot;approved&quot;" target="contactA', '"=true" target="contactA'),
    ),
    "the account stays open": (CONTACT, "K2-I02", "", asking("Flow_K2_GwPseudonym_K2_CloseAccount", "=contactReason = channel")),
    "written after the end": (CONTACT, "K2-I02", "", leading("K2_BePseudonymExpiry", "K2_CloseReview", "K2_SubContact")),
    "a look begins in a contact": (CONTACT, "K2-I03", "", said('type="register.open_account"', 'type="register.open_session"')),
    "a personal account is let through": (
        CONTACT,
        "K2-I03",
        CHANNEL,
        said('<text>"personal"</text>', '<text>"established_kcc"</text>'),
    ),
    "a formal text goes online": (
        CONTACT,
        "K2-I05",
        TRANSLATION,
        said('<text>"kcc_service"</text>', '<text>"online_once"</text>'),
    ),
    "a failed attempt leaves no log": (CONTACT, "K2-I06", "", leading("K2_GwConfirmed", "K2_SubClose", "K2_GwOutcome")),
    "a contact is not noted": (CONTACT, "K2-I06", "", exchanged("K2_NoteContact", "K2_TellManager")),
    "what the record does not take is told and not on file": (
        CONTACT,
        "K2-I07",
        "",
        exchanged("K2_RefusalByHand", "K2_RemindManager"),
    ),
    "looked for without a decision": (
        TRACING,
        "K3-I01",
        "",
        said('"=decision" target="tracingDecision"', '"agree" target="tracingDecision"'),
    ),
    "advice stands for the decision": (TRACING, "K3-I01", "", leading("K3_IgAdvice", "K3_ManagerDecision", "K3_GwProceedings")),
    "adoption without legal advice": (
        TRACING,
        "K3-I02",
        "",
        asking("Flow_K3_GwProceedings_K3_SurveillanceAssessment", '=proceedings in ("none", "adoption")'),
    ),
    "legal advice does not matter": (TRACING, "K3-I02", "", asking("Flow_K3_GwLegal_K3_SurveillanceAssessment", "=true")),
    "what was not agreed leaves no trace": (TRACING, "K3-I03", "", leading("K3_GwManager", "K3_SubNotLooked", "K3_GwWhyNot")),
    "nothing found, nothing recorded": (TRACING, "K3-I03", "", leading("K3_GwFound", "K3_SubRecord", "K3_End_NotTraced")),
}
LOGGED: Mapping[str, Any] = {"privateMessage": True, "at": "2026-03-02T10:00:00Z", "summary": "Asked.", "direction": "sent"} | {
    "translatedWith": None,
    "onlineAllowed": False,
}
APPROVED: Mapping[str, Any] = {
    "decision": "approved",
    "expiresOn": "2026-05-01",
    "pack": {"pseudonymLongest": "P3M"},
    "now": AT.isoformat(),
}
CASE: Mapping[str, Any] = {"riskPlanRef": "RMP-12", "notForGathering": True}
REFUSALS = [
    ("K2_Communicate", "K2-I04", LOGGED, {"privateMessage": False}),
    ("K2_Communicate", "K2-I04", LOGGED, {"summary": None}),
    ("K2_Communicate", "K2-I05", LOGGED, {"translatedWith": "online"}),
    ("K2_PseudonymCase", "K2-I02", CASE, {"riskPlanRef": None}),
    ("K2_ManagerPseudonym", "K2-I02", APPROVED, {"expiresOn": None}),
    ("K2_ManagerPseudonym", "K2-I02", APPROVED, {"expiresOn": "2026-06-03"}),
    ("K2_ManagerPseudonym", "K2-I02", APPROVED, {"expiresOn": "2026-03-02"}),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_breaks_its_invariant(fault: str) -> None:
    procedure, invariant_id, table, change = FAULTS[fault]
    assert broken_by(COUNCIL, procedure, f"processes/{COUNCIL}/{table or procedure + '.bpmn'}", invariant_id, change)


@pytest.mark.parametrize(("element", "invariant_id", "sound", "wrong"), REFUSALS)
def test_what_policy_forbids_is_refused(
    element: str, invariant_id: str, sound: Mapping[str, Any], wrong: Mapping[str, Any]
) -> None:
    guards = open_bundle(Library(ROOT / "processes", ROOT / "forms").bundle(COUNCIL, CONTACT)).guards.at("complete", element)
    assert judged(guards, sound) is None
    found = judged(guards, {**sound, **wrong})
    assert found is not None
    assert found.guard.invariant_id == invariant_id


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[tuple[Services, Rehearsal]]:
    with on_stage(tmp_path, COUNCIL, CONTACT, AT) as made:
        yield made


def test_an_account_under_another_name_is_registered_with_its_end_and_never_checked_out(
    stage: tuple[Services, Rehearsal],
) -> None:
    made, rehearsal = stage
    file = "k2-pseudonym-to-its-expiry.yaml"
    scenario = load_text((SCENARIOS / file).read_bytes(), file=file, council=COUNCIL)
    end = next(index for index, step in enumerate(scenario.steps) if step.target == "K2_ConfirmIdentity")
    report = run(replace(scenario, steps=scenario.steps[:end], expect=Expectation(line=1)), rehearsal)
    assert report.passed, report.failures
    (number,) = rehearsal.cases()
    with made.database.unit_of_work() as unit:
        (account,) = [one for one in unit.registers.accounts(council=COUNCIL) if one["purpose"] == "pseudonym_exception"]
        assert (account["status"], str(account["expires_on"]), account["overseer"]) == ("active", "2026-04-20", "asha.lowe")
        with pytest.raises(RegisterRefused) as refused:
            unit.registers.open_session(
                council=COUNCIL,
                case_id=unit.cases.get(number).case_id,
                reference="KF-90551",
                person_id="mo.aziz",
                subjects=["Toni Adair"],
                account=account["account"],
                needs_access_worker=False,
                now=AT,
            )
        assert refused.value.code == "NO_ACCOUNT"
