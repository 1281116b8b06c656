"""Which inputs no rule of a table covers, which rules never decide, which rules of an ANY table disagree. Where a cell or the
values of an input cannot be told, nothing is concluded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from service.engine.decisions.boxes import Box, Column, remainder, within
from service.engine.decisions.domains import ANYTHING, Domain, domain
from service.engine.decisions.model import DecisionTable, HitPolicy, Rule

NOTHING = Domain()
NEEDS_NO_RULE = frozenset({HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER})
"""Policies whose result is a list: that no rule matches is a result too."""


@dataclass(frozen=True)
class Gap:
    """Inputs that no rule covers: an example value by the column's number, for the columns that matter."""

    example: Mapping[int, str]


@dataclass(frozen=True)
class Idle:
    """A rule that never decides: ``hidden_by`` are the numbers of the rules that decide instead, none when no input fits it."""

    number: int
    hidden_by: tuple[int, ...]


def gaps(table: DecisionTable, columns: Sequence[Column]) -> list[Gap] | None:
    """Return the gaps, none for a table that is total by nature; None when they cannot be told."""
    if table.hit_policy in NEEDS_NO_RULE or (table.outputs and all(output.default for output in table.outputs)):
        return []
    space = within(columns, [ANYTHING] * len(columns))
    if space is None:
        return None
    tests = [_tests(rule, unsure=ANYTHING) for rule in table.rules]
    left = remainder(columns, space, tests)
    if left is None:
        return None
    widest = dict.fromkeys(_widened(columns, box, space, tests) for box in left)
    return [Gap(_example(box, space)) for box in widest]


def _widened(columns: Sequence[Column], box: Box, space: Box, tests: Sequence[Sequence[Domain]]) -> Box:
    """Return a box around one that no rule meets, with as many columns as possible left open."""
    wide = list(box)
    for at, whole in enumerate(space):
        open_columns = [
            replace(column, space=part) for column, part in zip(columns, (*wide[:at], whole, *wide[at + 1 :]), strict=True)
        ]
        if all(within(open_columns, test) is None for test in tests):
            wide[at] = whole
    return tuple(wide)


def idle(table: DecisionTable, columns: Sequence[Column]) -> Iterator[Idle]:
    """Yield the rules that never decide: no input fits them, or under FIRST and PRIORITY others always come before."""
    for rule in table.rules:
        box = within(columns, _tests(rule, unsure=ANYTHING))
        if box is None:
            yield Idle(rule.number, ())
            continue
        before = _before(table, rule)
        certain = [other for other in before if within(columns, _tests(other, unsure=NOTHING)) is not None]
        if certain and remainder(columns, box, (_tests(other, unsure=NOTHING) for other in certain)) == []:
            meeting = [other.number for other in certain if _together(columns, rule, other) is not None]
            yield Idle(rule.number, tuple(meeting))


def disagreements(table: DecisionTable, columns: Sequence[Column]) -> Iterator[tuple[int, int, Mapping[int, str]]]:
    """Yield pairs of rules of an ANY table that hold together and give different literals, with an example of the inputs."""
    if table.hit_policy is not HitPolicy.ANY:
        return
    space = within(columns, [ANYTHING] * len(columns))
    for one, other in combinations(table.rules, 2):
        if space is None or not _differ(one, other):
            continue
        box = within(columns, [left & right for left, right in zip(_tests(one), _tests(other), strict=True)])
        if box is not None:
            yield one.number, other.number, _example(box, space)


def _tests(rule: Rule, unsure: Domain = NOTHING) -> list[Domain]:
    """Return what each cell of a rule lets through; ``unsure`` stands for cells of which that cannot be said."""
    found = (domain(test) for test in rule.tests)
    return [unsure if each is None else each for each in found]


def _example(box: Box, space: Box) -> Mapping[int, str]:
    return {at: part.example or "" for at, (part, all_of_it) in enumerate(zip(box, space, strict=True)) if part != all_of_it}


def _together(columns: Sequence[Column], one: Rule, other: Rule) -> Box | None:
    tests = zip(_tests(one, unsure=ANYTHING), _tests(other), strict=True)
    return within(columns, [left & right for left, right in tests])


def _before(table: DecisionTable, rule: Rule) -> list[Rule]:
    """Return the rules that decide where they and this one match."""
    if table.hit_policy is HitPolicy.FIRST:
        return list(table.rules[: rule.number - 1])
    if table.hit_policy is HitPolicy.PRIORITY:
        own = _rank(table, rule)
        ranks = [(other, _rank(table, other)) for other in table.rules]
        return [other for other, rank in ranks if own is not None and rank is not None and rank < own]
    return []


def _rank(table: DecisionTable, rule: Rule) -> tuple[int, ...] | None:
    """Return a rule's priority, the smaller the more important; None where it cannot be told."""
    rank = []
    for output, text in zip(table.outputs, rule.outputs, strict=True):
        if output.allowed:
            listed = [part.strip() for part in output.allowed.split(",")]
            if text.strip() not in listed:
                return None
            rank.append(listed.index(text.strip()))
    return tuple(rank) or None


def _differ(one: Rule, other: Rule) -> bool:
    """Say whether two rules surely give different results: two different literals in one column."""
    for left, right in zip(one.outputs, other.outputs, strict=True):
        first, second = domain(left), domain(right)
        if left != right and first is not None and second is not None and within([Column(first)], [second]) is None:
            return True
    return False
