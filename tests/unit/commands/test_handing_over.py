"""Who gets the work of somebody who stands aside."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import pytest

from service.commands.handing_over import given_rightly, hand_over, hand_over_of_roles
from service.domain.execution import Advance, OpenTask
from tests.unit.authz.test_permissions import CASE, TASK

ROLES = {"looker": ("ann.ask", "ben.look", "cy.check", "di.look"), "boss": ("eva.boss",)}
PERFORMED = {"performer": "looker", "differentFrom": "SOD-01:A_Ask"}
LOOK = replace(TASK, task_id="look", element_id="A_Look", candidate_users=(), candidate_groups=(), properties=PERFORMED)
FORMER = replace(LOOK, task_id="check", closed_by="ben.look", candidate_users=("ben.look", "di.look"))


@dataclass
class Stage:
    """What a command is handed, as far as handing over looks."""

    tasks: tuple = ()
    workers: dict = field(default_factory=dict)
    actor_id: str = "di.look"
    council: str = "ashdale"
    offered: dict = field(default_factory=dict)
    said: list = field(default_factory=list)
    of_process: dict = field(default_factory=dict)

    def __post_init__(self):
        here = SimpleNamespace(
            open_tasks=lambda council, person_id: [(one, CASE) for one in self.tasks if one.closed_by is None],
            tasks_of=lambda case_id: list(self.tasks),
        )
        workers = [{"person_id": person_id, "status": status} for person_id, status in self.workers.items()]
        registers = SimpleNamespace(access_workers=lambda council: workers)
        people = SimpleNamespace(get=lambda person_id: SimpleNamespace(active=True))
        self.unit = SimpleNamespace(records=here, work=self, registers=registers, people=people)
        self.directory = self

    def opened(self, version_id):
        pack = SimpleNamespace(parameters={"searcherRole": "looker"})
        return SimpleNamespace(pack=pack, property_of=self.of_process)

    def holding(self, role):
        return [SimpleNamespace(person_id=person_id) for person_id in ROLES[role]]

    def person(self, person_id):
        return person_id if person_id != "gone.now" else None

    def offer(self, task_id, *, users, expected):
        self.offered[task_id] = (users, expected)

    def audit(self, *, case, object_id, verb, facts):
        self.said.append((object_id, verb, facts["others"]))


def held(task, by="ben.look"):
    return replace(task, assignee=by)


@pytest.mark.parametrize(
    ("task", "workers", "others"),
    [
        pytest.param(held(LOOK), {}, ("cy.check", "di.look"), id="the role, without who did a step that is kept apart"),
        pytest.param(held(LOOK), {"di.look": "suspended"}, ("cy.check",), id="nobody who is suspended too"),
        pytest.param(held(LOOK), {"cy.check": "revoked", "di.look": "suspended"}, (), id="nobody, where nobody is left"),
        pytest.param(held(replace(LOOK, candidate_groups=("boss",))), {}, ("eva.boss",), id="the role that is offered it"),
        pytest.param(
            held(replace(LOOK, candidate_users=("gone.now", "cy.check"))), {}, ("cy.check",), id="who is named and still here"
        ),
        pytest.param(replace(LOOK, candidate_users=("ben.look", "di.look")), {}, ("di.look",), id="what is only offered by name"),
        pytest.param(held(replace(LOOK, properties={})), {}, (), id="nobody, where no role is said"),
    ],
)
def test_what_somebody_holds_goes_to_the_others_who_may_do_it(task, workers, others):
    stage = Stage(tasks=(task,), workers=workers)
    assert hand_over(stage, "ben.look") == ((1, 0) if others else (0, 1))
    assert stage.offered == ({"look": (others, task.assignee)} if others else {})
    assert stage.said == [("look", "task_offered_to_others" if others else "task_kept_for_want_of_others", len(others))]


def test_a_step_goes_to_those_whom_the_case_found_fit_for_the_role():
    stage = Stage(tasks=(FORMER, held(LOOK)))
    hand_over(stage, "ben.look")
    assert stage.offered == {"look": (("di.look",), "ben.look")}


def test_a_report_that_is_not_sent_yet_stays_with_whoever_writes_it():
    stage = Stage(tasks=(held(LOOK),), of_process={"hiddenFrom": "=reportedPerson"})
    assert (hand_over(stage, "ben.look"), stage.offered) == ((0, 1), {})
    sent = Stage(tasks=(replace(LOOK, task_id="report", closed_by="ann.ask"), held(LOOK)), of_process=stage.of_process)
    assert hand_over(sent, "ben.look") == (1, 0)


def test_what_others_hold_or_a_role_is_offered_stays_as_it_is():
    stage = Stage(tasks=(held(LOOK, by="di.look"), replace(LOOK, candidate_groups=("looker",))))
    assert (hand_over(stage, "ben.look"), stage.offered, stage.said) == ((0, 0), {}, [])


@pytest.mark.parametrize(
    ("task", "after", "goes"),
    [
        pytest.param(LOOK, (), True, id="the role that the diagram says is lost"),
        pytest.param(LOOK, ("looker", "boss"), False, id="no role is lost"),
        pytest.param(replace(LOOK, candidate_groups=("looker", "boss")), ("boss",), False, id="another role will do"),
        pytest.param(replace(LOOK, candidate_groups=("boss",)), ("boss",), False, id="the lost role is not needed"),
        pytest.param(replace(LOOK, properties={}, candidate_users=("ben.look", "cy.check")), (), False, id="no role is needed"),
    ],
)
def test_whoever_loses_a_role_passes_on_what_needs_it(task, after, goes):
    stage = Stage(tasks=(held(task),))
    assert hand_over_of_roles(stage, "ben.look", before=("looker",), after=after) == ((1, 0) if goes else (0, 0))
    assert bool(stage.offered) is bool(stage.said) is goes


NEW = OpenTask(task_id="new", element_id="A_Look", name="Look", visit=1, assignee="ben.look", properties=PERFORMED)


def given(stage, task=NEW):
    advance = given_rightly(stage, CASE, Advance(snapshot=b"", variables={}, tasks_opened=(task,)))
    return advance.tasks_opened[0]


def test_a_new_step_of_somebody_suspended_goes_to_whoever_took_over():
    assert given(Stage(workers={"ben.look": "suspended"})).assignee == "di.look"
    taken_over = replace(LOOK, closed_by="cy.check")
    assert given(Stage(tasks=(taken_over,), workers={"ben.look": "revoked"}, actor_id="machine")).assignee == "cy.check"


def test_a_new_step_is_not_given_to_somebody_from_whom_the_case_is_hidden():
    advance = Advance(snapshot=b"", variables={}, tasks_opened=(NEW,))
    (task,) = given_rightly(Stage(actor_id="machine"), replace(CASE, hidden_from=("ben.look",)), advance).tasks_opened
    assert (task.assignee, task.candidate_users) == (None, ("cy.check", "di.look"))


def test_a_new_step_of_somebody_suspended_is_offered_where_nobody_took_over():
    offered = given(Stage(workers={"ben.look": "suspended"}, actor_id="machine"))
    assert (offered.assignee, offered.candidate_users) == (None, ("cy.check", "di.look"))


@pytest.mark.parametrize(
    ("task", "workers"),
    [
        pytest.param(NEW, {"ben.look": "active"}, id="not suspended"),
        pytest.param(NEW, dict.fromkeys(ROLES["looker"], "suspended"), id="nobody else"),
        pytest.param(replace(NEW, properties={"performer": "boss"}), {"ben.look": "suspended"}, id="another role"),
        pytest.param(replace(NEW, assignee=None), {"ben.look": "suspended"}, id="given to nobody"),
    ],
)
def test_a_new_step_stays_as_the_diagram_gives_it_otherwise(task, workers):
    assert given(Stage(workers=workers), task) == task
