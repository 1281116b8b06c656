"""A council's policy pack: parameters, roles, rules in words, calendar, people shown. Nothing of a council stands in Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

NEEDS_TWO = "publishingNeedsTwo"
"""The parameter that makes every change of a live procedure a case of two people."""


@dataclass(frozen=True, kw_only=True)
class Role:
    """``key`` as in candidateGroups, ``name`` as on the lane. ``includes`` are role keys whose holders hold this one too
    (``manager`` includes ``tm``); ``groups`` are the identity provider's groups. ``may`` are the permissions beyond tasks
    (``start:<procedure id>``, ``read:<register>``, ``monitor``, ``publish``, ``waive``, ``inspect``)."""

    key: str
    name: str
    includes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a register: the detail ``field`` of its entries, and its heading."""

    field: str
    label: str


@dataclass(frozen=True, kw_only=True)
class NamedRegister:
    """A register that the council names: ``read:<key>`` lets a role read it, its numbers begin with ``prefix``, ``about`` says
    in a sentence what is in it, and ``due_label`` heads the day on which an entry is to be looked at again."""

    key: str
    name: str
    prefix: str
    about: str = "What this council keeps here, and which case each entry comes from."
    columns: tuple[Column, ...] = ()
    due_label: str = "Review by"


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One council's ``policy.toml``. ``parameters`` are what expressions see as ``pack``; ``rules`` maps a rule id
    (``SOD-01``) to the sentence a refused person reads; ``checks`` maps a rule of the checks to
    the severity that this council gives it (``error``, ``warning``, ``off``); ``colours`` has council, tint and line; ``registers``
    are those that the council names beside the registers that every council has."""

    council: str
    name: str
    parameters: Mapping[str, Any]
    roles: tuple[Role, ...]
    rules: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, str] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    notice: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    registers: tuple[NamedRegister, ...] = ()

    def role(self, key: str) -> Role | None:
        """Return the role with this key, or None."""
        return next((role for role in self.roles if role.key == key), None)

    def register(self, key: str) -> NamedRegister | None:
        """Return the register with this key, or None."""
        return next((register for register in self.registers if register.key == key), None)
