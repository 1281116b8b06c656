"""The separation of duties that the search request's diagrams ask for, by people who hold both roles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.commands import ClaimTask, CompleteTask, PutPerson
from service.domain.errors import NotAllowed
from service.domain.identity import Grant, system_actor
from tests.processes.conftest import COUNCIL, Theatre

DISAGREEMENT = "sc-09-disagreement.yaml"
DOUBT = "sc-06-doubt-stops-it.yaml"


@pytest.mark.parametrize(
    ("file", "element_id", "person_id", "role", "rule"),
    [
        (DISAGREEMENT, "W1_Supervision", "aisha.rahman", "tm", "SOD-03"),
        (DISAGREEMENT, "W1_DirectorDecision", "aisha.rahman", "sd", "SOD-02"),
        (DISAGREEMENT, "W1_DirectorDecision", "carol.whitaker", "sd", "SOD-02"),
        (DISAGREEMENT, "W1_LegitimacyCheck", "aisha.rahman", "aaw", "SOD-01"),
        (DISAGREEMENT, "W1_LegitimacyCheck", "carol.whitaker", "aaw", "SOD-04"),
        (DISAGREEMENT, "W1_Search", "aisha.rahman", "aaw", "SOD-07"),
        (DISAGREEMENT, "W1_SmDiscussion", "aisha.rahman", "sm", "SOD-05"),
        (DISAGREEMENT, "W1_SmDiscussion", "femi.adeyemi", "sm", "SOD-05"),
        (DOUBT, "W1_ReferBack", "eileen.foster", "sm", "SOD-06"),
        (DOUBT, "W1_ReferBack", "femi.adeyemi", "sm", "SOD-05"),
    ],
)
def test_somebody_with_both_roles_can_neither_take_nor_complete_the_task(
    theatre: Theatre, file: str, element_id: str, person_id: str, role: str, rule: str
) -> None:
    number = theatre.play_until(file, element_id)
    services = theatre.services
    with services.database.unit_of_work(read_only=True) as unit:
        person = unit.people.get(person_id)
        case = unit.cases.get(number)
        tasks = [task for task in unit.records.tasks_of(case.case_id) if task.element_id == element_id and task.closed_at is None]
    services.run(PutPerson(replace(person, grants=person.grants | {Grant(COUNCIL, role)})), system_actor(COUNCIL))
    actor = services.actor(person_id)
    assert actor is not None and actor.holds(role)
    for command in (ClaimTask(tasks[0].task_id), CompleteTask(tasks[0].task_id)):
        with pytest.raises(NotAllowed) as refused:
            services.run(command, actor)
        assert refused.value.rule == rule
        assert str(refused.value) == services.pack(COUNCIL).rules[rule]
