"""The contract between a service task and the world: a named operation with named parameters, called with an idempotency key.
An operation runs outside the transaction of the case, unless it is ``transactional``; then it gets the registers and must not
touch anything else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol


class BpmnError(Exception):
    """A business outcome that the diagram handles with an error boundary, for instance ``ACCOUNT_BUSY``."""

    def __init__(self, code: str, message: str = "", payload: Mapping[str, Any] | None = None) -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message
        self.payload = dict(payload or {})


class TryAgain(Exception):
    """The world did not answer; the worker tries again later, then opens an incident."""


class Broken(Exception):
    """It will never work as asked (a missing parameter, a refused address): an incident at once."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One attempt. ``key`` is equal for every attempt of one visit of one element. ``case`` has number, caseId, council,
    procedure and startedBy; never put its content in a log. A parameter given as null is left out of ``parameters``."""

    operation: str
    parameters: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    key: str
    case: Mapping[str, Any]
    attempt: int
    now: datetime
    element_id: str = ""


class Registers(Protocol):
    """What transactional operations may use: the domain's registers, in the transaction of the case. Implemented by
    service/store; each method's contract stands there."""

    def __getattr__(self, name: str) -> Any: ...


class InCase(Protocol):
    """What a transactional operation is handed beside its call: the registers, and the case's own council."""

    @property
    def registers(self) -> Registers:
        """The domain's registers, in the transaction of the case."""
        ...

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The parameters of the council's policy pack."""
        ...

    @property
    def holidays(self) -> Collection[date]:
        """The days off in the council's calendar, beside weekends."""
        ...

    def register_prefix(self, register: str) -> str:
        """Return what numbers begin with in a register that the council's pack names. Raises Broken when the pack names none such."""
        ...

    def working_days_after(self, start: date, days: int) -> date:
        """Return the day that lies so many working days after ``start`` (before it, where negative) in the council's calendar."""
        ...

    def signal(self, name: str, payload: Mapping[str, Any]) -> int:
        """Let every other case of the council that waits for a signal have it. Return how many waits were met."""
        ...

    def hand_over(self, person_id: str) -> tuple[int, int]:
        """Take every open task in the council from a person and offer it to the others who may do it. Return how many were offered, and
        how many stay because nobody else may do them."""
        ...

    def participants(self, procedure_id: str, *, since: datetime | None, until: datetime | None) -> Sequence[str]:
        """Return ids of people who completed a task in cases of a procedure of the council that began in [since, until)."""
        ...

    def holders(self, role: str) -> Sequence[str]:
        """Return ids of active people who hold a role, by name."""
        ...

    def names(self, person_ids: Sequence[str]) -> Mapping[str, str]:
        """Return full names by id; an unknown id is its own name."""
        ...

    def start_case(
        self, procedure_id: str, variables: Mapping[str, Any], *, started_by: str | None, due_at: datetime | None
    ) -> tuple[str | None, datetime | None]:
        """Start a case of the same council, or keep it for its date. Return its number, or None and when it will start.
        Raises Broken when there is no such procedure or person."""
        ...


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What a diagram may ask for. ``required`` and ``optional`` name parameters (input mapping targets); ``gives`` names the
    variables of the result; ``errors`` names the BPMN error codes it may raise. One of ``run`` and ``run_in_case`` is set."""

    name: str
    summary: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    run: Callable[[Call], Mapping[str, Any]] | None = None
    run_in_case: Callable[[Call, Any], Mapping[str, Any]] | None = None

    @property
    def transactional(self) -> bool:
        """True when the operation runs inside the transaction of the case."""
        return self.run_in_case is not None


class Connector(Protocol):
    """A named group of operations. ``operations`` is asked once, at start."""

    name: str

    def operations(self) -> tuple[Operation, ...]:
        """Return every operation, each name beginning with the connector's name and a dot."""
        ...
