"""What must hold of covert authorisations is broken here on purpose, and is found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from service.domain.errors import Invalid, RegisterRefused
from service.domain.verdicts import Outcome
from tests.processes.breaking import outcome, refused, with_fault
from tests.processes.conftest import AT, COUNCIL, Theatre

ASKED, IN_FORCE = "shared_covert_authorisation", "shared_authorisation_in_force"
LATER = datetime(2026, 6, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("procedure", "invariant_id", "this", "that"),
    [
        (ASKED, "S2-I01", '=jpOutcome = "approved"</', '=jpOutcome != "refused"</'),
        (ASKED, "S2-I01", 'source="=false" target="authorisationEffective"', 'source="=true" target="authorisationEffective"'),
        (ASKED, "S2-I02", 'candidateGroups="ripa_ao"', 'candidateGroups="legal"'),
        (IN_FORCE, "S2-I01b", '=renewalOutcome = "approved"</', "=renewalOutcome != null</"),
        (IN_FORCE, "S2-I02b", '(sourceRef="S2P_NoteExpiry" targetRef=)"S2P_Cancel"', r'\1"S2P_TellEnded"'),
        (IN_FORCE, "S2-I02b", '(sourceRef="S2P_EvReviewDue" targetRef=)"S2P_Review"', r'\1"S2P_Over"'),
    ],
)
def test_a_fault_in_the_diagram_breaks_the_invariant(procedure: str, invariant_id: str, this: str, that: str) -> None:
    assert Outcome.BROKEN in outcome(with_fault(procedure, this, that), invariant_id)


@pytest.mark.parametrize("moment", ["claim", "complete"])
@pytest.mark.parametrize(("reviewer", "invariant_id"), [("quinn.abara", ""), ("aisha.rahman", "S2-I02b")])
def test_the_applicant_never_reviews_it(moment: str, reviewer: str, invariant_id: str) -> None:
    seen: Mapping[str, Any] = {"actor": {"id": reviewer}, "applicantId": "aisha.rahman"}
    assert refused(IN_FORCE, moment, "S2P_Review", seen) == invariant_id


def test_no_session_under_an_authorisation_outside_its_time(theatre: Theatre) -> None:
    number = theatre.play_until("sc-01-happy-path.yaml", "W1_LegitimacyCheck")
    with theatre.services.database.unit_of_work() as unit:
        registers, of_case = unit.registers, {"council": COUNCIL, "case_id": unit.cases.get(number).case_id}
        urn = registers.open_authorisation(**of_case, kind="RIPA_DS", applicant="aisha.rahman", now=AT)
        look = {
            **of_case,
            "account": "official",
            "person_id": "femi.adeyemi",
            "subjects": [],
            "reference": "CD-204417",
            "urn": urn,
        }
        with pytest.raises(RegisterRefused, match="does not cover"):
            registers.open_session(**look, now=AT)
        note = {**of_case, "urn": urn, "at": AT, "months": 3}
        registers.note_authorisation(**note, event="granted")
        with pytest.raises(Invalid, match="magistrate"):
            registers.note_authorisation(**note, event="activated")
        registers.note_authorisation(**note, event="jp_approved")
        registers.note_authorisation(**note, event="activated")
        for outside in (datetime(2026, 3, 19, tzinfo=UTC), LATER):
            with pytest.raises(RegisterRefused, match="does not cover"):
                registers.open_session(**look, now=outside)
        assert registers.open_session(**look, now=AT)["number"] == 1
