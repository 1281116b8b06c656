"""Option to complete: from every place where a case can rest, an end can still be reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from service.domain.behaviour import Behaviour, Evidence, Move, What
from service.domain.verdicts import Outcome, Verdict
from service.policy.soundness.drawn import Drawn, listed
from service.policy.soundness.ways import Ways

RULE = "option-to-complete"
SENTENCE = "Wherever a case stands, it can still come to an end."


@dataclass
class Stuck:
    """Rests of which none leads to an end. ``held`` are the elements where a token stands that never goes on; ``rounds`` those
    that may still happen, again and again, meanwhile."""

    state: int
    held: tuple[str, ...]
    rounds: tuple[str, ...] = ()
    others: set[str] = field(default_factory=set)


def judge(behaviour: Behaviour, ways: Ways, drawn: Drawn) -> list[Verdict]:
    """Return one verdict for each cause that keeps cases from ending, shortest way first, or one that there is none."""
    ends = [state for state in ways.order if behaviour.rests[state].ended]
    hopeful = ways.leading_to(ends)
    hopeless = [state for state in ways.order if not hopeful[state]]
    if not hopeless:
        return [Verdict(check_id=RULE, sentence=SENTENCE, outcome=Outcome.PROVED, why=_proved(len(ways.order)))]
    dead = [state for state in hopeless if not ways.leaving[state]]
    locked = ways.leading_to(dead)
    found = [Stuck(state, _held(behaviour, drawn, state)) for state in dead]
    for group in ways.rounds(state for state in hopeless if not locked[state]):
        found.append(_round(behaviour, ways, drawn, group))
    return [_verdict(stuck, hopeful, ways, drawn) for stuck in _causes(found, ways)]


def _proved(count: int) -> str:
    return f"An end can be reached from each of the {count} situations that a case can be in."


def _held(behaviour: Behaviour, drawn: Drawn, state: int) -> tuple[str, ...]:
    """Return the elements with a token that stands there itself, not around another one."""
    waiting = [element_id for element_id, _ in behaviour.rests[state].waiting]
    return tuple(element_id for element_id in waiting if not _around(drawn, element_id, waiting))


def _around(drawn: Drawn, element_id: str, waiting: list[str]) -> bool:
    """Say whether what is inside an element waits: then its own token is not the one that is stuck."""
    element = drawn.elements.get(element_id)
    if element is None or element.kind not in ("subProcess", "eventSubProcess", "callActivity"):
        return False
    for other in waiting:
        inner = drawn.elements.get(other)
        if inner is None or inner.element_id == element_id:
            continue
        if inner.parent == element_id or (element.called is not None and inner.process_id == element.called):
            return True
    return False


def _round(behaviour: Behaviour, ways: Ways, drawn: Drawn, group: list[int]) -> Stuck:
    moves = [move for state in group for move in ways.leaving[state]]
    active = {move.element_id for move in moves}
    active |= {passed.element_id for move in moves for passed in move.passed}
    still = set(_held(behaviour, drawn, group[0])).intersection(*(_held(behaviour, drawn, state) for state in group[1:]))
    state = ways.nearest(group)
    held = tuple(element_id for element_id in _held(behaviour, drawn, state) if element_id in still - active)
    return Stuck(state, held, tuple(dict.fromkeys(move.element_id for move in moves)))


def _causes(found: list[Stuck], ways: Ways) -> list[Stuck]:
    """Return for each element that holds a token for ever, and for each set that goes round for ever, the nearest rest; elements
    that are first stuck in the same rest are one cause."""
    nearest: dict[tuple[str, ...], Stuck] = {}
    for stuck in sorted(found, key=lambda each: ways.rank[each.state]):
        if not stuck.held:
            nearest.setdefault(("", *sorted(stuck.rounds)), stuck)
            continue
        for element_id in stuck.held:
            nearest.setdefault((element_id,), stuck)
    causes: dict[int, Stuck] = {}
    for key, stuck in nearest.items():
        kept = causes.setdefault(stuck.state, Stuck(stuck.state, (), stuck.rounds))
        kept.others.update(stuck.held)
        kept.held += key if stuck.held else ()
    return list(causes.values())


def _verdict(stuck: Stuck, hopeful: bytearray, ways: Ways, drawn: Drawn) -> Verdict:
    moves = ways.to(stuck.state)
    decisive = next((index for index, move in enumerate(moves) if not hopeful[move.target]), None)
    once = drawn.happened(moves[decisive : decisive + 1]) if decisive is not None and hopeful[0] else []
    began = f"Once {listed(once)}, the case" if once else "Whatever is done, the case"
    at = stuck.held[0] if stuck.held else None
    if at is None:
        names = listed(drawn.name(element_id) for element_id in stuck.rounds[:4])
        why = f"{began} never ends: {names} can be done again and again, but no end can be reached any more."
    else:
        names = listed(drawn.name(element_id) for element_id in stuck.held)
        meanwhile = listed(drawn.name(element_id) for element_id in stuck.rounds[:3])
        while_ = f", while {meanwhile} may go on" if meanwhile else ""
        why = f"{began} waits at {names} for ever{while_}, because {_because(at, moves, drawn)}."
    return Verdict(
        check_id=RULE,
        sentence=SENTENCE,
        outcome=Outcome.BROKEN,
        why=why,
        elements=stuck.held or stuck.rounds,
        evidence=Evidence(moves=moves, at=at),
    )


def _because(at: str, moves: Iterable[Move], drawn: Drawn) -> str:
    """Say why a token goes no further at an element."""
    element = drawn.elements.get(at)
    kind = element.kind if element else ""
    if drawn.joins(at):
        missing = _missing(at, moves, drawn)
        if missing:
            comes = listed((drawn.name(source) for source in missing), "or")
            return f"nothing comes from {comes} any more"
        return "it waits for a branch that cannot come any more"
    if kind in ("exclusiveGateway", "inclusiveGateway"):
        return "none of its answers may fit and none is the default"
    if element is not None and element.trigger == "error":
        return "the error it raises is caught nowhere"
    if kind in ("subProcess", "callActivity"):
        return "what is inside it cannot end"
    return "nothing that would let it go on can happen"


def _missing(join: str, moves: Iterable[Move], drawn: Drawn) -> list[str]:
    """Return where the branches come from that have not arrived at a join."""
    arrived = dict.fromkeys((line.flow_id for line in drawn.coming[join]), 0)
    parent = drawn.elements[join].parent
    for move in moves:
        for passed in move.passed:
            if passed.what is What.TAKEN and passed.element_id in arrived:
                arrived[passed.element_id] += 1
            elif passed.what is What.COMPLETED and passed.element_id == join:
                arrived = {flow_id: max(0, count - 1) for flow_id, count in arrived.items()}
            elif passed.what is What.ENTERED and passed.element_id == parent:
                arrived = dict.fromkeys(arrived, 0)
    return [drawn.lines[flow_id].source for flow_id, count in arrived.items() if not count]
