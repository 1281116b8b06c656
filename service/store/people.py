"""Who can sign in and what they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, select

from service.domain.errors import NotFound
from service.domain.identity import Grant, Person
from service.store.reading import upsert
from service.store.tables.people import grants, people

COLUMNS = [column.name for column in people.c]
PEOPLE = select(people, grants.c.council, grants.c.role).select_from(people.outerjoin(grants))
PERSON = PEOPLE.where(people.c.person_id == bindparam("person_id"))


class People:
    """People and their grants; keeps the contract of ports.People."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, person_id: str) -> Person:
        """Return a person, active or not. Raises NotFound."""
        found = persons(self._connection.execute(PERSON, {"person_id": person_id}))
        if not found:
            raise NotFound("There is no such person.")
        return found[0]

    def holding(self, council: str, roles: Collection[str]) -> Sequence[Person]:
        """Return active people who hold any of the roles directly, by name."""
        held = select(grants.c.person_id).where(grants.c.council == council, grants.c.role.in_(list(roles)))
        return self._all(held, active=True)

    def all(self, council: str) -> Sequence[Person]:
        """Return active people with any role in a council, by name."""
        return self._all(select(grants.c.person_id).where(grants.c.council == council), active=True)

    def put(self, person: Person) -> None:
        """Insert or replace a person and their grants."""
        row = {column.name: getattr(person, column.name) for column in people.c}
        upsert(self._connection, people, [row])
        self._connection.execute(delete(grants).where(grants.c.person_id == person.person_id))
        held = [{"person_id": person.person_id, "council": grant.council, "role": grant.role} for grant in sorted(person.grants)]
        if held:
            self._connection.execute(insert(grants), held)

    def names(self, person_ids: Collection[str]) -> Mapping[str, str]:
        """Return full names by id; an unknown id is its own name."""
        if not person_ids:
            return {}
        query = select(people.c.person_id, people.c.name).where(people.c.person_id.in_(set(person_ids)))
        known = dict(self._connection.execute(query).all())
        return {person_id: known.get(person_id, person_id) for person_id in person_ids}

    def _all(self, wanted: Select[Any], *, active: bool | None = None) -> list[Person]:
        query = PEOPLE.where(people.c.person_id.in_(wanted))
        if active is not None:
            query = query.where(people.c.active.is_(active))
        return persons(self._connection.execute(query.order_by(people.c.name, people.c.person_id)))


def persons(rows: Iterable[Sequence[Any]]) -> list[Person]:
    """Build people, in the order they come, from rows of a person beside one of their grants."""
    facts_by_id: dict[str, dict[str, Any]] = {}
    grants_by_id: dict[str, set[Grant]] = {}
    for *values, council, role in rows:
        facts = dict(zip(COLUMNS, values, strict=True))
        facts_by_id[facts["person_id"]] = facts
        held = grants_by_id.setdefault(facts["person_id"], set())
        if role is not None:
            held.add(Grant(council, role))
    return [Person(**facts, grants=frozenset(grants_by_id[person_id])) for person_id, facts in facts_by_id.items()]
