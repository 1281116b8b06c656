"""Each of Kent's invariants about online incidents is broken by a fault, and an incident has no place for a file or a picture."""

from __future__ import annotations

import json

import pytest

from service.policy.bundle import Library
from service.settings import ROOT
from tests.processes.planted import broken_by, exchanged, made, said

COUNCIL = "kent"
PROCEDURE = "kcc_online_incident"
DIAGRAM = f"processes/{COUNCIL}/{PROCEDURE}.bpmn"
TABLE = "processes/shared/dmn-k9-route.dmn"
TO_LADO = '<text>["lado"]</text>\n        </outputEntry>\n        <annotationEntry>\n          <text>An allegation'
FURTHER = "=nfa = true and not(staffInvolved) and not(immediateDanger)"
FAULTS = {
    "the Designated Person is told late": ("K9-I01", DIAGRAM, exchanged("K9_NotifyDp", "K9_Triage")),
    "999 is not called": ("K9-I01", DIAGRAM, said(">=immediateDanger<", ">=immediateDanger and staffInvolved<")),
    "something is filed": ("K9-I02", DIAGRAM, said('type="register.open_incident"', 'type="case_record.file"')),
    "staff are looked into by ourselves": ("K9-I03", DIAGRAM, exchanged("K9_Lado", "K9_InternalRoute")),
    "the rule about staff is another": ("K9-I03", TABLE, said(TO_LADO, TO_LADO.replace("lado", "internal"))),
    "an allegation is dropped": ("K9-I04", DIAGRAM, said(FURTHER, "=nfa = true and not(immediateDanger)")),
    "the report is made before the debrief": ("K9-I04", DIAGRAM, exchanged("K9_Debrief", "K9_MakeReport")),
    "a referral is waited for that was not made": ("K9-I05", DIAGRAM, made("K9_JnReferrals", "parallelGateway")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_breaks_its_invariant(fault: str) -> None:
    invariant_id, file, change = FAULTS[fault]
    assert broken_by(COUNCIL, PROCEDURE, file, invariant_id, change)


def test_an_incident_has_no_place_for_a_file_or_a_picture() -> None:
    files = Library(ROOT / "processes", ROOT / "forms").bundle(COUNCIL, PROCEDURE).files
    forms = [json.loads(content) for path, content in files.items() if path.endswith(".form")]
    kinds = {part["type"] for form in forms for whole in form["components"] for part in (whole, *whole.get("components", []))}
    reports = [content.decode() for path, content in files.items() if path.endswith(".typ")]
    assert len(forms) >= 14
    assert len(reports) == 1
    assert "filepicker" not in kinds
    assert "image(" not in reports[0]
