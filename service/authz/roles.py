"""Roles of a policy pack and who holds them through another role."""

from __future__ import annotations

from collections.abc import Collection

from service.domain.pack import Pack


def effective(pack: Pack, held: Collection[str]) -> frozenset[str]:
    """Return the role keys held directly or through ``includes``, however many steps away. Roles unknown to the pack stay."""
    roles = set(held)
    while True:
        gained = {role.key for role in pack.roles if role.key not in roles and roles.intersection(role.includes)}
        if not gained:
            return frozenset(roles)
        roles |= gained


def granting(pack: Pack, role: str) -> frozenset[str]:
    """Return the role keys whose direct holders hold ``role``: itself and what it includes, however many steps away."""
    keys = {role}
    while True:
        gained = {included for key in keys if (known := pack.role(key)) for included in known.includes} - keys
        if not gained:
            return frozenset(keys)
        keys |= gained
