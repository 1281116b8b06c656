"""Formulas about ways as small deterministic machines over what is passed: the same for a graph and for a history.

A scope (sub-process, call activity) counts as a trigger or target when it is entered, as something passed when it is completed.
Everything else counts as a trigger or as passed when it is completed, as a target when it is entered; a gateway with an answer
when that flow is taken. ``entered()`` and ``completed()`` say otherwise. What is cancelled is never passed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product

from service.domain.behaviour import Passed, What
from service.policy.invariants.catalogue import Catalogue, Entry
from service.policy.invariants.formulas import Btw, Card, Ends, Excl, Formula, NoReach, Point, Prec, Resp

BROKEN = -1
COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "<=": int.__le__,
    ">=": int.__ge__,
    "<": int.__lt__,
    ">": int.__gt__,
    "=": int.__eq__,
}


@dataclass(frozen=True)
class Sight:
    """What a machine looks out for: something that happens at an element (None: at any), with a condition that holds then. Of a
    multi-instance the whole counts, with ``instances`` each instance instead."""

    what: What
    element_id: str | None
    condition: str = ""
    instances: bool = False

    def sees(self, passed: Passed) -> bool:
        """Say whether this is it."""
        if passed.what is not self.what or (self.element_id is not None and passed.element_id != self.element_id):
            return False
        if self.condition and self.condition not in passed.holds:
            return False
        if passed.what in (What.ENTERED, What.COMPLETED):
            return self.instances == is_instance(passed)
        return True


def is_instance(passed: Passed) -> bool:
    """Say whether this is one instance of a multi-instance, not the whole."""
    return bool(passed.place) and passed.place[-1].startswith(f"{passed.element_id}[")


@dataclass(frozen=True, kw_only=True)
class Machine:
    """``step(state, seen)`` gives the next state or BROKEN; ``seen`` has a bit for each of ``sights`` that sees what is passed. In
    the states of ``fine`` nothing can break any more. ``at`` is the element that is blamed, None for the end of the case;
    ``says`` is what was broken, in words with element ids in “”; ``reaches`` are the sights without which it holds idly."""

    sights: tuple[Sight, ...]
    step: Callable[[int, int], int]
    at: str | None
    says: str
    fine: frozenset[int] = frozenset()
    reaches: tuple[Sight, ...] = ()
    _memo: dict[tuple[int, int], int] = field(default_factory=dict, compare=False, repr=False)

    def seen(self, passed: Passed) -> int:
        """Return the bits of what is passed."""
        return sum(1 << at for at, sight in enumerate(self.sights) if sight.sees(passed))

    def after(self, state: int, seen: int) -> int:
        """Return the state after something seen."""
        if not seen:
            return state
        key = (state, seen)
        if key not in self._memo:
            self._memo[key] = self.step(state, seen)
        return self._memo[key]


def machines(formula: Formula, known: Catalogue) -> tuple[Machine, ...]:
    """Return the machines of a formula, which holds where none of them breaks; () for one that is not about ways.

    All elements must be known to ``known``, except the target of a NoReach."""
    look = _Look(known)
    match formula:
        case Prec():
            return tuple(_prec(formula, look))
        case Btw():
            return tuple(_btw(formula, look))
        case Resp():
            return tuple(_resp(formula, look))
        case Excl():
            return tuple(_excl(one, other, look) for one in formula.one.items for other in formula.others.items)
        case NoReach():
            return tuple(_no_reach(one, other, look) for one in formula.start.items for other in formula.target.items)
        case Ends():
            return tuple(_ends(one, formula, look) for one in formula.after.items)
        case Card():
            return () if formula.people else (_card(formula, look),)
        case _:
            return ()


@dataclass(frozen=True)
class _Look:
    known: Catalogue

    def entry(self, point: Point) -> Entry | None:
        return self.known.elements.get(point.element_id)

    def trigger(self, point: Point) -> Sight:
        entry = self.entry(point)
        return self._sight(point, What.ENTERED if entry and entry.scope else What.COMPLETED)

    def target(self, point: Point) -> Sight:
        return self._sight(point, What.ENTERED)

    def passed(self, point: Point) -> Sight:
        return self._sight(point, What.COMPLETED)

    def _sight(self, point: Point, usual: What) -> Sight:
        entry = self.entry(point)
        if entry and entry.gateway and point.condition:
            return Sight(What.TAKEN, entry.flow(point.condition) or point.condition)
        what = What(point.moment) if point.moment else usual
        return Sight(what, point.element_id, point.condition)

    def undone(self, point: Point) -> Sight | None:
        """What shows that the latest passing of a conditional point begins anew; None for one without a condition."""
        if not point.condition:
            return None
        entry = self.entry(point)
        if entry and entry.gateway:
            return Sight(What.ENTERED, point.element_id)
        return Sight(What(point.moment) if point.moment else What.COMPLETED, point.element_id)


def _prec(formula: Prec, look: _Look) -> Iterator[Machine]:
    groups = [formula.before.items] if formula.before.either else [(each,) for each in formula.before.items]
    for group in groups:
        for target in formula.target.items:
            yield _prec_one(group, target, look)


def _prec_one(group: tuple[Point, ...], target: Point, look: _Look) -> Machine:
    sights = [look.target(target)]
    bits: list[tuple[int, int]] = []
    for point in group:
        good, bad = look.passed(point), look.undone(point)
        bits.append((1 << len(sights), 1 << len(sights) + 1 if bad else 0))
        sights += [good, bad] if bad else [good]

    def step(state: int, seen: int) -> int:
        if seen & 1 and not state:
            return BROKEN
        for at, (good, bad) in enumerate(bits):
            if seen & good:
                state |= 1 << at
            elif seen & bad:
                state &= ~(1 << at)
        return state

    lasting = sum(1 << at for at, (_, bad) in enumerate(bits) if not bad)
    fine = frozenset(state for state in range(1, 1 << len(bits)) if state & lasting)
    said = " or ".join(_said(point) for point in group)
    return Machine(
        sights=tuple(sights),
        step=step,
        at=target.element_id,
        says=f"{_said(target)} is reached although {said} was not passed{' last' if any(bad for _, bad in bits) else ''}",
        fine=fine,
        reaches=(sights[0],),
    )


def _btw(formula: Btw, look: _Look) -> Iterator[Machine]:
    links = [(each.items,) if each.either else tuple((item,) for item in each.items) for each in formula.chain]
    for chain in product(*links):
        for after in formula.after.items:
            for target in formula.target.items:
                yield _btw_one(after, target, chain, look)


def _btw_one(after: Point, target: Point, chain: tuple[tuple[Point, ...], ...], look: _Look) -> Machine:
    sights = [look.target(target), look.trigger(after)]
    bits = []
    for link in chain:
        bits.append(sum(1 << len(sights) + at for at in range(len(link))))
        sights += [look.passed(point) for point in link]
    whole = len(chain) + 1

    def step(state: int, seen: int) -> int:
        if seen & 1 and 0 < state < whole:
            return BROKEN
        if 0 < state < whole and seen & bits[state - 1]:
            state += 1
        return 1 if seen & 2 else state

    said = " and then ".join(" or ".join(_said(point) for point in link) for link in chain)
    says = f"{_said(target)} is reached after {_said(after)} without {said} in between"
    return Machine(sights=tuple(sights), step=step, at=target.element_id, says=says, reaches=(sights[0],))


def _resp(formula: Resp, look: _Look) -> Iterator[Machine]:
    groups = [formula.answer.items] if formula.answer.either else [(each,) for each in formula.answer.items]
    for after in formula.after.items:
        for group in groups:
            yield _resp_one(after, group, look)


def _resp_one(after: Point, group: tuple[Point, ...], look: _Look) -> Machine:
    sights = (Sight(What.ENDED, None), look.trigger(after), *(look.passed(point) for point in group))

    def step(state: int, seen: int) -> int:
        if seen & 1 and state:
            return BROKEN
        if seen >> 2:
            state = 0
        return 1 if seen & 2 else state

    says = f"The case ends after {_said(after)} without {' or '.join(_said(point) for point in group)}"
    return Machine(sights=sights, step=step, at=None, says=says, reaches=(sights[1],))


def _excl(one: Point, other: Point, look: _Look) -> Machine:
    sights = (look.trigger(one), look.target(other))

    def step(state: int, seen: int) -> int:
        state |= seen
        return BROKEN if state == 3 else state

    says = f"{_said(one)} and {_said(other)} are both passed"
    return Machine(sights=sights, step=step, at=other.element_id, says=says, reaches=sights)


def _no_reach(start: Point, target: Point, look: _Look) -> Machine:
    sights = (look.target(target), look.trigger(start))

    def step(state: int, seen: int) -> int:
        return BROKEN if seen & 1 and state else state | seen >> 1

    says = f"{_said(target)} is reached after {_said(start)}"
    return Machine(sights=sights, step=step, at=target.element_id, says=says, reaches=(sights[1],))


def _ends(after: Point, formula: Ends, look: _Look) -> Machine:
    allowed = tuple(Sight(What.ENDED, point.element_id) for point in formula.ends.items)
    sights = (Sight(What.ENDED, None), look.trigger(after), *allowed)

    def step(state: int, seen: int) -> int:
        if seen & 1 and state and not seen >> 2:
            return BROKEN
        return state | (1 if seen & 2 else 0)

    said = " or ".join(f"“{point.element_id}”" for point in formula.ends.items)
    says = f"The case ends after {_said(after)} and not with {said}"
    return Machine(sights=sights, step=step, at=None, says=says, reaches=(sights[1],))


def _card(formula: Card, look: _Look) -> Machine:
    entry = look.entry(formula.of)
    passed = look.passed(formula.of)
    if entry is not None and entry.multiple:
        passed = Sight(passed.what, passed.element_id, passed.condition, instances=True)
    right = COMPARISONS[formula.comparison]
    most = formula.number + 1
    hopeless = formula.comparison in ("<", "<=", "=") and not right(most, formula.number)

    def step(state: int, seen: int) -> int:
        if seen & 1 and state and not right(state, formula.number):
            return BROKEN
        state = min(most, state + 1) if seen & 2 else state
        return BROKEN if state == most and hopeless else state

    says = f"{_said(formula.of)} is not completed {formula.comparison} {formula.number} times"
    return Machine(sights=(Sight(What.ENDED, None), passed), step=step, at=None, says=says, reaches=(passed,))


def _said(point: Point) -> str:
    return f"“{point.element_id}” with {point.condition}" if point.condition else f"“{point.element_id}”"
