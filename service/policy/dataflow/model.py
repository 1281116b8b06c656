"""The flow of variables as values: points of a case's way, what is set there, and what is read where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from service.form_schemas import Form
from service.policy.dataflow.words import Words

ANYTHING = "*"
"""Stands among the names for whatever an event or a starter may bring that no file tells."""
ANSWERS = "answers."
"""Begins the fact that a step has been done; it holds in the whole case, whatever the scope."""


@dataclass(frozen=True, kw_only=True)
class Material:
    """What is analysed: diagrams by path, where each process stands, forms and the names that decisions read by id, what
    operations give and which errors they raise, by operation. ``main`` is the procedure."""

    roots: Mapping[str, etree._Element]
    processes: Mapping[str, str]
    main: str
    forms: Mapping[str, Form] = field(default_factory=dict)
    decisions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    gives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    raises: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(kw_only=True)
class Point:
    """A place on the way. What is set here is what came (from all of ``after`` where ``together``, else from one of them)
    without ``drop`` (None: without everything), with what ``base`` had and with ``sets``. ``also`` are ranges of points that
    may have happened before as well."""

    element_id: str
    after: list[int] = field(default_factory=list)
    sets: frozenset[str] = frozenset()
    together: bool = False
    base: int | None = None
    drop: frozenset[str] | None = frozenset()
    also: list[range] = field(default_factory=list)
    root: bool = False


@dataclass(frozen=True, kw_only=True)
class Read:
    """An expression at a point; ``near`` are names that only it sees. A ``mild`` one takes what is not set as null; where
    ``brought`` is true it may name what an event brings. ``point`` is None for what the process itself reads at any time."""

    file: str
    process: str
    element_id: str
    what: str
    words: Words
    point: int | None
    near: frozenset[str] = frozenset()
    mild: bool = False
    brought: bool = False


@dataclass(frozen=True, kw_only=True)
class Write:
    """A variable that an element sets: ``source`` is the mapping's text, with '=' where it is FEEL; '' for a result, whose
    ``form_id`` tells the form it comes from. ``own`` are the results that the mapping sees before variables."""

    process: str
    element_id: str
    name: str
    source: str = ""
    form_id: str | None = None
    own: frozenset[str] = frozenset()
    inside: bool = False
    """An input of a step: nothing but the step, or what it calls, sees it."""


@dataclass(frozen=True, kw_only=True)
class Flow:
    """All points, reads and writes of a procedure with what it calls. ``callers`` are, by called process, the processes that
    call it and whether they hand everything on. ``names`` are elements' words by id."""

    points: tuple[Point, ...]
    reads: tuple[Read, ...]
    writes: tuple[Write, ...]
    roots: Mapping[str, int]
    spans: Mapping[str, range]
    callers: Mapping[str, tuple[tuple[str, str, bool], ...]]
    names: Mapping[str, str]
    main: str
    forms: Mapping[str, Form]
    open_main: bool = False
    steps: frozenset[str] = frozenset()
    """Elements that have answers."""
