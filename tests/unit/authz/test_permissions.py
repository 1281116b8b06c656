"""The table of permissions: each alternative alone is enough, nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.authz.authority import Authority
from service.authz.need_to_know import may_know, require_need_to_know, why_known
from service.authz.permissions import SENTENCES, TABLE, Matter, Permission, may, require
from service.authz.separation import broken_duty, require_separation
from service.domain.errors import NotAllowed, NotFound
from service.domain.identity import Actor, Grant, system_actor
from service.domain.pack import Pack, Role
from service.domain.records import SubscriptionRecord
from tests.records import case_record, task_record

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
PACK = Pack(
    council="ashdale",
    name="Ashdale",
    parameters={},
    roles=(
        Role(key="asker", name="Asker", may=("start:ash_request",)),
        Role(key="checker", name="Checker"),
        Role(key="admin", name="Administrator", may=("monitor",)),
        Role(key="owner", name="Process owner", may=("publish",)),
        Role(key="stopper", name="Stopper", may=("stop:m",)),
        Role(key="robot", name="Other system", may=("message",)),
    ),
    rules={"SOD-01": "Choose someone other than the person who asked"},
)
CASE = case_record(readers=("owner",), doers={"A_Ask": ("ann.ask",), "A_Check": ("cy.check",)})
TASK = task_record(
    "A_Decide",
    candidate_users=("zed.named",),
    candidate_groups=("checker",),
    properties={"differentFrom": "SOD-01:A_Ask A_Check"},
)
WAIT = SubscriptionRecord(
    subscription_id="s1",
    case_id="c1",
    element_id="A_W",
    kind="message",
    name="m",
    key=None,
    raised_by=("asker",),
    label="Withdraw",
)


def who(person_id: str, *roles: str, council: str = "ashdale") -> Authority:
    grants = frozenset(Grant(council, role) for role in roles)
    return Authority(Actor(actor_id=person_id, name=person_id, job_title="", council=council, grants=grants), PACK)


ANYBODY = who("any.body")
MACHINE = Authority(system_actor("ashdale"), PACK)

ALLOWED = [
    (Permission.START_CASE, who("a.b", "asker"), Matter(procedure_id="ash_request")),
    (Permission.START_CASE, who("a.b", "checker"), Matter(procedure_id="other", starters=("checker",))),
    (Permission.READ_CASE, who("ann.ask"), Matter(case=CASE)),
    (Permission.READ_CASE, who("cy.check"), Matter(case=CASE)),
    (Permission.READ_CASE, who("x.y", "owner"), Matter(case=CASE)),
    (Permission.READ_CASE, who("x.y", "checker"), Matter(case=CASE, open_tasks=[TASK])),
    (Permission.READ_CASE, who("x.y"), Matter(case=CASE, open_tasks=[replace(TASK, assignee="x.y")])),
    (Permission.READ_PROCEDURES, who("x.y", "asker"), Matter()),
    (Permission.TAKE_TASK, who("zed.named"), Matter(task=TASK)),
    (Permission.TAKE_TASK, who("x.y", "checker"), Matter(task=TASK)),
    (Permission.WORK_ON_TASK, who("x.y"), Matter(task=replace(TASK, assignee="x.y"))),
    (Permission.RAISE_EVENT, who("x.y", "asker"), Matter(subscription=WAIT)),
    (Permission.REPAIR_CASE, who("x.y", "admin"), Matter()),
    (Permission.MONITOR, who("x.y", "admin"), Matter()),
    (Permission.MANAGE_PEOPLE, who("x.y", "admin"), Matter()),
    (Permission.PUBLISH, who("x.y", "owner"), Matter()),
    (Permission.PUBLISH, MACHINE, Matter()),
    (Permission.SEND_MESSAGE, who("x.y", "robot"), Matter()),
    (Permission.SEND_MESSAGE, MACHINE, Matter()),
    (Permission.RUN_WORK, MACHINE, Matter()),
]


@pytest.mark.parametrize(("permission", "actor", "matter"), ALLOWED)
def test_each_alternative_alone_is_enough(permission, actor, matter):
    assert may(permission, actor, matter)
    assert not may(permission, ANYBODY, matter)


def test_every_permission_has_alternatives_and_a_sentence():
    assert set(TABLE) == set(Permission) == set(SENTENCES)
    assert all(TABLE.values())


@pytest.mark.parametrize("permission", Permission)
def test_nobody_may_anything_by_default(permission):
    with pytest.raises(NotAllowed) as refused:
        require(permission, ANYBODY)
    assert (str(refused.value), refused.value.rule) == (SENTENCES[permission], permission)


def test_a_held_task_gives_other_candidates_no_need_to_know():
    held = replace(TASK, assignee="x.y")
    assert not may_know(who("other.one", "checker"), CASE, open_tasks=[held])


def test_whom_the_pack_lets_stop_a_case_know_it_as_long_as_they_can():
    stopper, wait = who("x.y", "stopper"), replace(WAIT, raised_by=("stopper",))
    assert may_know(stopper, CASE, open_tasks=[], waits=[wait])
    assert why_known(stopper, CASE, open_tasks=[], waits=[wait]) == "May stop it"
    for waits in ([], [WAIT], [replace(wait, name="another")]):
        assert not may_know(stopper, CASE, open_tasks=[], waits=waits)
    assert not may_know(who("x.y", "checker"), CASE, open_tasks=[], waits=[replace(WAIT, raised_by=("checker",))])
    assert not may_know(stopper, replace(CASE, hidden_from=("x.y",)), open_tasks=[], waits=[wait])


def test_need_to_know_never_crosses_councils():
    elsewhere = Authority(replace(who("ann.ask").actor, council="elsewhere"), PACK)
    assert not may_know(elsewhere, CASE, open_tasks=[])


def test_outside_need_to_know_a_case_does_not_exist():
    with pytest.raises(NotFound):
        require_need_to_know(ANYBODY, CASE, open_tasks=[TASK])
    require_need_to_know(who("ann.ask"), CASE, open_tasks=[])


@pytest.mark.parametrize(
    ("actor", "why"),
    [
        (who("ann.ask"), "Started it"),
        (who("zed.named"), "Has a task"),
        (who("cy.check"), "Took part"),
        (who("x.y", "owner"), "Process owner"),
        (ANYBODY, "By role"),
    ],
)
def test_a_look_has_a_reason(actor, why):
    assert why_known(actor, CASE, open_tasks=[TASK]) == why


def test_who_did_a_step_kept_apart_is_refused_in_the_words_of_the_pack():
    with pytest.raises(NotAllowed) as refused:
        require_separation(TASK, CASE, "ann.ask", pack=PACK, name_of=str)
    assert (str(refused.value), refused.value.rule) == ("Choose someone other than the person who asked", "SOD-01")


def test_a_duty_without_rule_is_refused_by_the_name_of_the_step():
    with pytest.raises(NotAllowed) as refused:
        require_separation(TASK, CASE, "cy.check", pack=PACK, name_of={"A_Check": "Check the question"}.__getitem__)
    assert (str(refused.value), refused.value.rule) == (
        "Choose someone other than the person who did “Check the question”",
        "SOD",
    )


def test_others_break_no_duty():
    require_separation(TASK, CASE, "zed.named", pack=PACK, name_of=str)
    assert broken_duty(replace(TASK, properties={}), CASE, "ann.ask") is None


def test_a_hidden_case_is_not_known_whatever_else_holds() -> None:
    for person_id, roles in (("ann.ask", ()), ("cy.check", ("checker",)), ("own.er", ("owner",)), ("zed.named", ())):
        grants = frozenset(Grant("ashdale", role) for role in roles)
        who = Authority(Actor(actor_id=person_id, name="", job_title="", council="ashdale", grants=grants), PACK)
        assert may_know(who, CASE, open_tasks=[TASK])
        assert not may_know(who, replace(CASE, hidden_from=(person_id,)), open_tasks=[TASK])
