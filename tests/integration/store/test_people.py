"""People and what they hold."""

from __future__ import annotations

import pytest

from service.domain.errors import NotFound
from service.domain.identity import Grant
from service.store import Database

from .making import person, statements


def test_a_person_comes_back_with_all_grants(database: Database) -> None:
    ann = person("ann", "tm", "osw", email="ann@example.org")
    south = person("bob", grants=frozenset({Grant("south", "tm")}), active=False)
    with database.unit_of_work() as unit:
        unit.people.put(ann)
        unit.people.put(south)
        assert (unit.people.get("ann"), unit.people.get("bob")) == (ann, south)
        with pytest.raises(NotFound):
            unit.people.get("cat")


def test_putting_a_person_again_replaces_name_and_grants(database: Database) -> None:
    with database.unit_of_work() as unit:
        unit.people.put(person("ann", "tm"))
        changed = person("ann", "osw", name="Ann Reed")
        unit.people.put(changed)
        assert unit.people.get("ann") == changed
        unit.people.put(person("ann"))
        assert unit.people.get("ann").grants == frozenset()


def test_holders_are_active_people_with_the_role_by_name(database: Database) -> None:
    cat, ann = person("cat", "tm", "sd", name="Ada"), person("ann", "sd")
    with database.unit_of_work() as unit:
        for one in (ann, cat, person("bob", "osw"), person("dan", "tm", active=False), person("eve")):
            unit.people.put(one)
        with statements(database) as sent:
            assert unit.people.holding("north", ["tm", "sd"]) == [cat, ann]
        assert len(sent) == 1
        assert (unit.people.holding("south", ["tm"]), unit.people.holding("north", [])) == ([], [])
        assert [one.person_id for one in unit.people.all("north")] == ["cat", "ann", "bob"]


def test_names_of_unknown_ids_are_the_ids(database: Database) -> None:
    with database.unit_of_work() as unit, statements(database) as sent:
        assert unit.people.names([]) == {}
        assert sent == []
        unit.people.put(person("ann"))
        assert unit.people.names(["ann", "zed"]) == {"ann": "Ann", "zed": "zed"}
