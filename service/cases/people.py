"""The people of a council as forms offer them: by role, included roles too. Asks the database at most once per role."""

from __future__ import annotations

from collections.abc import Sequence

from service.authz.roles import granting
from service.domain.errors import NotFound
from service.domain.identity import Person
from service.domain.pack import Pack
from service.domain.ports import People


class CouncilDirectory:
    """Implements the directory that form_schemas asks. Lives as long as one unit of work."""

    def __init__(self, people: People, *, pack: Pack) -> None:
        self._people = people
        self._pack = pack
        self._by_role: dict[str, Sequence[Person]] = {}

    def holding(self, role: str) -> Sequence[Person]:
        """Return active people who hold a role, directly or through another, by name."""
        if role not in self._by_role:
            self._by_role[role] = tuple(self._people.holding(self._pack.council, granting(self._pack, role)))
        return self._by_role[role]

    def person(self, person_id: str) -> Person | None:
        """Return an active person with any role in the council, or None."""
        try:
            person = self._people.get(person_id)
        except NotFound:
            return None
        known_here = any(grant.council == self._pack.council for grant in person.grants)
        return person if person.active and known_here else None
