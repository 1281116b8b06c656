"""The stage that scenarios are played on: the real engine and commands with a clock that moves and a world that is recorded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from service.policy.scenarios.model import Fault


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where one case is. ``open`` are element ids of open tasks, ``completed`` and ``entered`` of the history in order;
    ``incidents`` pair element id and message; ``audit`` are verbs in order; ``ended`` is the end event's id."""

    number: str
    procedure: str
    ended: str | None
    open: tuple[str, ...]
    completed: tuple[str, ...]
    entered: tuple[str, ...]
    variables: Mapping[str, Any] = field(default_factory=dict)
    incidents: tuple[tuple[str, str], ...] = ()
    audit: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One e-mail that was sent, to people by id."""

    to: tuple[str, ...]
    subject: str
    text: str


class Stage(Protocol):
    """What the runner asks of the world. Refusals are raised as the product raises them (TriangulateError)."""

    def now(self) -> datetime:
        """Return the stage's time."""
        ...

    def holidays(self) -> Collection[date]:
        """Return the days off of the scenario's council."""
        ...

    def move_clock(self, to: datetime) -> None:
        """Set the stage's time; it never goes back."""
        ...

    def settle(self) -> None:
        """Run every job, timer and scheduled start that is due now, until nothing is."""
        ...

    def next_due(self) -> datetime | None:
        """Return when the next job, timer or scheduled start is due, None when nothing waits."""
        ...

    def start(self, procedure: str, *, person: str | None, given: Mapping[str, Any], fill: bool) -> str | None:
        """Start a case, by a person with answers or by the service with variables. Return its number, None while it is
        only scheduled."""
        ...

    def cases(self) -> Sequence[str]:
        """Return the numbers of all cases in the order of their start."""
        ...

    def standing(self, number: str) -> Standing:
        """Return where a case is. Raises NotFound."""
        ...

    def scheduled(self) -> Sequence[tuple[str, datetime]]:
        """Return procedure and due time of each start that waits for its date."""
        ...

    def tasks(self, number: str, element_id: str) -> Sequence[str]:
        """Return the ids of a case's open tasks of one element, oldest first."""
        ...

    def offered(self, person: str) -> Collection[str]:
        """Return the ids of all tasks in a person's inbox: their own and those they may take. Raises NotFound."""
        ...

    def complete(self, task_id: str, *, person: str, answers: Mapping[str, Any], fill: bool) -> None:
        """Complete a task; with ``fill``, required fields that are left out get sample answers."""
        ...

    def claim(self, task_id: str, *, person: str) -> None:
        """Claim a task."""
        ...

    def release(self, task_id: str, *, person: str) -> None:
        """Give a task back."""
        ...

    def raise_event(self, number: str, *, kind: str, name: str, person: str | None, payload: Mapping[str, Any]) -> None:
        """Deliver a message or signal to a case, from a person's case page or from a machine."""
        ...

    def answer_survey(self, *, answers: Mapping[str, Any], fill: bool) -> None:
        """Answer a survey through a link that was mailed and not used yet. Raises NotFound when none is left."""
        ...

    def plan_fault(self, fault: Fault) -> None:
        """Let the next call of a job raise this BPMN error."""
        ...

    def planned_faults(self) -> Sequence[Fault]:
        """Return the faults that no job has raised yet."""
        ...

    def leave(self, person: str) -> None:
        """Let a person leave: they are no longer active."""
        ...

    def letters(self) -> Sequence[Letter]:
        """Return the e-mails sent so far."""
        ...
