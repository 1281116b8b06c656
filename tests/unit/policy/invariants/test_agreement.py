"""Random small graphs: the machines find exactly what going through all ways and all pairs of events finds."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from drawn_ways import KNOWN, events, graph
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.behaviour import Behaviour, Passed, What
from service.policy.invariants.formulas import Formula
from service.policy.invariants.judging import Graph, judge_trace
from service.policy.invariants.machines import machines
from service.policy.invariants.notation import parse

DEEP = 5
Sees = Callable[[Passed], bool]


def sees(word: str) -> Sees:
    [said] = events(word)
    return lambda event: event.what is said.what and event.element_id == said.element_id and said.holds <= event.holds


def at(history: Sequence[Passed], look: Sees) -> list[int]:
    return [number for number, event in enumerate(history) if look(event)]


def ends_of(history: Sequence[Passed]) -> list[int]:
    return [number for number, event in enumerate(history) if event.what is What.ENDED]


def prec(good: str, every: str, target: str) -> Callable[[Sequence[Passed]], list[int]]:
    def broken(history: Sequence[Passed]) -> list[int]:
        def latest(before: int) -> int | None:
            return max((number for number in at(history, sees(every)) if number < before), default=None)

        return [
            reached
            for reached in at(history, sees(target))
            if (last := latest(reached)) is None or last not in at(history, sees(good))
        ]

    return broken


def btw(after: str, target: str, chain: Sequence[str]) -> Callable[[Sequence[Passed]], list[int]]:
    def linked(history: Sequence[Passed], begin: int, end: int) -> bool:
        place = begin
        for link in chain:
            place = next((number for number in at(history, sees(link)) if place < number < end), end)
        return place < end

    def broken(history: Sequence[Passed]) -> list[int]:
        return [
            reached
            for reached in at(history, sees(target))
            if any(not linked(history, begin, reached) for begin in at(history, sees(after)) if begin < reached)
        ]

    return broken


def resp(after: str, answers: Sequence[str]) -> Callable[[Sequence[Passed]], list[int]]:
    def broken(history: Sequence[Passed]) -> list[int]:
        answered = [number for answer in answers for number in at(history, sees(answer))]
        return [end for end in ends_of(history) if any(max(answered, default=-1) <= begin for begin in at(history, sees(after)))]

    return broken


def no_reach(start: str, target: str) -> Callable[[Sequence[Passed]], list[int]]:
    return lambda history: [
        number for number in at(history, sees(target)) if any(begin < number for begin in at(history, sees(start)))
    ]


def excl(one: str, other: str) -> Callable[[Sequence[Passed]], list[int]]:
    def broken(history: Sequence[Passed]) -> list[int]:
        first, second = at(history, sees(one)), at(history, sees(other))
        return [max(first[0], second[0])] if first and second else []

    return broken


def ends(after: str, end: str) -> Callable[[Sequence[Passed]], list[int]]:
    return lambda history: [
        number for number in ends_of(history) if history[number].element_id != end and at(history[:number], sees(after))
    ]


FORMULAS: dict[str, Callable[[Sequence[Passed]], list[int]]] = {
    "Prec(A, B)": prec("A", "A", "+B"),
    "Prec(A[c], B)": prec("A{c}", "A", "+B"),
    "Prec(A[c], B[c])": prec("A{c}", "A", "+B{c}"),
    "Prec(A, S)": prec("A", "A", "+S"),
    "Prec(S, A)": prec("S", "S", "+A"),
    "Btw(A, B, S)": btw("A", "+B", ["S"]),
    "Btw(S, A, B -> A)": btw("+S", "+A", ["B", "A"]),
    "Btw(A[c], A, B[c])": btw("A{c}", "+A", ["B{c}"]),
    "Resp(A, B)": resp("A", ["B"]),
    "Resp(S, {A or B})": resp("+S", ["A", "B"]),
    "Resp(A[c], S)": resp("A{c}", ["S"]),
    "Excl(A, S)": excl("A", "+S"),
    "NoReach(S, B)": no_reach("+S", "+B"),
    "Ends(A, {E})": ends("A", "E"),
}
WORDS = ["+A", "A", "A{c}", "+B", "+B{c}", "B", "B{c}", "+S", "S", "~S", "~A"]


def drawn(chance: random.Random) -> Behaviour:
    """Return a random graph of at most five rests, of which the last one is the end."""
    last = chance.randint(1, 4)
    lines = []
    for _ in range(chance.randint(1, 7)):
        target = chance.randint(0, last)
        words = chance.sample(WORDS, chance.randint(0, 3)) + ([chance.choice([".E", ".E2"])] if target == last else [])
        lines.append(f"{chance.randint(0, last - 1)}>{target} {' '.join(words)}")
    return graph(*lines)


def ways(behaviour: Behaviour, rest: int = 0, deep: int = DEEP) -> Iterator[tuple[int, tuple[Passed, ...]]]:
    """Yield the number of moves and the history of every way of at most ``deep`` moves."""
    yield 0, ()
    if deep:
        for move in behaviour.moves:
            if move.source == rest:
                yield from ((count + 1, move.passed + more) for count, more in ways(behaviour, move.target, deep - 1))


def shortest(formula: Formula, behaviour: Behaviour) -> int | None:
    found = [each for machine in machines(formula, KNOWN) if (each := Graph(behaviour).find(machine)) is not None]
    return min((len(evidence.moves) for evidence in found), default=None)


@settings(max_examples=200)
@given(st.integers(0, 2**32), st.sampled_from(sorted(FORMULAS)))
def test_machines_and_going_through_all_ways_agree(seed: int, formal: str) -> None:
    behaviour, formula, broken = drawn(random.Random(seed)), parse(formal), FORMULAS[formal]
    known = list(ways(behaviour))
    for _, history in known:
        assert judge_trace(formula, history, KNOWN) == min(broken(history), default=None), (formal, history)
    naive = min((count for count, history in known if broken(history)), default=None)
    found = shortest(formula, behaviour)
    assert found == naive if naive is not None else found is None or found > DEEP, (formal, behaviour)
