"""What a command and a query have in common: who asks, when, in which unit of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol

from service.authz.authority import Authority
from service.cases.opened import OpenedVersion
from service.cases.people import CouncilDirectory
from service.cases.resources import Resources
from service.domain.ports import UnitOfWork


class OpenUnit(Protocol):
    """Opens a unit of work."""

    def __call__(self, *, read_only: bool = False) -> UnitOfWork: ...


@dataclass(kw_only=True)
class Asking:
    """One command or query under way."""

    who: Authority
    unit: UnitOfWork
    now: datetime
    resources: Resources

    @property
    def actor_id(self) -> str:
        """Id of who asks."""
        return self.who.actor.actor_id

    @property
    def council(self) -> str:
        """The council whose rooms the actor is in."""
        return self.who.actor.council

    @cached_property
    def directory(self) -> CouncilDirectory:
        """The people that forms of this council may name."""
        return CouncilDirectory(self.unit.people, pack=self.who.pack)

    def opened(self, version_id: str) -> OpenedVersion:
        """Return the version a case runs on, opened."""
        return self.resources.shelf.take(version_id, self.unit.versions)
