"""Places that two branches pass one after the other although they should have come together before: nothing needs to stand there
twice at a time for what follows to be done twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from service.domain.behaviour import Behaviour, Move, Passed, What
from service.policy.soundness.drawn import Drawn
from service.policy.soundness.ways import Ways


def passed_twice(behaviour: Behaviour, ways: Ways, drawn: Drawn) -> Mapping[str, tuple[Move, ...]]:
    """Return the elements that a branch passes while another can still come to them by itself, each with a shortest way on which
    both do. What an end of everything or an interruption cuts short passes nothing any more."""
    found: dict[str, tuple[Move, ...]] = {}
    taken = {passed.element_id for move in behaviour.moves for passed in move.passed if passed.what is What.TAKEN}
    alone: dict[str, frozenset[str]] = {}
    pairs = [(behaviour.moves[number], element_id, other) for number, element_id, other in behaviour.beside]
    for move, element_id, other in sorted(pairs, key=lambda pair: ways.rank.get(pair[0].source, ways.count)):
        if element_id in found or move.source not in ways.rank:
            continue
        if other not in alone:
            alone[other] = _alone(other, taken, drawn)
        if element_id in alone[other]:
            further = _further(move, element_id, alone[other], ways, drawn)
            if further is not None:
                found[element_id] = (*ways.to(move.source), move, *further)
    return found


def _alone(element_id: str, taken: set[str], drawn: Drawn) -> frozenset[str]:
    """Return where a token can come to from an element without waiting for another, by flows that some case takes."""
    if drawn.joins(element_id):
        return frozenset()
    seen, todo = {element_id}, [element_id]
    for at in todo:
        own = [each for each in drawn.events_on[at] if drawn.elements[each].interrupting]
        targets = [line.target for line in drawn.leaving[at] if line.flow_id in taken]
        for each in (*own, *targets):
            if each not in seen and not drawn.joins(each):
                seen.add(each)
                todo.append(each)
    return frozenset(seen)


def _further(first: Move, element_id: str, alone: frozenset[str], ways: Ways, drawn: Drawn) -> tuple[Move, ...] | None:
    """Return the moves by which the other branch alone passes the element as well, none where it did on the first move; None where
    it cannot any more."""
    if sum(_passes(passed, element_id) for passed in first.passed) > 1:
        return ()
    causes = {name for each in alone for name in _within(each, drawn)}
    came: dict[int, tuple[int, Move] | None] = {first.target: None}
    todo = deque([first.target])
    while todo:
        at = todo.popleft()
        for move in ways.leaving[at]:
            if move.element_id not in causes:
                continue
            if any(_passes(passed, element_id) for passed in move.passed):
                return (*_back(at, came), move)
            if move.target not in came:
                came[move.target] = (at, move)
                todo.append(move.target)
    return None


def _back(at: int, came: Mapping[int, tuple[int, Move] | None]) -> tuple[Move, ...]:
    moves: list[Move] = []
    step = came[at]
    while step is not None:
        moves.append(step[1])
        step = came[step[0]]
    return tuple(reversed(moves))


def _passes(passed: Passed, element_id: str) -> bool:
    """Say whether an element as a whole was passed, not one of the instances inside it."""
    return passed.what is What.COMPLETED and passed.element_id == element_id and element_id not in passed.place


def _within(element_id: str, drawn: Drawn) -> list[str]:
    """Return an element and everything inside it."""
    found = [element_id]
    for at in found:
        found += drawn.inside[at]
    return found
