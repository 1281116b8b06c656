"""Each guard of the shipped policy lets through what it should and refuses what breaks it, whatever forms and diagrams let through."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from service.cases.guarding import judged
from service.cases.opened import OpenedVersion, open_bundle
from service.commands import CompleteTask
from service.domain.bundle import Bundle
from service.domain.errors import AgainstPolicy
from service.policy.bundle import Library
from service.policy.invariants.written import written
from service.settings import ROOT
from tests.processes.conftest import COUNCIL, Theatre

PROCEDURE = "wmdc_search_request"
ZARA = {"id": "Zara Kaye", "adultConfirmed": True, "approxAge": None}
SESSION = {
    "account": "one",
    "person": "femi.adeyemi",
    "caseId": "c1",
    "number": 1,
    "openedAt": "2026-03-20T09:00:00Z",
    "closedAt": None,
}
ACTIVE = {"register": {"workerStatus": "active"}}
SEARCH = {
    **ACTIVE,
    "subject": "Zara Kaye",
    "clearedSubjects": ["Zara Kaye"],
    "approvedScope": {"subjects": [ZARA], "sessions": 1},
}
COPIES = {"documents": [{"file": "d1", "itemRef": 1}], "relevantItems": [{"ref": 1}], "noIllegal": True}
LOOKING = {
    "case": {"caseId": "c1"},
    "approvedScope": {"sessions": 1},
    "register": {"sessionsOfCase": [SESSION], "openSessions": [SESSION]},
}
SCOPE = {"pack": {"platformsAllowed": ["facebook"], "subjectMinAge": 18}, "platform": "facebook", "subjects": [ZARA]}
CONFIRMING = {"agree": "raise", "raisedTo": "LEGAL_ADVICE", "s1Outcome": "PROCEED"}
ASSESSING = {"viewing": "single", "priorSessionsEpisode": 0, "monitoring": "one_off"}

BROKEN: dict[str, tuple[str, str, Mapping[str, Any], Mapping[str, Any]]] = {
    "W1-I05 one person signs twice": ("complete", "W1_ReferBack", {"smSign": "a", "sdSign": "b"}, {"sdSign": "a"}),
    "W1-I05 nobody signs": ("complete", "W1_ReferBack", {"smSign": "a", "sdSign": "b"}, {"smSign": None}),
    "W1-I07 not cleared": ("complete", "W1_Search", SEARCH, {"clearedSubjects": []}),
    "W1-I14 not approved": ("complete", "W1_Search", SEARCH, {"approvedScope": {"subjects": [], "sessions": 1}}),
    "W1-I15 in dispute": ("complete", "W1_SaveCopies", COPIES, {"relevantItems": [{"ref": 2}]}),
    "W1-I17 illegal": ("complete", "W1_SaveCopies", COPIES, {"noIllegal": False}),
    "W1-I19 a second session": (
        "start",
        "W1_SubSearch",
        LOOKING,
        {"register": {"sessionsOfCase": [SESSION, SESSION], "openSessions": [SESSION]}},
    ),
    "W1-I20 monitoring called single": ("complete", "S1P_AnswerQuestions", ASSESSING, {"monitoring": "longer_term"}),
    "W1-I22 another site": ("start", "W1_LockScope", SCOPE, {"platform": "elsewhere"}),
    "W1-I22 a child": ("start", "W1_LockScope", SCOPE, {"subjects": [{**ZARA, "approxAge": 17}]}),
    "W1-I22 nobody said adult": ("start", "W1_LockScope", SCOPE, {"subjects": [{**ZARA, "adultConfirmed": None}]}),
    "W1-I23 no session of this request": (
        "start",
        "W1_SubSearch",
        LOOKING,
        {"register": {"sessionsOfCase": [SESSION], "openSessions": [{**SESSION, "caseId": "c2"}]}},
    ),
    "W1-I24 inadmissible": (
        "complete",
        "W1_FileToRecord",
        {"documents": [{"file": "d1"}], "register": {"inadmissible": []}},
        {"register": {"inadmissible": ["d1"]}},
    ),
    "W3-I04 takes while suspended": ("claim", "W1_LegitimacyCheck", ACTIVE, {"register": {"workerStatus": "suspended"}}),
    "W3-I04 checks while revoked": ("complete", "W1_LegitimacyCheck", ACTIVE, {"register": {"workerStatus": "revoked"}}),
    "W3-I04 searches and is none": ("complete", "W1_Search", SEARCH, {"register": {"workerStatus": None}}),
    "S1-I03 lowered": ("complete", "S1P_ManagerConfirm", CONFIRMING, {"s1Outcome": "NON_RIPA_REVIEW"}),
    "S1-I04 looked at before": ("complete", "S1P_AnswerQuestions", ASSESSING, {"priorSessionsEpisode": 1}),
}


@cache
def opened() -> OpenedVersion:
    return open_bundle(Library(ROOT / "processes", ROOT / "forms").bundle(COUNCIL, PROCEDURE))


@pytest.mark.parametrize("name", BROKEN)
def test_a_guard_refuses_what_breaks_it_and_nothing_else(name: str) -> None:
    moment, element_id, right, change = BROKEN[name]
    guards = opened().guards.at(moment, element_id)
    assert judged(guards, right) is None
    refused = judged(guards, {**right, **change})
    assert refused is not None
    assert (refused.guard.invariant_id, refused.fault) == (name.split()[0], "")


def test_every_guard_of_the_search_request_is_broken_above() -> None:
    about = [item for item in written(opened().bundle) if item.about(PROCEDURE) or item.about("shared_surveillance_assessment")]
    guarded = {invariant.invariant_id for invariant in about if invariant.guards}
    assert {guard.invariant_id for guard in opened().guards} == {name.split()[0] for name in BROKEN} == guarded


def test_a_form_made_weaker_does_not_weaken_the_policy(theatre: Theatre) -> None:
    bundle = theatre.services.library.bundle(COUNCIL, PROCEDURE)
    path = f"forms/{COUNCIL}/form-w1-referback.form"
    weaker = (
        bundle.files[path].replace(b'"check": "=sdSign != smSign"', b'"check": "=true"').replace(b'"role": "sd"', b'"role": "sm"')
    )
    assert weaker != bundle.files[path]
    publish(theatre, Bundle(council=COUNCIL, procedure_id=PROCEDURE, files={**bundle.files, path: weaker}))
    number = theatre.play_until("sc-06b-doubt-answered.yaml", "W1_ReferBack")
    (task,) = theatre.stage.tasks(number, "W1_ReferBack")
    one = {"smSign": "dilip.mistry", "sdSign": "dilip.mistry", "result": "valid_as_is"}
    with pytest.raises(AgainstPolicy) as refused:
        complete(theatre, task, "dilip.mistry", one)
    assert refused.value.rule == "W1-I05"


def test_copies_that_may_not_be_used_any_more_are_not_filed(theatre: Theatre) -> None:
    number = theatre.play_until("sc-01-happy-path.yaml", "W1_FileToRecord")
    theatre.stage.settle()
    (task,) = theatre.stage.tasks(number, "W1_FileToRecord")
    with theatre.services.database.unit_of_work() as unit:
        case = unit.cases.get(number)
        document = next(item for item in unit.documents.of_case(case.case_id) if item.added_by == "femi.adeyemi")
        unit.registers.mark_documents(council=COUNCIL, status="INADMISSIBLE_PENDING", document_ids=[document.document_id])
        unit.commit()
    with pytest.raises(AgainstPolicy) as refused:
        complete(theatre, task, "aisha.rahman", {})
    assert refused.value.rule == "W1-I24"


def publish(theatre: Theatre, bundle: Bundle) -> None:
    """Make a version live without asking whether it may be."""
    with theatre.services.database.unit_of_work() as unit:
        unit.versions.add(bundle, name=bundle.procedure_id, at=theatre.services.clock.now(), by="triangulate", note="")
        unit.commit()


def complete(theatre: Theatre, task: Any, person: str, answers: Mapping[str, Any]) -> None:
    task_id = getattr(task, "task_id", task)
    filled = theatre.stage.answers(task_id, person=person, given=answers)
    theatre.services.run(CompleteTask(task_id, filled), theatre.services.actor(person))
