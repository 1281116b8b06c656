"""Soundness of a procedure, judged on the graph of everything it can do: every case can end, no branch is lost, nothing drawn is dead.

Nothing is said about times, people and the number of items in a list: those are not told apart in the graph."""

from __future__ import annotations

from dataclasses import replace

from service.domain.behaviour import Behaviour
from service.domain.execution import Description
from service.domain.verdicts import Outcome, Verdict
from service.policy.soundness import alive, completion, joining, meeting, synchronising
from service.policy.soundness.drawn import Drawn, listed
from service.policy.soundness.ways import Ways

__all__ = ["BOUNDED", "RULES", "jobs", "judge"]

BOUNDED = "bounded"
RULES = {
    completion.RULE: completion.SENTENCE,
    joining.RULE: joining.SENTENCE,
    synchronising.RULE: synchronising.SENTENCE,
    alive.RULE: alive.SENTENCE,
    BOUNDED: "A case can be in finitely many situations: no branch begins again and again without ending.",
}


def jobs(description: Description) -> frozenset[str]:
    """Return the elements that an exploration must not hurry through, so that two branches are seen to meet at one of them."""
    return frozenset(element.element_id for element in description.elements)


def judge(behaviour: Behaviour, description: Description) -> tuple[Verdict, ...]:
    """Return the verdicts of every rule: one that it is proved, or one for each way in which it is broken. Where a bound was
    reached, what was not found is not decided. The graph is one in which ``jobs`` were visible."""
    ways, drawn = Ways(behaviour), Drawn(description)
    found = [_bounded(behaviour, len(ways.order), drawn)]
    found += synchronising.judge(behaviour, ways, drawn, meeting.passed_twice(behaviour, ways, drawn) if behaviour.whole else {})
    if behaviour.whole:
        found += (
            completion.judge(behaviour, ways, drawn) + joining.judge(behaviour, ways, drawn) + alive.judge(behaviour, ways, drawn)
        )
    decided = {verdict.check_id for verdict in found}
    found += [
        Verdict(
            check_id=rule,
            sentence=sentence,
            outcome=Outcome.NOT_DECIDED,
            why=f"Not everything was looked at: {behaviour.stopped}.",
        )
        for rule, sentence in RULES.items()
        if rule not in decided
    ]
    order = list(RULES)
    found.sort(key=lambda verdict: order.index(verdict.check_id))
    return tuple(
        replace(verdict, why=f"{verdict.why[:1].upper()}{verdict.why[1:]}", procedure_id=behaviour.procedure_id)
        for verdict in found
    )


def _bounded(behaviour: Behaviour, count: int, drawn: Drawn) -> Verdict:
    if behaviour.whole:
        why = f"A case can be in {count} situations."
        return Verdict(check_id=BOUNDED, sentence=RULES[BOUNDED], outcome=Outcome.PROVED, why=why)
    last = [element_id for state, element_id in behaviour.doubled if state == len(behaviour.rests) - 1]
    why = f"{listed(map(drawn.name, last))} can be under way more and more times at once; no further was looked."
    return Verdict(
        check_id=BOUNDED,
        sentence=RULES[BOUNDED],
        outcome=Outcome.NOT_DECIDED,
        why=why if last else f"Not everything was looked at: {behaviour.stopped}.",
        elements=tuple(last),
    )
