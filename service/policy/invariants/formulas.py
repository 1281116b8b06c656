"""What the notation of invariants can say, as frozen values. Reads nothing and judges nothing.

Ids are as written; whether the diagram has them is found by ``resolving``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TypeAlias


@dataclass(frozen=True)
class Point:
    """A place in a diagram: an element, in square brackets a condition, and when it counts.

    ``condition`` is '' for none; at a gateway the label or id of one of its flows, elsewhere FEEL over the variables at that
    moment. ``moment`` is ``entered`` or ``completed`` where it is written so, else '' and the role in the formula decides."""

    element_id: str
    condition: str = ""
    moment: str = ""

    def __str__(self) -> str:
        text = f"{self.element_id}[{self.condition}]" if self.condition else self.element_id
        return f"{self.moment}({text})" if self.moment else text


@dataclass(frozen=True)
class Points:
    """One point, ``{A, B}`` for each of them, or with ``either`` ``{A or B}`` for any one of them."""

    items: tuple[Point, ...]
    either: bool = False

    def __str__(self) -> str:
        text = (" or " if self.either else ", ").join(map(str, self.items))
        return text if len(self.items) == 1 else f"{{{text}}}"


@dataclass(frozen=True)
class Prec:
    """``Prec(A, B)``: whoever reaches B has passed A before. With ``A[c]`` the latest completion of A satisfied c; with ``B[e]`` B
    counts only where e holds as it is reached. ``{A, C}`` both, ``{A or C}`` one of them; ``{B, D}`` for each."""

    before: Points
    target: Points


@dataclass(frozen=True)
class Btw:
    """``Btw(A, B, C)``: between any A and a later B there is a C; ``X -> Y -> Z`` as C is all of them in this order."""

    after: Points
    target: Points
    chain: tuple[Points, ...]


@dataclass(frozen=True)
class Resp:
    """``Resp(A, B)``: a case that passed A does not end before B was passed after it. ``{B, C}`` both, ``{B or C}`` either."""

    after: Points
    answer: Points


@dataclass(frozen=True)
class Excl:
    """``Excl(A, {B, C})``: no case passes A and one of the others, in whichever order."""

    one: Points
    others: Points


@dataclass(frozen=True)
class NoReach:
    """``NoReach(A, B)``: B is not reached after A. B may be an element that the procedure does not have."""

    start: Points
    target: Points


@dataclass(frozen=True)
class Ends:
    """``Ends(A, {E, F})``: a case that passed A ends only with these end events."""

    after: Points
    ends: Points


@dataclass(frozen=True)
class Card:
    """``Card(A, >= 3)``: how often A is completed in a case until it ends, if it is completed at all. ``Card(A, >= 3, people)``
    counts the different people who completed it, which only a history can tell."""

    of: Point
    comparison: str
    number: int
    people: bool = False


@dataclass(frozen=True)
class Guard:
    """``Guard(A, e)``: A is claimed, completed or started only if e holds; e is FEEL and keeps its commas."""

    at: Point
    expression: str


@dataclass(frozen=True)
class Lane:
    """``Lane(A) = role``: who performs A, by role key."""

    of: Point
    role: str


@dataclass(frozen=True)
class NoLane:
    """``NoLane(process, role)``: no lane and no task of the process is this role's."""

    process_id: str
    role: str


@dataclass(frozen=True)
class NoOperation:
    """``NoOperation(process, name)``: no step of the process calls an operation of this name; ``*.delete`` for any connector."""

    process_id: str
    operation: str


@dataclass(frozen=True)
class Total:
    """``Total(decision)``: for all inputs the decision gives an answer."""

    decision_id: str


@dataclass(frozen=True)
class Table:
    """``Table(decision, if, then)``: for all inputs for which the first FEEL holds the second does, over inputs and outputs."""

    decision_id: str
    when: str
    then: str


@dataclass(frozen=True)
class Sound:
    """``Sound(process)``: the rules of soundness hold. Here and above ``*`` is every process of the bundle."""

    process_id: str


Formula: TypeAlias = (
    Prec | Btw | Resp | Excl | NoReach | Ends | Card | Guard | Lane | NoLane | NoOperation | Total | Table | Sound
)
PATHS = (Prec, Btw, Resp, Excl, NoReach, Ends, Card)
"""The formulas that speak of ways through a diagram: proved on a graph, judged on a history."""


def points(formula: Formula) -> Iterator[Point]:
    """Yield every point that a formula names, in the order of writing."""
    for each in fields(formula):
        yield from _points(getattr(formula, each.name))


def _points(value: object) -> Iterator[Point]:
    match value:
        case Point():
            yield value
        case Points(items):
            yield from items
        case tuple():
            for each in value:
                yield from _points(each)
        case _:
            return
