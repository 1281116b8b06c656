"""The shortest way to a move that takes a sequence flow."""

from __future__ import annotations

from collections import defaultdict, deque

from service.domain.behaviour import Behaviour, Move, What


def shortest(behaviour: Behaviour, flow_id: str) -> tuple[Move, ...] | None:
    """Return the moves from the start to the first that takes the flow, None when nothing known does."""
    leaving: dict[int, list[Move]] = defaultdict(list)
    for move in behaviour.moves:
        leaving[move.source].append(move)
    came: dict[int, Move | None] = {0: None}
    todo = deque([0])
    while todo:
        state = todo.popleft()
        for move in leaving[state]:
            if any(passed.what is What.TAKEN and passed.element_id == flow_id for passed in move.passed):
                return (*_back(came, state), move)
            if move.target not in came:
                came[move.target] = move
                todo.append(move.target)
    return None


def _back(came: dict[int, Move | None], state: int) -> tuple[Move, ...]:
    moves: list[Move] = []
    while (move := came[state]) is not None:
        moves.append(move)
        state = move.source
    return tuple(reversed(moves))
