"""Joins go on: where branches wait for one another they still meet, even where an event that ends the whole phase could free them."""

from __future__ import annotations

from service.domain.behaviour import Behaviour, Evidence, What
from service.domain.verdicts import Outcome, Verdict
from service.policy.soundness.drawn import Drawn
from service.policy.soundness.ways import Ways

RULE = "joins-go-on"
SENTENCE = (
    "A branch that waits for others at a join is joined by them, and is not left to wait for an event that ends everything."
)


def judge(behaviour: Behaviour, ways: Ways, drawn: Drawn) -> list[Verdict]:
    """Return one verdict for each join where a branch can come to wait in vain, shortest way first, or one that there is none.

    A join that keeps cases from ending altogether is said by the option to complete and not again here."""
    hopeful = ways.leading_to(state for state in ways.order if behaviour.rests[state].ended)
    waiting: dict[str, list[int]] = {}
    for state in ways.order:
        for element_id, _ in behaviour.rests[state].waiting:
            if drawn.joins(element_id):
                waiting.setdefault(element_id, []).append(state)
    found = []
    for join, states in waiting.items():
        meeting = ways.leading_to(
            {
                move.source
                for move in behaviour.moves
                if any(passed.element_id == join and passed.what is What.COMPLETED for passed in move.passed)
            }
        )
        vain = [state for state in states if hopeful[state] and not meeting[state]]
        if vain:
            found.append(_verdict(join, ways.nearest(vain), ways, drawn))
    return found or [
        Verdict(
            check_id=RULE, sentence=SENTENCE, outcome=Outcome.PROVED, why=f"Branches meet at each of the {len(waiting)} joins."
        )
    ]


def _verdict(join: str, state: int, ways: Ways, drawn: Drawn) -> Verdict:
    moves = ways.to(state)
    once = drawn.happened(moves[-1:])
    began = f"Once {once[-1]}, a branch" if once else "A branch"
    why = f"{began} waits at {drawn.name(join)} in vain: no other can come any more, and only an event that ends the whole phase goes on."
    return Verdict(
        check_id=RULE,
        sentence=SENTENCE,
        outcome=Outcome.BROKEN,
        why=why,
        elements=(join,),
        evidence=Evidence(moves=moves, at=join),
    )
