"""Each invariant about requests for information and their reviews is broken by a fault, and each guard refuses what breaks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from lxml import etree

from service.cases.guarding import judged
from service.cases.opened import open_bundle
from service.commands import ClaimTask
from service.domain.errors import NotAllowed, NotFound
from service.policy.bundle import Library
from service.policy.invariants.written import written
from service.settings import ROOT
from tests.processes.conftest import COUNCIL, Theatre
from tests.processes.planted import BPMN, Change, broken_by, exchanged, said

REQUEST, REVIEW = "foi_request", "foi_internal_review"
DIAGRAMS = {procedure: f"processes/shared/{procedure}.bpmn" for procedure in (REQUEST, REVIEW)}
COST, REVIEWER = "processes/shared/dmn-f1-cost.dmn", "processes/shared/dmn-f2-reviewer.dmn"
SIGN_OFF = '<zeebe:assignmentDefinition candidateGroups="foi_signatory"/>'


def led(source: str, target: str, *, to: str) -> Change:
    """Return the change that leads the flow between two elements to a third. Something else must lead to the second still."""

    def change(text: str) -> str:
        tree = etree.fromstring(text.encode())
        (flow,) = [
            each
            for each in tree.iter(f"{BPMN}sequenceFlow")
            if (each.get("sourceRef"), each.get("targetRef")) == (source, target)
        ]
        flow.set("targetRef", to)
        nodes = {each.get("id"): each for each in tree.iter() if each.get("id") in (target, to)}
        (arriving,) = [each for each in nodes[target].iter(f"{BPMN}incoming") if each.text == flow.get("id")]
        nodes[target].remove(arriving)
        nodes[to].insert(
            sum(etree.QName(each).localname in ("documentation", "extensionElements") for each in nodes[to]), arriving
        )
        return etree.tostring(tree, encoding="unicode")

    return change


FAULTS: Mapping[str, tuple[str, str, str, Change]] = {
    "acknowledged before the due date is known": ("F1-I01", REQUEST, "", exchanged("F1_ComputeDue", "F1_NoteClass")),
    "nothing is sent": ("F1-I01", REQUEST, "", led("F1_GwSign", "F1_Send", to="F1_NoteSent")),
    "no estimate": ("F1-I02", REQUEST, "", led("F1_GwReport", "F1_CostEstimate", to="F1_Disposition")),
    "the limit is exceeded when it is met": ("F1-I02", REQUEST, COST, said("<text>&gt; 0</text>", "<text>&gt;= 0</text>")),
    "refused without advice": ("F1-I03", REQUEST, "", exchanged("F1_AdviseRefine", "F1_KeepDecisions")),
    "small numbers are not looked at": ("F1-I04", REQUEST, "", exchanged("F1_SmallNumbers", "F1_AdviseRefine")),
    "decisions are kept before they are made": ("F1-I04", REQUEST, "", exchanged("F1_SmallNumbers", "F1_KeepDecisions")),
    "what was sent back goes out": ("F1-I06", REQUEST, "", led("F1_GwSigned", "F1_DraftResponse", to="F1_WriteResponse")),
    "an older letter goes out": ("F1-I06", REQUEST, "", exchanged("F1_WriteResponse", "F1_NoteSent")),
    "the officer signs it off": ("F1-I06", REQUEST, "", said(SIGN_OFF, SIGN_OFF.replace("foi_signatory", "iao"))),
    "a new question is swallowed": ("F2-I01", REVIEW, "", exchanged("F2_OpenNewRequest", "F2_SupplyMore")),
    "who signed may review": ("F2-I01", REVIEW, REVIEWER, said("<text>false</text>", "<text>true</text>")),
    "no letter after a review": ("F2-I02", REVIEW, "", led("F2_NameReviewer", "F2_SubReview", to="F2_EvAfter")),
}
DRAFT = {
    "exceedsLimit": False,
    "flaggedCells": [{"row": "a"}],
    "cellDecisions": [{"row": "a"}],
    "reviewRights": True,
    "icoRights": True,
}
ADVICE = {"exceedsLimit": True, "questions": [{}, {}], "answered": [{"minutes": 5}, {"minutes": 0}]}
BROKEN: Mapping[str, tuple[str, str, str, Mapping[str, Any], Mapping[str, Any]]] = {
    "F1-I02 a question without estimate": (REQUEST, "complete", "F1_AdviseRefine", ADVICE, {"answered": [{"minutes": 5}]}),
    "F1-I02 within the limit": (REQUEST, "complete", "F1_AdviseRefine", ADVICE, {"exceedsLimit": False}),
    "F1-I04 a number without decision": (REQUEST, "complete", "F1_DraftResponse", DRAFT, {"cellDecisions": []}),
    "F1-I05 no way to a review": (REQUEST, "complete", "F1_DraftResponse", DRAFT, {"reviewRights": None}),
    "F1-I05 no way to the Commissioner": (REQUEST, "complete", "F1_DraftResponse", DRAFT, {"icoRights": False}),
    "F2-I01 a signer": (REVIEW, "claim", "F2_Review", {"signers": ["a"], "actor": {"id": "b"}}, {"actor": {"id": "a"}}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_breaks_its_invariant(fault: str) -> None:
    invariant_id, procedure, table, change = FAULTS[fault]
    assert broken_by(COUNCIL, procedure, table or DIAGRAMS[procedure], invariant_id, change)


@pytest.mark.parametrize("name", BROKEN)
def test_a_guard_refuses_what_breaks_it_and_nothing_else(name: str) -> None:
    procedure, moment, element_id, right, change = BROKEN[name]
    guards = open_bundle(Library(ROOT / "processes", ROOT / "forms").bundle(COUNCIL, procedure)).guards.at(moment, element_id)
    assert judged(guards, right) is None
    refused = judged(guards, {**right, **change})
    assert refused is not None
    assert (refused.guard.invariant_id, refused.fault) == (name.split()[0], "")


@pytest.mark.parametrize("procedure", [REQUEST, REVIEW])
def test_every_guard_is_broken_above(procedure: str) -> None:
    bundle = Library(ROOT / "processes", ROOT / "forms").bundle(COUNCIL, procedure)
    guarded = {each.invariant_id for each in written(bundle) if each.guards and procedure in each.procedures}
    assert guarded == {name.split()[0] for name, (of, *_) in BROKEN.items() if of == procedure}


def test_whoever_wrote_the_response_cannot_take_its_review(theatre: Theatre) -> None:
    number = theatre.play_until("f2-part-upheld-more-supplied.yaml", "F2_Review")
    theatre.stage.settle()
    (review,) = [one for one in theatre.stage.cases() if one != number and theatre.stage.tasks(one, "F2_Review")]
    (task, *_) = theatre.stage.tasks(review, "F2_Review")
    for person in ("cara.dunn", "ivan.marsh"):
        with pytest.raises((NotAllowed, NotFound)):
            theatre.services.run(ClaimTask(str(getattr(task, "task_id", task))), theatre.services.actor(person))
