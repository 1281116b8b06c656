"""What expressions read, as far as their text tells: names with the paths behind them, and the constants they are compared with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Any

from service.engine.exploring.values import frozen

OPEN = frozenset({"actor", "now", "visit", "doers", "case", "__holidays__"})
"""Names that every expression sees and that no exploration knows."""
WORDS = frozenset(
    "if then else for in return some every satisfies and or not true false null between instance of function external".split()
)
OTHER = "\N{HORIZONTAL ELLIPSIS}other"
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_PATH = re.compile(r"(?<![\w.@])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_NAME = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_EITHER = re.compile(rf"if\s+((?:(?!\belse\b|\bthen\b).)+?)\s+then\s+({_NAME}|null)\s+else\s+({_NAME}|null)", re.DOTALL)
_REACHING = re.compile(r"\b(?:if|then|else|for|return|some|every|satisfies|between|function)\b")
_SPELT_WITH_AND = re.compile(r"\b(?:date and time|years and months duration)(?=\s*\()")
"""Functions whose "and" joins nothing."""
_LITERAL = r'("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null)'


@lru_cache(maxsize=8192)
def paths(expression: str) -> tuple[tuple[str, ...], ...]:
    """Return the paths of names in an expression, each once, in order. Names that it binds itself and functions may be among them."""
    found = (match.group() for match in _PATH.finditer(_TEXT.sub('""', expression)))
    return tuple(dict.fromkeys(tuple(path.split(".")) for path in found if path not in WORDS))


def roots(expression: str) -> frozenset[str]:
    """Return the first names of the paths; of answers the element with it (``answers.E``)."""
    return frozenset(".".join(path[:2]) if path[0] == "answers" else path[0] for path in paths(expression))


def either(expression: str) -> tuple[str, str, str] | None:
    """Return condition, then and else of an expression that only passes one of two values on, None for any other."""
    found = _EITHER.fullmatch(expression.strip())
    return (found.group(1), found.group(2), found.group(3)) if found else None


@lru_cache(maxsize=8192)
def apart(expression: str) -> tuple[str, tuple[str, ...]] | None:
    """Return "or" or "and" with the parts of an expression that it joins, outermost first; None for one that is no such chain, or
    in which another word could reach over a part."""
    bare = _bare(expression.strip())
    level = _SPELT_WITH_AND.sub(lambda match: "_" * len(match.group()), _outermost(bare))
    if _REACHING.search(level):
        return None
    for word in ("or", "and"):
        cuts = [match.span() for match in re.finditer(rf"(?<![\w.]){word}(?![\w.])", level)]
        if cuts:
            ends = [(0, 0), *cuts, (len(bare), len(bare))]
            return word, tuple(_bare(bare[left:right].strip()) for (_, left), (right, _) in pairwise(ends))
    return None


def _outermost(expression: str) -> str:
    """Return an expression of the same length with blanks for its texts and for what stands in brackets."""
    depth, found = 0, ""
    for sign in _TEXT.sub(lambda match: " " * len(match.group()), expression):
        depth -= sign in ")]}"
        found += " " if depth else sign
        depth += sign in "([{"
    return found


def _bare(expression: str) -> str:
    """Return an expression without brackets that are all around it."""
    while expression.startswith("(") and _outermost(expression).strip("( )") == "" and expression.endswith(")"):
        expression = expression[1:-1].strip()
    return expression


def compared(expression: str) -> tuple[str, ...]:
    """Return what of a value's expression does more than pass values on: nothing of a bare path, of a choice its condition."""
    choice = either(expression)
    if choice is not None:
        return (choice[0],)
    return () if re.fullmatch(_NAME, expression.strip()) else (expression,)


def constants(
    conditions: Iterable[str], *, otherwise: Iterable[str] = (), same: Iterable[tuple[str, str]] = ()
) -> dict[str, tuple[Any, ...]]:
    """Return for each path that conditions only compare with constants, or take as yes or no, the values that matter: the
    constants, numbers about them, and one text that is none of them. A path that is read otherwise, by a condition or by one of
    ``otherwise``, is left out. ``same`` are pairs of paths by which one value is known: what matters of one matters of both."""
    values: dict[str, set[Any]] = defaultdict(set)
    open_ended = {".".join(path) for text in otherwise for path in paths(text)}
    for condition in set(conditions):
        for path in {".".join(path) for path in paths(condition)}:
            found = _compared(condition, path)
            if found is None:
                open_ended.add(path)
            else:
                values[path] |= found
    for group in _groups(same):
        joined = set[Any]().union(*(values.get(path, set()) for path in group))
        values.update((path, joined) for path in group)
        if group & open_ended:
            open_ended |= group
    return {path: tuple(sorted(found, key=repr)) for path, found in values.items() if found and path not in open_ended}


def _groups(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    groups: list[set[str]] = []
    for pair in pairs:
        joined = set(pair).union(*(group for group in groups if group & set(pair)))
        groups = [group for group in groups if not group & joined] + [joined]
    return groups


def passed_on(expression: str) -> tuple[str, ...]:
    """Return the paths whose values an expression passes on as they are."""
    choice = either(expression)
    found = choice[1:] if choice is not None else (expression.strip(),)
    return tuple(path for path in found if re.fullmatch(_NAME, path) and path not in WORDS)


def _compared(condition: str, path: str) -> set[Any] | None:
    name = rf"(?<![\w.]){re.escape(path)}(?![\w.])"
    left = condition
    found: set[Any] = set()
    for pattern in (
        rf"{name}\s*(?:!=|<=|>=|=|<|>)\s*{_LITERAL}",
        rf"{name}\s+in\s*\(\s*({_LITERAL}(?:\s*,\s*{_LITERAL})*)\s*\)",
    ):
        for match in re.finditer(pattern, left):
            for literal in re.findall(_LITERAL, match.group(1)):
                found |= _about(literal)
        left = re.sub(pattern, "true", left)
    bare = rf"(?:^|(?<!\w)\(|\bnot\s*\(|\band\s|\bor\s)\s*{name}\s*(?=$|\)|\band\b|\bor\b)"
    if re.search(bare, left):
        found |= {frozen(True), frozen(False)}
        left = re.sub(bare, "(true", left)
    return None if re.search(name, _TEXT.sub('""', left)) else found


def _about(literal: str) -> set[Any]:
    if literal.startswith('"'):
        return {literal[1:-1], OTHER}
    if literal in ("true", "false"):
        return {frozen(True), frozen(False)}
    if literal == "null":
        return {None}
    number = float(literal)
    return {frozen(int(each) if each == int(each) else each) for each in (number - 1, number, number + 1)}
