"""Random diagrams, structured or not: after every step the engine stands where an independent token game stands."""

from __future__ import annotations

import random

import pytest
from drawing import Play, drawing
from token_game import Graph, Marking, completed, diagram, grow, settled

ROUNDS = 14
MANY = 30


@pytest.mark.parametrize("seed", range(300))
def test_the_engine_moves_tokens_as_the_rules_say(seed: int) -> None:
    dice = random.Random(seed)
    graph = grow(dice, "n", dice.randint(6, 18), dice.choice([0, 0, 1]))
    r = dice.randrange(12)
    play = Play(drawing(diagram(graph)), variables={"r": r})
    possible = follow(graph, play, list(settled(graph, Marking(tuple(graph.out("ns"))), r)))
    for _ in range(ROUNDS):
        tasks = sorted(play.open["tasks"].items())
        if not tasks or len(tasks) > MANY:
            break
        if len({task.element_id for _, task in tasks}) < len(tasks) and any(task.place for _, task in tasks):
            break  # the game cannot tell two instances of one sub-process apart
        element_id = dice.choice(sorted({task.element_id for _, task in tasks}))
        r = dice.randrange(12)
        play.complete(element_id, r=r)
        after = [completed(graph, marking, element_id) for marking in possible]
        possible = follow(graph, play, [one for marking in after if marking is not None for one in settled(graph, marking, r)])


def follow(graph: Graph, play: Play, markings: list[Marking]) -> list[Marking]:
    """Return the markings that the engine may stand in; there is always one."""
    open_now = sorted(task.element_id for task in play.open["tasks"].values())
    ended = play.last.ended is not None
    found = [
        marking for marking in dict.fromkeys(markings) if sorted(marking.open().elements()) == open_now and marking.empty == ended
    ]
    assert found, (play.waits, [dict(marking.open()) for marking in markings], graph.flows, graph.kinds)
    return found
