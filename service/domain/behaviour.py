"""All that a procedure can do, as a graph: where it can rest, what can happen there, and what is passed on the way.

States are numbers, 0 is the case that has not begun. What has no name here is not told apart: answers that no condition reads,
times, people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

ENTERING = "entered:"
"""Begins the key of conditions that are judged when an element is entered."""


class Cause(StrEnum):
    """What makes a case move: what a person, a connector, time or another case does."""

    START = "start"
    ANSWERS = "answers"
    RESULT = "result"
    ERROR = "error"
    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"


class What(StrEnum):
    """What happens at an element on the way. TAKEN is said of a sequence flow, by its id; ENDED of the end event that the whole
    case ended with, once, last."""

    ENTERED = "entered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    TAKEN = "taken"
    ENDED = "ended"


@dataclass(frozen=True)
class Passed:
    """One thing that happened, in order. ``holds`` are those of the conditions asked about the element (FEEL without '=') that
    were true then; ``place`` are the sub-processes, call activities and multi-instance bodies around it, from the outside in."""

    what: What
    element_id: str
    holds: frozenset[str] = frozenset()
    place: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """From rest to rest. ``element_id`` is where the cause is (the task, job, event); ``code`` the error code of an ERROR.
    ``answers`` are the values this move depends on, by field, decided on or before it: (element id, field, value)."""

    source: int
    target: int
    cause: Cause
    element_id: str
    passed: tuple[Passed, ...]
    answers: tuple[tuple[str, str, Any], ...] = ()
    code: str | None = None


@dataclass(frozen=True)
class Rest:
    """A state where nothing goes on by itself. ``waiting`` are the elements that tokens stand on, with how many stand there;
    ``ended`` says that the case is over."""

    waiting: tuple[tuple[str, int], ...] = ()
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """The graph. ``whole`` is False when a bound was reached: then ``stopped`` says which, and nothing may be proved from it.

    ``doubled`` are (state, element id) where one element is active twice at a time though nothing was drawn to repeat it. ``beside`` are
    (number of a move, element id, other id): on that move the element, where flows come together without waiting, was passed while
    something else of its scope stood on the other. ``unsure`` are the conditions that were taken both ways because they read what has
    no finite set of values."""

    procedure_id: str
    rests: tuple[Rest, ...]
    moves: tuple[Move, ...]
    whole: bool = True
    stopped: str = ""
    doubled: tuple[tuple[int, str], ...] = ()
    beside: tuple[tuple[int, str, str], ...] = ()
    unsure: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class FieldValues:
    """What a form field can hold. ``values`` are all values it can take beside null, None where they are endless; ``hide`` and
    ``required`` as in the form: a hidden field is null, and one that is neither hidden nor required may be."""

    key: str
    values: tuple[Any, ...] | None = None
    required: bool = False
    hide: str | None = None
    never_empty: bool = False
    """A list of which at least one item is asked for."""
    filled_by: str | None = None
    """What fills in the field where nobody is asked, FEEL without '='."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What to explore. ``forms`` gives the fields by form id; ``gives`` and ``raises`` the results and error codes by operation;
    ``asked`` the conditions to judge when an element is completed, by its id, or entered, by ENTERING and its id; ``visible`` the
    elements whose order matters (jobs elsewhere are done at once). ``by_answers`` follows answers and decisions; without it every
    way is open."""

    forms: Mapping[str, tuple[FieldValues, ...]] = field(default_factory=dict)
    gives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    raises: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pack: Mapping[str, Any] = field(default_factory=dict)
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    visible: frozenset[str] = frozenset()
    by_answers: bool = False
    states_at_most: int = 50_000
    seconds_at_most: float = 60.0


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A way through the diagram that shows something: the moves from the start, in order. ``at`` is the element where it goes
    wrong, None where it is the end of the case."""

    moves: tuple[Move, ...]
    at: str | None = None

    @property
    def marks(self) -> Mapping[str, int]:
        """How often each element was completed and each flow taken on the way, by id, in order of first passing."""
        found: dict[str, int] = {}
        for move in self.moves:
            for passed in move.passed:
                if passed.what in (What.COMPLETED, What.TAKEN, What.ENDED):
                    found[passed.element_id] = found.get(passed.element_id, 0) + 1
        return found
