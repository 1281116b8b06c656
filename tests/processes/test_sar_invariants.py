"""What must hold of subject access is broken here on purpose, and is found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from service.domain.verdicts import Outcome
from tests.processes.breaking import outcome, refused, with_fault

ACCESS, SURVEY = "sar_request", "staff_survey"
ROW = {"doc": "a", "seriousHarm": "no", "thirdParty": False}
REVIEWING: Mapping[str, Any] = {"lookedForHarm": True, "perDocument": [ROW], "bundle": [ROW], "elsewhere": []}
REDACTING: Mapping[str, Any] = {"perDocument": [ROW], "reviewed": [ROW]}


@pytest.mark.parametrize(
    ("procedure", "invariant_id", "this", "that"),
    [
        (ACCESS, "F3-I01", "=identityShown</(.*?)=identityShown</", r'=identityShown</\1=authority != "other"</'),
        (
            ACCESS,
            "F3-I01",
            '(sourceRef="F3_PrepareStart" targetRef=)"F3_CaseHolderReview"(.*?sourceRef="F3_GwSigned" targetRef=)"F3_Redact"',
            r'\1"F3_Redact"\2"F3_CaseHolderReview"',
        ),
        (ACCESS, "F3-I02", "=signedOff</", "=signedOff = false</"),
        (ACCESS, "F3-I02", "=needsAdvice</", "=needsAdvice = false</"),
        (SURVEY, "V1-I01", 'candidateGroups="process_owner"', 'candidateGroups="staff"'),
        (SURVEY, "V1-I02", '(sourceRef="V1_TellOwners" targetRef=)"V1_End_Published"', r'\1"V1_End_TooFew"'),
        (
            SURVEY,
            "V1-I02",
            '(sourceRef="V1_GwSmall" targetRef=)"V1_SmallCells"(.*?sourceRef="V1_GwSmall" targetRef=)"V1_Publish"',
            r'\1"V1_Publish"\2"V1_SmallCells"',
        ),
    ],
)
def test_a_fault_in_the_diagram_breaks_the_invariant(procedure: str, invariant_id: str, this: str, that: str) -> None:
    assert Outcome.BROKEN in outcome(with_fault(procedure, this, that), invariant_id)


@pytest.mark.parametrize(
    ("element", "sound", "wrong"),
    [
        ("F3_CaseHolderReview", REVIEWING, {"lookedForHarm": None}),
        ("F3_CaseHolderReview", REVIEWING, {"perDocument": []}),
        ("F3_Redact", REDACTING, {"perDocument": []}),
    ],
)
def test_every_item_is_judged(element: str, sound: Mapping[str, Any], wrong: Mapping[str, Any]) -> None:
    assert refused(ACCESS, "complete", element, sound) == ""
    assert refused(ACCESS, "complete", element, {**sound, **wrong}) == "F3-I03"
