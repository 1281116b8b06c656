"""What must hold before a change goes live is broken here on purpose, and is found."""

from __future__ import annotations

import pytest

from service.domain.verdicts import Outcome
from tests.processes.breaking import outcome, refused, with_fault

PROCEDURE = "policy_change"


@pytest.mark.parametrize(
    ("invariant_id", "this", "that"),
    [
        ("PC-I01", "=checksPassed = true and waived = false", "=waived = false"),
        ("PC-I01", '=igOutcome = "no_objection"', "=igOutcome != null"),
        ("PC-I01", '=approval = "approve"', '=approval != "reject"'),
        ("PC-I01", '(sourceRef="PC_GwChecks" targetRef=)"PC_ReadChanges"', r'\1"PC_Approve"'),
        ("PC-I02", "=checksPassed = true and waived = false", "=checksPassed = true"),
        ("PC-I02", '=waiverOutcome = "sign"', "=waiverOutcome != null"),
        ("PC-I04", 'name="Yes" sourceRef="PC_GwApproved"', 'name="No" sourceRef="PC_GwApproved"'),
    ],
)
def test_a_fault_in_the_diagram_breaks_the_invariant(invariant_id: str, this: str, that: str) -> None:
    assert Outcome.BROKEN in outcome(with_fault(PROCEDURE, this, that), invariant_id)


@pytest.mark.parametrize(("approver", "invariant_id"), [("wyn.ellery", ""), ("sol.verne", "PC-I03"), (None, "PC-I03")])
def test_publishing_is_refused_where_the_proposer_approved(approver: str | None, invariant_id: str) -> None:
    seen = {"proposedBy": "sol.verne", "approvedBy": approver}
    assert refused(PROCEDURE, "start", "PC_Publish", seen) == invariant_id
