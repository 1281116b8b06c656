"""Each invariant about online incidents is broken by a fault, in the procedure of every council that has one, and an incident has no
place for a file or a picture."""

from __future__ import annotations

import json

import pytest

from service.policy.bundle import Library
from service.settings import ROOT
from tests.processes.planted import broken_by, exchanged, made, said

COUNCILS = {"wakefield": "wmdc_online_incident", "kent": "kcc_online_incident"}
AFTER_DEBRIEF = {"wakefield": "K9_InformParents", "kent": "K9_MakeReport"}
"""What stands in the debrief's place when the two are exchanged."""
DIAGRAM = "processes/{council}/{procedure}.bpmn"
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
    "a referral is waited for that was not made": ("K9-I05", DIAGRAM, made("K9_JnReferrals", "parallelGateway")),
}


@pytest.mark.parametrize("council", COUNCILS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_breaks_its_invariant(council: str, fault: str) -> None:
    invariant_id, file, change = FAULTS[fault]
    procedure = COUNCILS[council]
    assert broken_by(council, procedure, file.format(council=council, procedure=procedure), invariant_id, change)


@pytest.mark.parametrize("council", COUNCILS)
def test_no_incident_ends_without_its_debrief(council: str) -> None:
    procedure = COUNCILS[council]
    change = exchanged("K9_Debrief", AFTER_DEBRIEF[council])
    assert broken_by(council, procedure, DIAGRAM.format(council=council, procedure=procedure), "K9-I04", change)


@pytest.mark.parametrize("council", COUNCILS)
def test_no_form_of_an_incident_has_a_place_for_a_file(council: str) -> None:
    files = Library(ROOT / "processes", ROOT / "forms").bundle(council, COUNCILS[council]).files
    forms = [json.loads(content) for path, content in files.items() if path.endswith(".form")]
    kinds = {part["type"] for form in forms for whole in form["components"] for part in (whole, *whole.get("components", []))}
    assert len(forms) >= 14
    assert "filepicker" not in kinds
    assert not [path for path, content in files.items() if path.endswith(".typ") and b"image(" in content]
