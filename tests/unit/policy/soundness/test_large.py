"""As many situations as an exploration may find are judged in a time that nobody notices."""

from __future__ import annotations

import time

import pytest

from service.domain.behaviour import Behaviour, Cause, Move, Passed, Rest, What
from service.domain.execution import Description, Element
from service.domain.verdicts import Outcome
from service.policy.soundness import judge

MANY = 50_000
STEPS = [f"t{number}" for number in range(100)]
DRAWN = Description(
    procedure_id="p",
    name="P",
    documentation="",
    properties={},
    lanes=(),
    elements=tuple(Element(element_id=name, kind="userTask", name=name, process_id="p") for name in STEPS),
)


def behaviour(*, ends: bool) -> Behaviour:
    """Return a graph where each rest leads to three others, and the last one is an end or not."""
    done = [(Passed(What.COMPLETED, name),) for name in STEPS]
    rests = [Rest(waiting=((STEPS[number % 100], 1),)) for number in range(MANY - 1)] + [Rest(ended=ends)]
    moves = [
        Move(number, (number * 3 + offset) % MANY, Cause.ANSWERS, STEPS[number % 100], done[number % 100])
        for number in range(MANY - ends)
        for offset in (1, 2, 3)
    ]
    return Behaviour(procedure_id="p", rests=tuple(rests), moves=tuple(moves))


@pytest.mark.parametrize("ends", [True, False])
def test_the_largest_graph_is_judged_at_once(ends: bool) -> None:
    graph = behaviour(ends=ends)
    begun = time.process_time()
    found = {verdict.check_id: verdict.outcome for verdict in judge(graph, DRAWN)}
    assert found["option-to-complete"] is (Outcome.PROVED if ends else Outcome.BROKEN)
    assert time.process_time() - begun < 8
