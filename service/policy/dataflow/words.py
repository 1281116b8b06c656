"""What an expression reads: variables by name, and the parts of the reserved names that can be known before anybody runs it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from service.engine import feel

RESERVED = frozenset({"answers", "case", "actor", "pack", "now", "visit", "doers", "__holidays__"})
_TEXTS = re.compile(r'"(?:[^"\\]|\\.)*"')
_PART = re.compile(r"(?<![\w.])(pack|case|actor|doers|answers)\.([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?")
_CALL = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\s*\(")
_PLAIN = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Words:
    """``names`` are variables, reserved ones left out, and ``called`` those among them that are called as functions: there are none
    of such a name; ``parts`` are (reserved name, part, part of the part or '')."""

    names: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()
    parts: frozenset[tuple[str, str, str]] = frozenset()


@lru_cache(maxsize=8192)
def words(expression: str) -> Words:
    """Return what an expression (without its '=') reads; nothing for one that cannot be parsed, which another rule reports."""
    try:
        names = feel.names(expression)
    except feel.FeelError:
        return Words()
    parts = _PART.findall(_TEXTS.sub('""', expression)) if names & RESERVED else []
    called = frozenset(_CALL.findall(_TEXTS.sub('""', expression))) & names - RESERVED
    return Words(names - RESERVED, called, frozenset(part for part in parts if part[0] in names))


def is_plain(expression: str) -> bool:
    """Say whether an expression is the name of a variable and nothing else."""
    return _PLAIN.fullmatch(expression.strip()) is not None
