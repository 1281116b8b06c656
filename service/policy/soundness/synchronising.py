"""Proper completion: branches are brought together before what follows, so that nothing is under way twice at a time."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.behaviour import Behaviour, Evidence, Move, What
from service.domain.verdicts import Outcome, Verdict
from service.policy.soundness.drawn import Drawn, listed
from service.policy.soundness.ways import Ways

RULE = "proper-completion"
SENTENCE = "Branches come together before the case goes on, so that no step is under way twice at a time."


def judge(behaviour: Behaviour, ways: Ways, drawn: Drawn, passed_twice: Mapping[str, tuple[Move, ...]]) -> list[Verdict]:
    """Return one verdict for each place where branches meet without waiting for each other, or one that there is none.
    ``passed_twice`` are places that two branches pass one after the other, with a way on which they do."""
    places: dict[str, dict[str, int]] = {}
    found = [pair for pair in behaviour.doubled if pair[0] in ways.rank]
    for state, element_id in sorted(found, key=lambda pair: ways.rank[pair[0]]):
        places.setdefault(_meeting(element_id, drawn), {}).setdefault(element_id, state)
    verdicts = [_verdict(meeting, elements, ways, drawn) for meeting, elements in places.items()]
    known = {name for verdict in verdicts for name in verdict.elements}
    verdicts += [_twice(meeting, moves, drawn) for meeting, moves in passed_twice.items() if meeting not in known]
    if verdicts:
        return verdicts
    if not behaviour.whole:
        return []
    return [Verdict(check_id=RULE, sentence=SENTENCE, outcome=Outcome.PROVED, why="No step can be under way twice at a time.")]


def _meeting(element_id: str, drawn: Drawn) -> str:
    """Return the nearest element at or before one that several flows lead into without a joining gateway."""
    seen: set[str] = set()
    at = element_id
    while at not in seen:
        seen.add(at)
        coming = drawn.coming[at]
        if len(coming) > 1 and not drawn.joins(at):
            return at
        element = drawn.elements.get(at)
        if len(coming) == 1:
            at = coming[0].source
        elif element is not None and (element.attached_to or element.parent):
            at = element.attached_to or element.parent or at
        else:
            break
    return element_id


def _verdict(meeting: str, elements: dict[str, int], ways: Ways, drawn: Drawn) -> Verdict:
    element_id, state = next(iter(elements.items()))
    moves = ways.to(state)
    split = _split(moves, drawn)
    branches = listed(dict.fromkeys(drawn.name(line.source) for line in drawn.coming[meeting]))
    opened = f" that {drawn.name(split)} opens" if split else ""
    if branches and len(drawn.coming[meeting]) > 1:
        why = f"{drawn.name(element_id)} can be under way twice at a time: the branches{opened} come from {branches} and are not joined before it."
    else:
        why = f"{drawn.name(element_id)} can be under way twice at a time: the branches{opened} are not joined before it."
    return Verdict(
        check_id=RULE,
        sentence=SENTENCE,
        outcome=Outcome.BROKEN,
        why=why,
        elements=tuple(dict.fromkeys([meeting, *elements])),
        evidence=Evidence(moves=moves, at=element_id),
    )


def _twice(meeting: str, moves: tuple[Move, ...], drawn: Drawn) -> Verdict:
    branches = listed(dict.fromkeys(drawn.name(line.source) for line in drawn.coming[meeting]))
    split = _split(moves, drawn)
    opened = f" that {drawn.name(split)} opens" if split else ""
    return Verdict(
        check_id=RULE,
        sentence=SENTENCE,
        outcome=Outcome.BROKEN,
        why=f"{drawn.name(meeting)} can be passed twice, with all that follows: the branches{opened} come from {branches} "
        "and are not joined before it.",
        elements=(meeting,),
        evidence=Evidence(moves=moves, at=meeting),
    )


def _split(moves: tuple[Move, ...], drawn: Drawn) -> str | None:
    """Return the last element on a way that sent tokens along several flows, or an event that did not interrupt."""
    for move in reversed(moves):
        taken = [passed.element_id for passed in move.passed if passed.what is What.TAKEN]
        sources = [drawn.lines[flow_id].source for flow_id in taken if flow_id in drawn.lines]
        for source in reversed(sources):
            element = drawn.elements.get(source)
            if element is None:
                continue
            if element.kind == "boundaryEvent" and not element.interrupting:
                return source
            if element.kind != "exclusiveGateway" and sources.count(source) > 1:
                return source
    return None
