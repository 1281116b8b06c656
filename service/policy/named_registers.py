"""Reads ``[registers.<key>]`` of a council's pack: the registers that it names beside those that every council has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from service.domain.pack import Column, NamedRegister, Role
from service.policy.shape import Reader

SETTINGS = ("name", "about", "prefix", "columns", "dueLabel")
COLUMN = ("field", "label")
KEY = re.compile(r"[a-z][a-z0-9_]*")
PREFIX = re.compile(r"[A-Z]{2,4}")
FIELD = re.compile(r"[A-Za-z]\w*")
LONGEST_KEY = 64
TAKEN_PAGES = frozenset(("accounts", "access_workers", "subjects", "authorisations", "incidents", "evidence", "foi"))
TAKEN_KEYS = TAKEN_PAGES | frozenset(("account", "authorisation", "incident", "misuse", "sar", "survey"))
"""Registers that every council has, by the names of their pages and of their histories."""
TAKEN_PREFIXES = frozenset(("AC", "FOI", "MU", "OI", "SAR", "SV", "URN"))


def read(reader: Reader, tables: Mapping[str, Any]) -> tuple[NamedRegister, ...]:
    """Return the registers that the pack names; complain about every mistake in them."""
    found = tuple(_register(reader, key, table) for key, table in tables.items() if _is_table(reader, key, table))
    prefixes: dict[str, str] = {}
    for register in found:
        first = prefixes.setdefault(register.prefix, register.key)
        if register.prefix and first != register.key:
            reader.complain(
                f"Register {register.key!r} has the prefix {register.prefix!r} of register {first!r}: give it one of its own"
            )
    return found


def judge_readers(reader: Reader, roles: Iterable[Role], registers: Iterable[NamedRegister]) -> None:
    """Complain about every permission to read a register that is none. Reports have names of their own, which begin with ``report_``."""
    known = TAKEN_PAGES | {register.key for register in registers}
    for role in roles:
        for permission in role.may:
            name = permission.removeprefix("read:")
            if name != permission and name not in known and not name.startswith("report_"):
                near = get_close_matches(name, sorted(known), n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(known))}"
                reader.complain(f"Role {role.key!r} may {permission!r}, but there is no such register; {hint}")


def _is_table(reader: Reader, key: str, table: Any) -> bool:
    if not isinstance(table, dict):
        reader.complain(f"Register {key!r} must be a table with a name and a prefix")
    return isinstance(table, dict)


def _register(reader: Reader, key: str, table: Mapping[str, Any]) -> NamedRegister:
    place = f"Register {key!r}"
    reader.known_keys(table, SETTINGS, place=place)
    for mistake in _wrong_key(key):
        reader.complain(f"{place}: {mistake}")
    prefix = reader.text(table, "prefix", place=place)
    if prefix and not PREFIX.fullmatch(prefix):
        reader.complain(f"{place}: 'prefix' must be two to four capital letters such as 'PL'")
    if prefix in TAKEN_PREFIXES:
        reader.complain(f"{place}: numbers of another register begin with {prefix!r}: choose other letters")
    return NamedRegister(
        key=key,
        name=reader.text(table, "name", place=place),
        about=reader.text(table, "about", place=place, default=NamedRegister.about),
        prefix=prefix,
        columns=tuple(_columns(reader, table, place)),
        due_label=reader.text(table, "dueLabel", place=place, default=NamedRegister.due_label),
    )


def _wrong_key(key: str) -> Iterator[str]:
    if not KEY.fullmatch(key) or len(key) > LONGEST_KEY:
        yield f"a register's key is lower-case letters, digits and underscores, at most {LONGEST_KEY}"
    if key in TAKEN_KEYS or key.startswith("report_"):
        yield "every council has something of this name: choose another"


def _columns(reader: Reader, table: Mapping[str, Any], place: str) -> Iterator[Column]:
    columns = table.get("columns", [])
    if not isinstance(columns, list) or not all(isinstance(column, dict) for column in columns):
        reader.complain(f'{place}: \'columns\' must be a list such as [{{field = "minAge", label = "Youngest age"}}]')
        return
    seen = set()
    for column in columns:
        reader.known_keys(column, COLUMN, place=f"{place}: a column")
        field = reader.text(column, "field", place=f"{place}: a column")
        if field and not FIELD.fullmatch(field):
            reader.complain(f"{place}: the column {field!r} must be named as details are, such as 'minAge'")
        if field in seen:
            reader.complain(f"{place} has the column {field!r} twice")
        seen.add(field)
        yield Column(field=field, label=reader.text(column, "label", place=f"{place}: a column"))
