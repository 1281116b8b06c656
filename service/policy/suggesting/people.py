"""Who of the made-up people can do a task: one who holds its role and did nothing that the diagram keeps apart from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from service.authz.roles import granting
from service.domain.execution import Description, Element
from service.domain.identity import Person
from service.domain.pack import Pack


class Cast:
    """Gives tasks to people, and remembers who did what."""

    def __init__(self, people: Sequence[Person], pack: Pack, description: Description) -> None:
        self._people = [person for person in people if person.active]
        self._pack = pack
        self._description = description
        self._doers: dict[str, set[str]] = defaultdict(set)

    def give(self, element_id: str, *, liked: str = "") -> str | None:
        """Return who does a task, by preference who is ``liked``; None when nobody here can."""
        element = self._description.element(element_id)
        barred = self._barred(element)
        able = [person.person_id for person in self._people if self._holds(person, element)]
        known = {person.person_id for person in self._people}
        chosen = (
            liked if liked in known and liked not in barred else next((person for person in able if person not in barred), None)
        )
        if chosen is not None:
            self.did(element_id, chosen)
        return chosen

    def did(self, element_id: str, person_id: str) -> None:
        """Remember that somebody did something."""
        self._doers[element_id].add(person_id)

    def holding(self, roles: Sequence[str]) -> str | None:
        """Return somebody who holds one of these roles, those who took part first."""
        wanted = self._keys(roles)
        took_part = {person for doers in self._doers.values() for person in doers}
        able = [one.person_id for one in self._people if wanted & {grant.role for grant in one.grants}]
        return next((person for person in able if person in took_part), next(iter(able), None))

    def _barred(self, element: Element | None) -> set[str]:
        words = element.properties.get("differentFrom", "").split() if element else []
        return {person for word in words for person in self._doers[word.rpartition(":")[2]]}

    def _holds(self, person: Person, element: Element | None) -> bool:
        if element is None:
            return False
        lane = [role.key for role in self._pack.roles if element.lane in (role.name, role.key)]
        return bool(self._keys([*element.candidate_groups, *lane]) & {grant.role for grant in person.grants})

    def _keys(self, roles: Sequence[str]) -> frozenset[str]:
        return frozenset(key for role in roles for key in granting(self._pack, role))
