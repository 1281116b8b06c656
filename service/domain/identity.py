"""Who asks. A person is known by an id such as ``aisha.rahman``; roles are held per council."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Grant:
    """One role key of one council's policy pack, for instance ``ashdale`` · ``manager``."""

    council: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who can sign in. ``email`` may be None; ``active`` is False for somebody who has left."""

    person_id: str
    name: str
    job_title: str
    grants: frozenset[Grant]
    email: str | None = None
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who runs a command or reads a query. ``council`` is the council whose rooms they are in now."""

    actor_id: str
    name: str
    job_title: str
    council: str
    grants: frozenset[Grant]

    def holds(self, role: str, *, council: str | None = None) -> bool:
        """Say whether the actor holds a role in a council, by default the one they are in."""
        return Grant(council or self.council, role) in self.grants

    @property
    def roles(self) -> frozenset[str]:
        """Role keys held in the council the actor is in now."""
        return frozenset(grant.role for grant in self.grants if grant.council == self.council)


def system_actor(council: str) -> Actor:
    """Return the actor under whose name timers and jobs act; it holds no role."""
    return Actor(actor_id="triangulate", name="Triangulate", job_title="", council=council, grants=frozenset())
