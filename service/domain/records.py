"""What the store keeps, as frozen values: one class per table that other rooms need to know. Times are aware UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """One case. ``number`` is the request number, ``reference`` the social care case number, ``summary`` a line without
    names of subjects. ``doers`` maps element id → ids of those who completed it, in order, each once: what separation of
    duties and need to know are judged by. ``readers`` are role keys that may read the case, ``hidden_from`` ids of people for whom it does
    not exist, whatever their roles. ``state`` is running, paused or
    ended; ``revision`` counts changes from 1 and guards them; ``snapshot`` is the engine's, b'' until the first Advance."""

    case_id: str
    number: str
    council: str
    procedure_id: str
    procedure_name: str
    version_id: str
    version_number: int
    title: str
    reference: str
    summary: str
    state: str
    started_at: datetime
    started_by: str
    updated_at: datetime
    updated_by: str
    revision: int
    snapshot: bytes = b""
    ended: str | None = None
    ended_at: datetime | None = None
    parent_case_id: str | None = None
    readers: tuple[str, ...] = ()
    doers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flagged: bool = False
    urgent: bool = False
    hidden_from: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TaskRecord:
    """One task, open or closed (``closed_at``, ``closed_by``, ``end``). ``assignee`` holds it; candidates may take it."""

    task_id: str
    case_id: str
    element_id: str
    name: str
    visit: int
    place: tuple[str, ...]
    lane: str | None
    form_id: str | None
    assignee: str | None
    candidate_users: tuple[str, ...]
    candidate_groups: tuple[str, ...]
    properties: Mapping[str, str]
    priority: int
    opened_at: datetime
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    sent_by: str | None = None
    claimed_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    end: str | None = None


@dataclass(frozen=True, kw_only=True)
class JobRecord:
    """Work for the worker. ``fence`` grows with every lease; an answer with an older fence is refused. ``tries`` counts
    attempts made; ``retries`` is how many may be made; ``state`` is open, failed (an incident stands) or done."""

    job_id: str
    case_id: str
    council: str
    element_id: str
    name: str
    operation: str
    key: str
    retries: int
    parameters: Mapping[str, Any]
    headers: Mapping[str, str]
    state: str
    tries: int
    run_at: datetime
    fence: int = 0


@dataclass(frozen=True, kw_only=True)
class SubscriptionRecord:
    """A message or signal that a case waits for."""

    subscription_id: str
    case_id: str
    element_id: str
    kind: str
    name: str
    key: str | None
    raised_by: tuple[str, ...]
    label: str


@dataclass(frozen=True, kw_only=True)
class IncidentRecord:
    """Why a case stands still. ``job_id`` is set when a job was given up, None when the engine could not go on."""

    incident_id: str
    case_id: str
    element_id: str
    message: str
    opened_at: datetime
    job_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One line of the audit. ``verb`` is past tense (``task_claimed``); ``object_id`` says of what; ``facts`` are scalars
    without case content. The store adds sequence number and hash chain."""

    verb: str
    actor_id: str
    council: str
    at: datetime
    case_id: str | None = None
    object_id: str = ""
    rule: str = ""
    facts: Mapping[str, str | int | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class EventRecord:
    """One stored line of history: a Step, an answer given, a decision made, a message sent. ``answers`` are the answers as
    given (JSON), ``decision`` the DecisionMade as a dictionary; both None for other lines. ``seq`` orders within a case."""

    seq: int
    at: datetime
    by: str
    what: str
    element_id: str
    element_type: str
    name: str
    visit: int
    answers: Mapping[str, Any] | None = None
    decision: Mapping[str, Any] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DocumentRecord:
    """A stored file. The bytes lie encrypted in the evidence store under ``document_id``; ``sha256`` is of the plain bytes.
    ``evidential_status`` is OK, INADMISSIBLE_PENDING or INADMISSIBLE."""

    document_id: str
    case_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime
    added_by: str
    evidential_status: str = "OK"
    custody: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScheduledStart:
    """A case to be started at ``due_at`` by the worker (a procedure whose start event is a timer)."""

    scheduled_id: str
    council: str
    procedure_id: str
    due_at: datetime
    variables: Mapping[str, Any]
    started_by: str
    parent_case_id: str | None = None
