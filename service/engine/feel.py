"""FEEL: every expression of diagrams, tables and forms goes through here, never through Python.

Dates cross as ISO text. A name that does not exist is an error, never silently false; a name that is null is fine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from service.domain.errors import Invalid
from service.toolchain.v8 import SandboxError, sandbox

HOLIDAYS = "__holidays__"

Json: TypeAlias = Any
Context: TypeAlias = Mapping[str, Json]


class FeelError(Invalid):
    """An expression could not be evaluated. ``missing`` is the name or path that does not exist, None for other causes."""

    def __init__(self, message: str, *, expression: str, missing: str | None = None) -> None:
        super().__init__(message)
        self.expression = expression
        self.missing = missing


def evaluate(expression: str, context: Context) -> Json:
    """Return the value of an expression (given without its leading ``=``).

    Reserved in the context: ``now`` is the clock of ``now()`` and ``today()``, ``__holidays__`` a list of ISO dates.
    Raises: FeelError when it cannot be parsed, names something that does not exist, or takes too long.
    """
    return evaluate_all([expression], context)[0]


def evaluate_all(expressions: Sequence[str], context: Context) -> list[Json]:
    """Return the values of several expressions over one context, in their order, in one call of V8. Raises: as ``evaluate``."""
    if not expressions:
        return []
    payload = {"expressions": list(expressions), "context": _lean(context, expressions)}
    answers = _ask("evaluate", payload, expression=expressions[0])
    return [_value(answer, expression) for answer, expression in zip(answers, expressions, strict=True)]


def unary_tests(tests: Iterable[tuple[str, Json]], context: Context) -> list[bool]:
    """Say for each (cell, input value) whether the cell holds, in one call of V8; ``-`` and an empty cell always do.

    Raises: FeelError as ``evaluate``. A test that gives null does not hold.
    """
    pairs = [(test.strip() or "-", value) for test, value in tests]
    if not pairs:
        return []
    payload = {"tests": pairs, "context": _lean(context, [test for test, _ in pairs])}
    answers = _ask("tests", payload, expression=pairs[0][0])
    return [bool(_value(answer, test)) for answer, (test, _) in zip(answers, pairs, strict=True)]


class Contradiction(Invalid):
    """Rules of a table contradict each other: ``kind`` is ``overlap`` or ``disagree``, ``rules`` are their numbers."""

    def __init__(self, kind: str, *, decision_id: str, rules: tuple[int, ...]) -> None:
        super().__init__(kind)
        self.kind = kind
        self.decision_id = decision_id
        self.rules = rules


def decide(key: str, program: Mapping[str, Json], what: Mapping[str, str], context: Context) -> Mapping[str, Json]:
    """Run a decision of a program (``{"decision": id}``) or a service (``{"service": id}``) in one call of V8.

    ``key`` stands for the program, which is sent only when V8 does not know it yet. Returns its ``value`` and ``made``, a
    dictionary for each decision run, the required ones first. Raises: FeelError as ``evaluate``; Contradiction.
    """
    answer = _ask("decide", {"key": key, **what, "context": context}, expression=next(iter(what.values())))
    if "unknown" in answer:
        answer = _ask(
            "decide", {"key": key, "program": program, **what, "context": context}, expression=next(iter(what.values()))
        )
    if "rules" in answer:
        raise Contradiction(answer["error"], decision_id=answer["decision"], rules=tuple(answer["rules"]))
    if "error" in answer:
        _value(answer, answer["expression"])
    found: Mapping[str, Json] = answer
    return found


@lru_cache(maxsize=4096)
def parse_error(expression: str, *, names: tuple[str, ...] = ()) -> str | None:
    """Say in a few words what is wrong with an expression's grammar, or None. ``names`` are names with spaces it may use."""
    return _grammar("expression", expression, names)


@lru_cache(maxsize=4096)
def cell_error(test: str, *, names: tuple[str, ...] = ()) -> str | None:
    """Say what is wrong with the grammar of an input cell (unary tests), or None."""
    return _grammar("test", test.strip() or "-", names)


@lru_cache(maxsize=4096)
def names(expression: str) -> frozenset[str]:
    """Return the names that an expression takes from its context, without functions and names it binds itself.

    Names inside a filter (``list[x = 1]``) may belong to the elements and are left out. Raises: FeelError if it cannot be parsed.
    """
    return frozenset(_ask("names", {"kind": "expression", "expression": expression}, expression=expression))


def _grammar(kind: str, expression: str, spaced: tuple[str, ...]) -> str | None:
    try:
        error = _ask("check", {"kind": kind, "expression": expression, "names": list(spaced)}, expression=expression)["error"]
    except FeelError as refused:
        return str(refused)
    return None if error is None else str(error)


def _lean(context: Context, expressions: Iterable[str]) -> Context:
    """Return the context without holidays where no expression counts working days: a calendar of years is most of a small case."""
    if HOLIDAYS not in context or any("working days" in expression for expression in expressions):
        return context
    return {name: value for name, value in context.items() if name != HOLIDAYS}


def _ask(action: str, payload: Mapping[str, Json], *, expression: str) -> Json:
    try:
        return sandbox("feel").call(action, payload)
    except (SandboxError, TypeError, ValueError) as error:
        raise FeelError(f"{error} (= {expression})", expression=expression) from error


def _value(answer: Mapping[str, Json], expression: str) -> Json:
    if "error" in answer:
        raise FeelError(f"{answer['error']} (= {expression})", expression=expression, missing=answer.get("missing"))
    return answer["value"]
