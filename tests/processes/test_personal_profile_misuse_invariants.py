"""Each invariant about the misuse of a personal profile is broken by a fault, and what was ruled out stays out of every request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from service.cases.guarding import judged
from service.cases.opened import open_bundle
from service.commands import CompleteTask
from service.domain.errors import AgainstPolicy, Invalid
from service.policy.bundle import Library
from service.policy.scenarios import load_text, run
from service.settings import ROOT
from tests.processes.conftest import COUNCIL, SCENARIOS, Theatre
from tests.processes.planted import broken_by, exchanged, made, said

PROCEDURE = "wmdc_personal_profile_misuse"
DIAGRAM = f"processes/shared/{PROCEDURE}.bpmn"
INVOLVED = ("W5_Triage", "W5_Clarify", "W5_SafeguardChild", "W5_LegalStatus", "W5_BreachAssessment", "W5_HrDecision")
FAULTS = {
    "judged before it is restricted": ("W5-I01", exchanged("W5_Restrict", "W5_Triage")),
    "the law is not asked": ("W5-I01", exchanged("W5_LegalStatus", "W5_SafeguardChild")),
    "the material is not ruled out": ("W5-I01", exchanged("W5_MarkMaterial", "W5_Lift")),
    "a child is acted for and nothing else": ("W5-I01", said(">=true<", ">=not(childAtRisk)<")),
    "a child is acted for only when it is substantiated": (
        "W5-I02",
        said(">=childAtRisk<", '>=childAtRisk and substantiated = "yes"<'),
    ),
    "material is filed": ("W5-I03", said('type="register.documents_of"', 'type="case_record.file"')),
    "what is unclear is lifted": ("W5-I05", exchanged("W5_Clarify", "W5_Lift")),
    "nobody waits for the others": ("W5-I06", made("W5_JnStreams", "exclusiveGateway")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_diagram_breaks_its_invariant(fault: str) -> None:
    invariant_id, change = FAULTS[fault]
    assert broken_by(COUNCIL, PROCEDURE, DIAGRAM, invariant_id, change)


@pytest.mark.parametrize("element_id", INVOLVED)
def test_the_person_reported_takes_no_part(element_id: str) -> None:
    guards = open_bundle(Library(ROOT / "processes", ROOT / "forms").bundle(COUNCIL, PROCEDURE)).guards.at("claim", element_id)
    seen = {"reportedPerson": "one", "actor": {"id": "another"}}
    assert judged(guards, seen) is None
    refused = judged(guards, {**seen, "actor": {"id": "one"}})
    assert refused is not None
    assert refused.guard.invariant_id == "W5-I04"


def test_a_screenshot_that_was_ruled_out_is_attached_to_no_request(theatre: Theatre) -> None:
    played(theatre, "sc-15-personal-profile.yaml")
    number = theatre.play_until("sc-01-happy-path.yaml", "W1_SaveCopies")
    with pytest.raises(Invalid) as refused:
        complete(theatre, number, "W1_SaveCopies", "femi.adeyemi", copies("screenshot.png", "post-2.pdf"))
    assert [problem.message for problem in refused.value.problems] == ["Choose a file that was added to this case"]
    complete(theatre, number, "W1_SaveCopies", "femi.adeyemi", copies("post-1.pdf", "post-2.pdf"))
    assert theatre.stage.tasks(number, "W1_SaveCopies") == []


def test_copies_of_a_request_that_come_from_a_personal_profile_are_never_filed(theatre: Theatre) -> None:
    number = theatre.play_until("sc-01-happy-path.yaml", "W1_FileToRecord")
    theatre.stage.settle()
    with theatre.services.database.unit_of_work(read_only=True) as unit:
        copied = [
            one.document_id for one in unit.documents.of_case(unit.cases.get(number).case_id) if one.added_by == "femi.adeyemi"
        ]
    text = on_the_day("w5-breach-clock.yaml").replace("aisha.rahman", "femi.adeyemi")
    text = text.replace("material: false", "material: true, caseId: CD-204417")
    text = text.replace('finding: "yes"', f'finding: "yes", materialRefs: [{copied[0]}]')
    report = run(load_text(text.encode(), file="w5.yaml", council=COUNCIL), theatre.stage)
    assert report.passed, report.failures
    with theatre.services.database.unit_of_work(read_only=True) as unit:
        standing = {one.document_id: one.evidential_status for one in unit.documents.of_case(unit.cases.get(number).case_id)}
    assert {document: standing[document] for document in copied} == dict.fromkeys(copied, "OK") | {copied[0]: "INADMISSIBLE"}
    with pytest.raises(AgainstPolicy) as refused:
        complete(theatre, number, "W1_FileToRecord", "aisha.rahman", {})
    assert refused.value.rule == "W1-I24"


def test_a_suspended_access_worker_is_restored_only_when_no_other_report_is_open(theatre: Theatre) -> None:
    for _ in range(2):
        theatre.play_until("w5-not-substantiated.yaml", "W5_Triage")
    played(theatre, "w5-not-substantiated.yaml", expects="accessWorkerStatus: active", now="accessWorkerStatus: suspended")
    with theatre.services.database.unit_of_work(read_only=True) as unit:
        assert standing_of(unit, "femi.adeyemi") == "suspended"


def on_the_day(file: str) -> str:
    """A scenario of this procedure, three days earlier: the day that the theatre's clock begins."""
    text = (SCENARIOS / file).read_text("utf-8")
    for day in (20, 22, 23, 26):
        text = text.replace(f"2026-03-{day}", f"2026-03-{day - 3}")
    return text


def played(theatre: Theatre, file: str, *, expects: str = "", now: str = "") -> None:
    text = on_the_day(file)
    head, _, tail = text.rpartition(expects) if expects else (text, "", "")
    report = run(load_text((head + now + tail).encode(), file=file, council=COUNCIL), theatre.stage)
    assert report.passed, report.failures


def standing_of(unit: Any, person: str) -> str:
    return next(str(one["status"]) for one in unit.registers.access_workers(council=COUNCIL) if one["person_id"] == person)


def copies(*files: str) -> Mapping[str, Any]:
    return {"documents": [{"file": file, "redactedThirdParties": False} for file in files], "noIllegal": True}


def task_of(theatre: Theatre, number: str, element_id: str) -> str:
    (task, *_) = theatre.stage.tasks(number, element_id)
    return str(getattr(task, "task_id", task))


def complete(theatre: Theatre, number: str, element_id: str, person: str, answers: Mapping[str, Any]) -> None:
    theatre.stage.settle()
    task_id = task_of(theatre, number, element_id)
    filled = theatre.stage.answers(task_id, person=person, given=answers)
    actor = theatre.services.actor(person)
    assert actor is not None
    theatre.services.run(CompleteTask(task_id, filled), actor)
