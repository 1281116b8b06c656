"""Roles held through other roles."""

from __future__ import annotations

from service.authz.roles import effective, granting
from service.domain.pack import Pack, Role

PACK = Pack(
    council="ashdale",
    name="Ashdale",
    parameters={},
    roles=(
        Role(key="tm", name="Team Manager"),
        Role(key="manager", name="Manager", includes=("tm",)),
        Role(key="reader", name="Reader", includes=("manager",)),
    ),
)


def test_holders_of_an_included_role_hold_the_including_one_however_far():
    assert effective(PACK, {"tm"}) == {"tm", "manager", "reader"}


def test_an_including_role_does_not_give_the_included_one():
    assert effective(PACK, {"manager"}) == {"manager", "reader"}


def test_roles_that_the_pack_does_not_know_stay():
    assert effective(PACK, {"wizard"}) == {"wizard"}


def test_a_role_is_granted_by_itself_and_all_it_includes():
    assert granting(PACK, "reader") == {"reader", "manager", "tm"}
    assert granting(PACK, "wizard") == {"wizard"}
