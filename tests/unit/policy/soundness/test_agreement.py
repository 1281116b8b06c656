"""Random diagrams, put together from whole blocks or drawn at random: soundness is judged as running the engine everywhere shows it.

``SEEDS=2000 FROM_SEED=1000 pytest`` with this file asks more of them."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from typing import Any

import pytest
from blocks import RAISES, Blocks, drawing_of
from drawing import bundle
from exhausted import Exhausted, TooMany
from random_diagrams import Draw, Step, diagram

from service.domain.behaviour import Behaviour, Question, What
from service.domain.execution import Description
from service.domain.verdicts import Outcome
from service.engine.exploring import explore
from service.engine.procedure import Procedure, compile_procedure
from service.policy.soundness import jobs, judge

SEEDS = range(int(os.environ.get("FROM_SEED", "0")), int(os.environ.get("FROM_SEED", "0")) + int(os.environ.get("SEEDS", "200")))
PLAYED = ("option-to-complete", "proper-completion")
FAILING = {"op": ("M",)}
WAYS_AT_MOST = 80


class Small(Draw):
    """Draws few steps. What the exploration does not count (rounds of a timer, items of a list) is drawn without a count."""

    longest = 4

    def __init__(self, dice: random.Random, items: int = 2) -> None:
        super().__init__(dice)
        self.items = items

    def step(self, name: str, depth: int) -> Step:
        step = super().step(name, depth)
        step.items, step.enough = self.items if step.items is not None else None, 0
        return step

    def trigger(self, kinds: str) -> tuple[tuple[str, str], bool]:
        (kind, value), interrupts = super().trigger(kinds)
        return (kind, "R/PT1H" if kind == "cycle" else value), interrupts


def structured(seed: int) -> Iterator[bytes]:
    """Yield diagrams from whole blocks."""
    dice = random.Random(seed)
    while True:
        yield drawing_of(Blocks(dice).process(dice.randint(1, 6)))


def unstructured(seed: int, items: int = 2) -> Iterator[bytes]:
    """Yield diagrams where anything leads anywhere."""
    dice = random.Random(seed)
    while True:
        yield diagram(Small(dice, items).area("n", dice.choice([0, 0, 1]), is_process=True))


def small(drawings: Iterator[bytes], raises: dict[str, tuple[str, ...]], *, retries: bool = True) -> tuple[Procedure, Exhausted]:
    """Return the first diagram that can be gone through, and everything it can do."""
    for content in drawings:
        try:
            return compile_procedure(bundle(content)), Exhausted(content, raises=raises, retries=retries, at_most=WAYS_AT_MOST)
        except TooMany:
            continue
    raise AssertionError


@cache
def both(seed: int) -> tuple[Procedure, Exhausted, Behaviour]:
    """Return a random diagram without rounds over lists, everything it can do, and its exploration."""
    procedure, real = small(unstructured(seed, items=1), FAILING, retries=False)
    return procedure, real, explore(procedure, Question(raises=FAILING, visible=jobs(procedure.description)))


def judged(procedure: Procedure, raises: dict[str, tuple[str, ...]]) -> dict[str, set[str]]:
    """Return the rules that are broken, with the elements named; what is not decided is None."""
    found: dict[str, set[str]] = {}
    question = Question(raises=raises, visible=jobs(procedure.description))
    for verdict in judge(explore(procedure, question), procedure.description):
        if verdict.outcome is Outcome.BROKEN:
            found.setdefault(verdict.check_id, set()).update(verdict.elements)
        elif verdict.outcome is Outcome.NOT_DECIDED:
            found["not decided"] = set()
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_put_together_from_whole_blocks_is_sound(seed: int) -> None:
    procedure, real = small(structured(seed), RAISES)
    assert (all(real.can_end()), real.doubled, real.unused()) == (True, set(), set())
    assert judged(procedure, RAISES) == {}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_judgement_is_what_running_everything_shows(seed: int) -> None:
    procedure, real = small(unstructured(seed), FAILING)
    found = judged(procedure, FAILING)
    assert "proper-completion" in found or not real.doubled
    if "not decided" in found:
        assert real.doubled
        return
    assert found.get("no-dead-element", set()) == real.unused()
    assert ("option-to-complete" in found) == (not all(real.can_end()))
    assert bool(real.deadlocks() or real.livelocks()) == ("option-to-complete" in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_where_nothing_is_drawn_to_happen_again_what_happens_twice_was_not_joined(seed: int) -> None:
    procedure, real, behaviour = both(seed)
    if behaviour.whole and not real.endless and not real.repeats and once_only(procedure.description):
        broken = {each.check_id for each in judge(behaviour, procedure.description) if each.outcome is Outcome.BROKEN}
        flows = [line.flow_id for line in procedure.description.lines]
        assert ("proper-completion" in broken) == any(taken_twice(real, flow_id) for flow_id in flows)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_exploration_has_the_histories_of_the_engine(seed: int) -> None:
    """Whatever sequence of causes, each with the elements passed, one graph allows, the other does."""
    _, real, behaviour = both(seed)
    if behaviour.whole and not real.endless and not real.repeats:
        assert different_after(behaviour, real) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_what_shows_that_branches_get_stuck_or_were_not_joined_can_be_played(seed: int) -> None:
    procedure, real, behaviour = both(seed)
    shown = [each for each in judge(behaviour, procedure.description) if each.check_id in PLAYED and each.evidence]
    for verdict in shown if not real.endless and not real.repeats else ():
        assert verdict.evidence is not None
        standing = {0}
        for move in verdict.evidence.moves:
            wanted = label(str(move.cause), move.code, move.passed)
            standing = {to for at in standing for done, passed, to in real.situations[at].ways if named(done, passed) == wanted}
        if verdict.check_id == "option-to-complete":
            assert any(not real.can_end()[at] for at in standing)
        assert standing


def once_only(description: Description) -> bool:
    """Say whether no flow, link or event leads back, and every event interrupts what it sits on."""
    leading: dict[str, set[str]] = defaultdict(set)
    for line in description.lines:
        leading[line.source].add(line.target)
    for element in description.elements:
        if element.attached_to:
            leading[element.attached_to].add(element.element_id)
    try:
        tuple(TopologicalSorter(leading).static_order())
    except CycleError:
        return False
    return all(element.interrupting and element.trigger != "link" for element in description.elements)


def taken_twice(real: Exhausted, flow_id: str) -> bool:
    """Say whether a flow is taken twice on some way of the engine."""
    todo, seen = [(0, False)], {(0, False)}
    for at, before in todo:
        for _, passed, to in real.situations[at].ways:
            if passed.count(flow_id) + before > 1:
                return True
            following = (to, before or flow_id in passed)
            if following not in seen:
                seen.add(following)
                todo.append(following)
    return False


def different_after(behaviour: Behaviour, real: Exhausted) -> Any:
    """Return the first ways on that only one of the two has after some common history, None where there are none."""
    mine: list[list[tuple[Any, int]]] = [[] for _ in behaviour.rests]
    for move in behaviour.moves:
        mine[move.source].append((label(str(move.cause), move.code, move.passed), move.target))
    theirs = [[(named(done, passed), to) for done, passed, to in each.ways] for each in real.situations]
    todo, seen = [(frozenset([0]), frozenset([0]))], set[Any]()
    while todo:
        pair = todo.pop()
        if pair in seen:
            continue
        seen.add(pair)
        ways = [
            {name: frozenset(to for state in states for other, to in graph[state] if other == name) for name in names}
            for graph, states in zip((mine, theirs), pair, strict=True)
            for names in [{name for state in states for name, _ in graph[state]}]
        ]
        if ways[0].keys() != ways[1].keys():
            return sorted(ways[0].keys() ^ ways[1].keys(), key=repr)
        todo += [(ways[0][name], ways[1][name]) for name in ways[0]]
    return None


def named(done: tuple[str, ...], passed: tuple[str, ...]) -> tuple[str, str | None, tuple[str, ...]]:
    """Return a way of the engine as ``label`` does a move."""
    return done[0], done[2] if len(done) > 2 else None, passed


def label(cause: str, code: str | None, passed: Any) -> tuple[str, str | None, tuple[str, ...]]:
    """Return a move in the words of ``Exhausted``."""
    texts = [each.element_id if each.what is What.TAKEN else f"{each.element_id} {each.what}" for each in passed]
    return cause, code, tuple(sorted(texts))
