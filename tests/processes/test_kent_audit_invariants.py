"""Each of Kent's invariants about the technology audit is broken by a fault or refused by its guard; the table tells every age its band."""

from __future__ import annotations

import pytest

from service.cases.guarding import judged
from service.cases.opened import open_bundle
from service.policy.bundle import Library
from service.settings import ROOT
from tests.processes.planted import broken_by, exchanged, made, said

COUNCIL = "kent"
PROCEDURE = "kcc_technology_audit"
DIAGRAM = f"processes/{COUNCIL}/{PROCEDURE}.bpmn"
ADEQUATE = '>=adequate = "not_adequate"<'
FAULTS = {
    "no action about what is not adequate": ("K10-I01", said(ADEQUATE, '>=adequate = "not_adequate" and count(findings) > 1<')),
    "signed off before the report is made": ("K10-I01", exchanged("K10_MakeReport", "K10_SignOff")),
    "found before anybody looked": ("K10-I01", exchanged("K10_Findings", "K10_RiskReview")),
    "reviews that are not waited for": ("K10-I03", made("K10_JnReview", "exclusiveGateway")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_breaks_its_invariant(fault: str) -> None:
    invariant_id, change = FAULTS[fault]
    assert broken_by(COUNCIL, PROCEDURE, DIAGRAM, invariant_id, change)


def test_the_next_audit_is_within_twelve_months() -> None:
    opened = open_bundle(Library(ROOT / "processes", ROOT / "forms").bundle(COUNCIL, PROCEDURE))
    guards = opened.guards.at("complete", "K10_SignOff")
    said_on = {"now": "2026-04-01T09:00:00+00:00", "pack": {"auditEvery": "P1Y"}}
    refused = {day: judged(guards, {**said_on, "nextDue": day}) for day in ("2026-03-31", "2027-04-01", "2027-04-02", None)}
    broken = {day: None if found is None else found.guard.invariant_id for day, found in refused.items()}
    assert broken == {"2026-03-31": "K10-I02", "2027-04-01": None, "2027-04-02": "K10-I02", None: "K10-I02"}
