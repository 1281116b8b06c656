"""What must hold of access workers is broken here on purpose, and is found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.commands import CompleteTask, PutPerson
from service.domain.errors import NotAllowed
from service.domain.identity import Grant, system_actor
from service.domain.verdicts import Outcome
from tests.processes.breaking import outcome, refused, with_fault
from tests.processes.conftest import COUNCIL, Theatre

PROCEDURE = "wmdc_aaw_registration"
ACCOUNT = {"id": "a", "purpose": "search", "status": "active"}
AUTHORISING = {
    "outcome": "authorised",
    "pack": {"maxActiveAccessWorkers": 6},
    "register": {"activeWorkers": 5, "accounts": [ACCOUNT]},
}


@pytest.mark.parametrize(
    ("invariant_id", "this", "that"),
    [
        ("W3-I01", '=trainingResult = "passed"</', "=trainingResult != null</"),
        ("W3-I01", '=authorisation = "authorised"</', "=authorisation != null</"),
        ("W3-I03", r'(sourceRef="W3_BeLeaver" targetRef=)"W3_SubRevoke"', r'\1"W3_End_Revoked"'),
        ("W3-I06", 'errorCode="LIMIT_REACHED"', 'errorCode="NO_PLACE"'),
    ],
)
def test_a_fault_in_the_diagram_breaks_the_invariant(invariant_id: str, this: str, that: str) -> None:
    assert Outcome.BROKEN in outcome(with_fault(PROCEDURE, this, that), invariant_id)


@pytest.mark.parametrize(
    ("change", "invariant_id"),
    [
        ({}, ""),
        ({"register": {"activeWorkers": 6, "accounts": [ACCOUNT]}}, "W3-I02"),
        ({"register": {"activeWorkers": 6, "accounts": [ACCOUNT]}, "outcome": "refused"}, ""),
        ({"register": {"activeWorkers": 5, "accounts": [{**ACCOUNT, "status": "closed"}]}}, "W4-I04"),
        ({"register": {"activeWorkers": 5, "accounts": [{**ACCOUNT, "purpose": "key_messages"}]}}, "W4-I04"),
    ],
)
def test_a_seventh_or_one_without_an_account_is_not_authorised(change: dict[str, Any], invariant_id: str) -> None:
    assert refused(PROCEDURE, "complete", "W3_DirectorAuthorise", {**AUTHORISING, **change}) == invariant_id


@pytest.mark.parametrize(
    ("element_id", "person_id", "role"),
    [
        ("W3_DirectorAuthorise", "dilip.mistry", "sd"),
        ("W3_DirectorAuthorise", "aisha.rahman", "sd"),
        ("W3_Training", "aisha.rahman", "sm"),
    ],
)
def test_nominee_nominator_and_director_are_three_people(theatre: Theatre, element_id: str, person_id: str, role: str) -> None:
    number = theatre.play_until("w3-registered-and-renewed.yaml", element_id)
    services = theatre.services
    with services.database.unit_of_work(read_only=True) as unit:
        person = unit.people.get(person_id)
    services.run(PutPerson(replace(person, grants=person.grants | {Grant(COUNCIL, role)})), system_actor(COUNCIL))
    actor = services.actor(person_id)
    assert actor is not None
    (task_id,) = theatre.stage.tasks(number, element_id)
    with pytest.raises(NotAllowed) as found:
        services.run(CompleteTask(task_id), actor)
    assert found.value.rule == "SOD-17"
