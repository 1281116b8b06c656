"""Runs machines over a graph of behaviour, where the shortest way to break one is found, or over the history of one case."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace

from service.domain.behaviour import Behaviour, Evidence, Move, Passed, What
from service.policy.invariants.catalogue import Catalogue
from service.policy.invariants.formulas import Card, Formula
from service.policy.invariants.machines import BROKEN, COMPARISONS, Machine, Sight, machines


def judge_trace(formula: Formula, events: Sequence[Passed], known: Catalogue, *, people: Sequence[str | None] = ()) -> int | None:
    """Return the index of the first event of one case that breaks a formula, None where it holds or is not about ways.

    What the case still owes is judged at its event ENDED, so that a running case breaks nothing by not being done. ``people`` are
    those who made the events happen, one for each, where a formula counts them."""
    found = [at for at in (_first(each, events) for each in machines(formula, known)) if at is not None]
    if isinstance(formula, Card) and formula.people:
        found += [at for at in [_too_few(formula, events, people)] if at is not None]
    return min(found, default=None)


def _first(machine: Machine, events: Sequence[Passed]) -> int | None:
    state = 0
    for at, passed in enumerate(events):
        state = machine.after(state, machine.seen(passed))
        if state == BROKEN:
            return at
    return None


def _too_few(formula: Card, events: Sequence[Passed], people: Sequence[str | None]) -> int | None:
    who = set[str | None]()
    for at, (passed, person) in enumerate(zip(events, people, strict=False)):
        if passed.what is What.COMPLETED and passed.element_id == formula.of.element_id and person is not None:
            who.add(person)
        if passed.what is What.ENDED and who and not COMPARISONS[formula.comparison](len(who), formula.number):
            return at
    return None


class Graph:
    """A behaviour made ready for many machines: what is passed is indexed once, moves are kept by where they begin."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self._kinds: dict[Passed, list[tuple[int, int]]] = {}
        self._leaving: list[list[int]] = [[] for _ in behaviour.rests]
        self._targets: list[tuple[int, ...]] = []
        for number, move in enumerate(behaviour.moves):
            self._leaving[move.source].append(number)
            for at, passed in enumerate(move.passed):
                key = replace(passed, place=passed.place[-1:]) if len(passed.place) > 1 else passed
                self._kinds.setdefault(key, []).append((number, at))
        self._targets = [tuple({behaviour.moves[number].target for number in leaving}) for leaving in self._leaving]
        self._by_element: dict[str, list[Passed]] = {}
        for passed in self._kinds:
            self._by_element.setdefault(passed.element_id, []).append(passed)

    def happens(self, sight: Sight) -> bool:
        """Say whether anything in the whole graph is what the sight looks for."""
        return any(sight.sees(passed) for passed in self._candidates([sight]))

    def find(self, machine: Machine) -> Evidence | None:
        """Return a shortest way (in moves, then in elements passed) on which the machine breaks, None where there is none."""
        seen = self._projection(machine)
        return self._shortest(machine, seen) if self._breaks(machine, seen) else None

    def _candidates(self, sights: Iterable[Sight]) -> Iterable[Passed]:
        names = {sight.element_id for sight in sights}
        if None in names:
            return self._kinds
        return [passed for name in names if name is not None for passed in self._by_element.get(name, ())]

    def _projection(self, machine: Machine) -> dict[int, tuple[tuple[int, int], ...]]:
        """Return (position, bits) of what a machine sees, in order, by the number of the move; the others show it nothing."""
        found: dict[int, list[tuple[int, int]]] = {}
        for passed in self._candidates(machine.sights):
            bits = machine.seen(passed)
            for number, at in self._kinds[passed] if bits else ():
                found.setdefault(number, []).append((at, bits))
        return {number: tuple(sorted(pairs)) for number, pairs in found.items()}

    def _breaks(self, machine: Machine, seen: dict[int, tuple[tuple[int, int], ...]]) -> bool:
        """Say whether any way breaks the machine: the states that can be at each rest are spread until nothing is new."""
        moves = self.behaviour.moves
        busy = {moves[number].source for number in seen}
        memo: dict[tuple[int, tuple[int, ...]], int] = {}
        bits = {number: tuple(bit for _, bit in pairs) for number, pairs in seen.items()}
        been: set[tuple[int, int]] = {(0, 0)}
        waiting = deque(been)
        while waiting:
            rest, state = waiting.popleft()
            if rest not in busy:
                following = {(target, state) for target in self._targets[rest]}
            else:
                following = set()
                for number in self._leaving[rest]:
                    after = self._after(machine, state, bits.get(number, ()), memo)
                    if after == BROKEN:
                        return True
                    following.add((moves[number].target, after))
            for each in following:
                if each not in been and each[1] not in machine.fine:
                    been.add(each)
                    waiting.append(each)
        return False

    def _after(self, machine: Machine, state: int, bits: tuple[int, ...], memo: dict[tuple[int, tuple[int, ...]], int]) -> int:
        if not bits:
            return state
        key = (state, bits)
        if key not in memo:
            after = state
            for bit in bits:
                after = machine.after(after, bit)
                if after == BROKEN:
                    break
            memo[key] = after
        return memo[key]

    def _shortest(self, machine: Machine, seen: dict[int, tuple[tuple[int, int], ...]]) -> Evidence | None:
        """Go outwards move by move; of the ways with equally many moves the one that passes least is kept."""
        came: dict[tuple[int, int], tuple[tuple[int, int], int] | None] = {(0, 0): None}
        layer: dict[tuple[int, int], int] = {(0, 0): 0}
        while layer:
            following: dict[tuple[int, int], int] = {}
            broken: list[tuple[int, tuple[int, int], int, int]] = []
            for node, cost in layer.items():
                for number in self._leaving[node[0]]:
                    move = self.behaviour.moves[number]
                    state, at = self._run(machine, node[1], seen.get(number, ()))
                    if state == BROKEN:
                        broken.append((cost + at, node, number, at))
                        continue
                    new, price = (move.target, state), cost + len(move.passed)
                    if (new in came and new not in following) or price >= following.get(new, price + 1):
                        continue
                    following[new] = price
                    came[new] = (node, number)
            if broken:
                _, node, number, at = min(broken)
                return Evidence(moves=self._way(came, node, number, at), at=machine.at)
            layer = following
        return None

    def _run(self, machine: Machine, state: int, pairs: tuple[tuple[int, int], ...]) -> tuple[int, int]:
        for at, bit in pairs:
            state = machine.after(state, bit)
            if state == BROKEN:
                return BROKEN, at
        return state, 0

    def _way(
        self, came: dict[tuple[int, int], tuple[tuple[int, int], int] | None], node: tuple[int, int], number: int, at: int
    ) -> tuple[Move, ...]:
        last = self.behaviour.moves[number]
        found = [replace(last, passed=last.passed[: at + 1])]
        step = came[node]
        while step is not None:
            node, number = step
            found.append(self.behaviour.moves[number])
            step = came[node]
        return tuple(reversed(found))
