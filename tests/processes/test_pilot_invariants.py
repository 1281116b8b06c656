"""What must hold of the end of the pilot is broken here on purpose, and is found."""

from __future__ import annotations

import pytest

from service.domain.verdicts import Outcome
from tests.processes.breaking import outcome, with_fault

EVALUATION = "wmdc_pilot_evaluation"
SEARCH = "wmdc_search_request"
UNCAUGHT = r'\1<bpmn:errorEventDefinition id="X" errorRef="E"/>\2\3<bpmn:error id="E" name="E" errorCode="E"/>'


@pytest.mark.parametrize(
    ("procedure", "invariant_id", "this", "that"),
    [
        (EVALUATION, "W4-I01", r'(sourceRef="W4_BeEndEarly" targetRef=)"W4_ComputeMeasures"', r'\1"W4_CompileReport"'),
        (EVALUATION, "W4-I02", '=pilotDecision = "stop"</', '=pilotDecision = "later"</'),
        (EVALUATION, "W4-I05", r'(id="W4_Closed".*?)(</bpmn:endEvent>)(.*?</bpmn:process>)', UNCAUGHT),
        (SEARCH, "W4-I03", "=openAccounts &gt; 0</", "=openAccounts &gt;= 0</"),
        (SEARCH, "W4-I03", r'(id="W1_ExitPilotStopped_Error" errorRef=)"W1_Error_W1_WITHDRAWN"', r'\1"W1_Error_W1_STOPPED"'),
    ],
)
def test_a_fault_in_the_diagram_breaks_the_invariant(procedure: str, invariant_id: str, this: str, that: str) -> None:
    assert Outcome.BROKEN in outcome(with_fault(procedure, this, that), invariant_id)
