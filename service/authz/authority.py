"""An actor beside the policy pack of the council they are in: everything that permissions are judged by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from service.authz.roles import effective
from service.domain.identity import Actor, system_actor
from service.domain.pack import Pack


@dataclass(frozen=True)
class Authority:
    """What an actor may claim to be. ``roles`` are the role keys held in the council, included ones too."""

    actor: Actor
    pack: Pack

    @cached_property
    def roles(self) -> frozenset[str]:
        """Role keys held directly or through another role."""
        return effective(self.pack, self.actor.roles)

    @cached_property
    def permissions(self) -> frozenset[str]:
        """What the held roles may do beyond tasks, as their ``may`` lists say."""
        return frozenset(word for role in self.pack.roles if role.key in self.roles for word in role.may)

    @property
    def is_machine(self) -> bool:
        """True for timers, jobs and other work that no person asked for."""
        return self.actor.actor_id == system_actor(self.actor.council).actor_id
