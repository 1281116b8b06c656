"""What goes into the engine room and what comes out: intents in, one Advance out. No clock, database or network in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

Variables: TypeAlias = Mapping[str, Any]
"""JSON values only: dates and times are ISO text, numbers are doubles."""


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What expressions see as ``case`` and ``pack``. ``number`` is the request number (``WR-2026-0007``)."""

    case_id: str
    number: str
    council: str
    procedure_id: str
    started_by: str
    started_at: datetime
    pack: Variables = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Doer:
    """Who completes a task, as expressions see it: ``actor.id``, ``actor.name``, ``actor.roles`` (sorted)."""

    actor_id: str
    name: str
    roles: tuple[str, ...] = ()


class Guarding(Protocol):
    """Policy that must hold where an activity begins. ``elements`` are the activities that it speaks of."""

    @property
    def elements(self) -> Collection[str]: ...

    def refusal(self, element_id: str, seen: Variables) -> str | None:
        """Return the sentence to stop the case with, None when the activity may begin. ``seen`` is what its expressions see."""
        ...


# ---- intents --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Start:
    """Start a case with these variables in the process scope."""

    variables: Variables
    doer: Doer


@dataclass(frozen=True, kw_only=True)
class CompleteTask:
    """Complete an open task with answers already validated; every field of the form is present, null if not shown."""

    task_id: str
    answers: Variables
    doer: Doer


@dataclass(frozen=True, kw_only=True)
class CompleteJob:
    """A connector has answered."""

    job_id: str
    result: Variables


@dataclass(frozen=True, kw_only=True)
class ThrowError:
    """A connector raised a BPMN error: it goes to the nearest boundary that catches ``code``, else an incident.
    The catching event sees ``errorCode`` and ``errorMessage`` beside the payload."""

    job_id: str
    code: str
    message: str = ""
    payload: Variables = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Deliver:
    """Deliver a message or signal to one open subscription. ``doer`` is None when a machine sent it."""

    subscription_id: str
    payload: Variables = field(default_factory=dict)
    doer: Doer | None = None


@dataclass(frozen=True)
class FireTimers:
    """Fire every timer that is due at ``now``, in order of due time."""


@dataclass(frozen=True, kw_only=True)
class RetryIncident:
    """Evaluate again what stopped the case at this incident."""

    incident_id: str


Intent: TypeAlias = Start | CompleteTask | CompleteJob | ThrowError | Deliver | FireTimers | RetryIncident

# ---- what an Advance is made of -------------------------------------------------------------------------------------


class End(StrEnum):
    """Why something that was open is open no longer."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class OpenTask:
    """A step a person sees. ``task_id`` is stable across snapshots. ``place`` names the enclosing sub-processes and
    call activities from the outside in, multi-instance bodies as ``Search[2]`` counted from 1."""

    task_id: str
    element_id: str
    name: str
    visit: int
    place: tuple[str, ...] = ()
    lane: str | None = None
    form_id: str | None = None
    assignee: str | None = None
    candidate_users: tuple[str, ...] = ()
    candidate_groups: tuple[str, ...] = ()
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    priority: int = 50
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class OpenJob:
    """Work for the worker. ``operation`` is the connector operation (``email.send``); ``parameters`` are the values of the
    input mappings; ``key`` is the idempotency key: the same for every attempt, different for every visit."""

    job_id: str
    element_id: str
    name: str
    operation: str
    key: str
    retries: int = 3
    parameters: Variables = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    visit: int = 1
    place: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenTimer:
    """A timer that waits. ``timer_id`` is stable across snapshots."""

    timer_id: str
    element_id: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class OpenSubscription:
    """A message or signal that is waited for. ``raised_by`` are the role keys that may send it from the case page (property
    ``raisedBy`` of the event; empty: only machines) and ``label`` is the event's name, the words on the link."""

    subscription_id: str
    element_id: str
    kind: str
    name: str
    key: str | None = None
    raised_by: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenIncident:
    """The case stands still at an element because something could not be evaluated. ``message`` is for admins and process
    owners; it names the element and the expression, never a value."""

    incident_id: str
    element_id: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Closed:
    """Something of the lists above, by its id, is open no longer."""

    item_id: str
    element_id: str
    end: End


