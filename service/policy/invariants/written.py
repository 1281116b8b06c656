"""Reads ``invariants.toml``. Strict: what it does not know, cannot read or misses is a finding, with the nearest known word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from service.domain.bundle import Bundle
from service.domain.findings import Finding
from service.policy.invariants.formulas import Formula, Guard
from service.policy.invariants.notation import NotationError, parse
from service.policy.paths import invariants_paths
from service.policy.shape import Reader

RULE = "invariants"
KEYS = ("says", "source", "procedure", "level", "formal", "at", "enforced", "test")
LEVELS = ("D", "C", "R")
MOMENTS = ("claim", "complete", "start")
EVERY = "*"
INVARIANT_ID = re.compile(r"[A-Z][A-Z0-9]*-[A-Z]+[0-9]+[a-z]?")


@dataclass(frozen=True, kw_only=True)
class Invariant:
    """One sentence of policy. ``procedures`` are the process ids it is about, ``*`` for every one. ``level`` D is proved over all
    choices, C over answers and decision tables, R held while cases run. ``formulas`` are read from ``formal``, one by one. ``at``
    is when its guards are asked: claim, complete, start. ``enforced`` names what else holds it (a table, a check) and ``test`` the
    test that shows so."""

    invariant_id: str
    says: str
    source: str
    procedures: tuple[str, ...]
    level: str
    formal: tuple[str, ...]
    formulas: tuple[Formula, ...]
    at: tuple[str, ...] = ()
    enforced: str = ""
    test: str = ""
    file: str = ""

    def about(self, procedure_id: str) -> bool:
        """Say whether it is about this procedure."""
        return procedure_id in self.procedures or EVERY in self.procedures

    @property
    def guards(self) -> tuple[Guard, ...]:
        """The formulas that are asked while a case runs."""
        return tuple(each for each in self.formulas if isinstance(each, Guard))


@lru_cache(maxsize=128)
def read(content: bytes, *, file: str) -> tuple[tuple[Invariant, ...], tuple[Finding, ...]]:
    """Return the invariants of a file that can be used, in order, and what is wrong with the others."""
    reader = Reader(RULE, file)
    found = []
    for key, table in _toml(content, reader).items():
        before = len(reader.findings)
        invariant = _invariant(reader, key, table)
        if invariant is not None and len(reader.findings) == before:
            found.append(invariant)
    return tuple(found), tuple(reader.findings)


def written(bundle: Bundle) -> tuple[Invariant, ...]:
    """Return the invariants that a bundle brings along and that can be read, the shared ones first."""
    return read_all(bundle)[0]


def read_all(bundle: Bundle) -> tuple[tuple[Invariant, ...], tuple[Finding, ...]]:
    """Return the invariants of a bundle, and the findings on its files; an id that stands in both files is one."""
    found: dict[str, Invariant] = {}
    findings: list[Finding] = []
    for path in invariants_paths(bundle.council):
        if path not in bundle.files:
            continue
        invariants, wrong = read(bundle.files[path], file=path)
        findings.extend(wrong)
        for each in invariants:
            if each.invariant_id in found:
                message = f"{each.invariant_id} stands in {found[each.invariant_id].file} already"
                findings.append(Finding(rule=RULE, file=path, message=message))
            found.setdefault(each.invariant_id, each)
    return tuple(found.values()), tuple(findings)


def _toml(content: bytes, reader: Reader) -> Mapping[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reader.complain(f"The file is not TOML: {error}")
        return {}


def _invariant(reader: Reader, key: str, table: Any) -> Invariant | None:
    if not INVARIANT_ID.fullmatch(key):
        reader.complain(f"{key!r} is no id of an invariant; one looks like W1-I01")
    if not isinstance(table, dict):
        reader.complain(f"{key} must be a table with a sentence and a formula")
        return None
    reader.known_keys(table, KEYS, place=key)
    formal = _one_or_more(reader, table, "formal", place=key)
    invariant = Invariant(
        invariant_id=key,
        says=reader.text(table, "says", place=key),
        source=reader.text(table, "source", place=key),
        procedures=_one_or_more(reader, table, "procedure", place=key),
        level=reader.text(table, "level", place=key),
        formal=formal,
        formulas=tuple(_formulas(reader, formal, place=key)),
        at=_one_or_more(reader, table, "at", place=key),
        enforced=table.get("enforced", "") and reader.text(table, "enforced", place=key),
        test=table.get("test", "") and reader.text(table, "test", place=key),
        file=reader.file,
    )
    _judge(reader, invariant)
    return invariant


def _one_or_more(reader: Reader, table: Mapping[str, Any], key: str, *, place: str) -> tuple[str, ...]:
    value = table.get(key, [])
    return (value,) if isinstance(value, str) and value.strip() else reader.texts(table, key, place=place)


def _formulas(reader: Reader, formal: Iterable[str], *, place: str) -> Iterable[Formula]:
    for text in formal:
        try:
            yield parse(text)
        except NotationError as error:
            reader.complain(f"{place}: {error}")


def _judge(reader: Reader, invariant: Invariant) -> None:
    place = invariant.invariant_id
    if not invariant.procedures:
        reader.complain(f"{place} needs 'procedure': the id of the process that it is about, or '*' for every one")
    if invariant.level and invariant.level not in LEVELS:
        reader.complain(f"{place}: the level {invariant.level!r} is not known; levels are D, C and R")
    if not invariant.formal and not invariant.enforced:
        reader.complain(f"{place} needs 'formal', or 'enforced' with what holds it")
    for moment in invariant.at:
        if moment not in MOMENTS:
            reader.complain(f"{place}: 'at' is claim, complete or start, not {moment!r}")
    if bool(invariant.guards) != bool(invariant.at):
        reader.complain(f"{place}: {'a guard needs' if invariant.guards else 'only a guard has'} 'at': claim, complete or start")
    if invariant.level in ("D", "C") and invariant.formulas and len(invariant.guards) == len(invariant.formulas):
        reader.complain(f"{place}: guards alone are of level R")