@dataclass(frozen=True, kw_only=True)
class MatchedRule:
    """A rule of a decision table that matched: ``number`` from 1, and its annotation in words, where the table has one."""

    number: int
    rule_id: str
    annotation: str = ""


@dataclass(frozen=True, kw_only=True)
class DecisionMade:
    """One run of one decision. ``inputs`` by label of the input, ``output`` as the hit policy gives it."""

    decision_id: str
    name: str
    element_id: str
    inputs: Variables
    matched: tuple[MatchedRule, ...]
    output: Any
    rules_in_table: int = 0


@dataclass(frozen=True, kw_only=True)
class Step:
    """A line of the history: an element was ``entered``, ``completed`` or ``cancelled``, in this order of happening. ``via`` are
    the ids of the sequence flows by which it was entered: one, several at a join, none at a start, boundary event or instance."""

    element_id: str
    element_type: str
    name: str
    what: str
    visit: int = 1
    place: tuple[str, ...] = ()
    via: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Thrown:
    """A message or signal that the case sent out and nothing inside it caught."""

    kind: str
    name: str
    payload: Variables = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Advance:
    """All that one intent changed. ``variables`` are the process scope after it. ``ended`` is the id of the end event the
    case ended with, None while it runs. Opened and closed lists never name one id twice: what opened and closed within the
    intent is only in ``steps``."""

    snapshot: bytes
    variables: Variables
    ended: str | None = None
    steps: tuple[Step, ...] = ()
    tasks_opened: tuple[OpenTask, ...] = ()
    tasks_closed: tuple[Closed, ...] = ()
    jobs_opened: tuple[OpenJob, ...] = ()
    jobs_closed: tuple[Closed, ...] = ()
    timers_opened: tuple[OpenTimer, ...] = ()
    timers_closed: tuple[Closed, ...] = ()
    subscriptions_opened: tuple[OpenSubscription, ...] = ()
    subscriptions_closed: tuple[Closed, ...] = ()
    incidents_opened: tuple[OpenIncident, ...] = ()
    incidents_closed: tuple[Closed, ...] = ()
    decisions: tuple[DecisionMade, ...] = ()
    thrown: tuple[Thrown, ...] = ()


# ---- a compiled procedure, described --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Element:
    """One flow node as the pages list it. ``kind`` is the BPMN tag (``userTask``); ``lane`` is the lane's name or, inside a
    sub-process, the task's ``performer``, its first candidate group, or the lane of the sub-process; ``then`` pairs each
    outgoing flow's label with the target's name. ``candidate_groups`` of a task that names people only is its performer."""

    element_id: str
    kind: str
    name: str
    process_id: str
    lane: str | None = None
    parent: str | None = None
    attached_to: str | None = None
    form_id: str | None = None
    called: str | None = None
    candidate_groups: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    documentation: str = ""
    then: tuple[tuple[str, str], ...] = ()
    trigger: str = "none"
    """What an event is about: ``timer``, ``message``, ``signal``, ``error``, ``escalation``, ``link``, ``terminate``."""
    interrupting: bool = True
    event_sub: bool = False


@dataclass(frozen=True)
class Line:
    """One sequence flow: its id and the ids of the elements it joins; ``name`` is what is written on it."""

    flow_id: str
    source: str
    target: str
    name: str = ""
    conditional: bool = False


@dataclass(frozen=True, kw_only=True)
class Description:
    """A procedure in words: its elements in the order of the flow, called procedures after their caller; ``lines`` are the
    sequence flows in the order of their sources."""

    procedure_id: str
    name: str
    documentation: str
    properties: Mapping[str, str]
    lanes: tuple[str, ...]
    elements: tuple[Element, ...]
    lines: tuple[Line, ...] = ()
    start_kind: str = "none"

    def element(self, element_id: str) -> Element | None:
        """Return the element with this id, or None."""
        return next((item for item in self.elements if item.element_id == element_id), None)
