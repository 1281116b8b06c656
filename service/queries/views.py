"""What queries answer with: frozen values, ready to be shown. Times are aware UTC; people are given by full name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from service.domain.execution import Description


class CaseState(StrEnum):
    """RUNNING waits for somebody or something; PAUSED has an incident; ENDED is over."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """One line of an inbox. ``summary`` is the case's subtitle (never a name of a subject); ``sent_by`` is who did the step
    before; ``case_reference`` is the social care case number; ``mine`` is True when the actor holds it."""

    task_id: str
    name: str
    case_number: str
    case_reference: str
    procedure_name: str
    summary: str
    sent_by: str
    opened_at: datetime
    due_at: datetime | None
    assignee: str | None
    mine: bool
    urgent: bool = False
    flagged: bool = False


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """``rows`` of the asked-for tab, sorted as asked; ``counts`` by tab (``mine``, ``team``, ``waiting``); ``total`` before paging."""

    tab: str
    rows: tuple[TaskRow, ...]
    counts: Mapping[str, int]
    total: int
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """One line of a case's history, in words. ``rules`` are the sentences of the decision rules that matched, ``rule_of``
    says which of how many ("Rule 12 of 15"); ``answers`` pairs question and answer in words (empty without need to know)."""

    at: datetime
    title: str
    by: str
    element_id: str | None = None
    what: str = ""
    detail: str = ""
    rules: tuple[str, ...] = ()
    rule_of: str = ""
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """One element of the procedure as the text twin lists it. ``state`` is done, here, waiting, paused, to_come or not_needed.
    ``who`` is the role's name or the holder, ``note`` says by whom and when it was done or is due. ``called`` is the procedure that
    the step is of when another one calls it, else ''."""

    element_id: str
    name: str
    who: str
    state: str
    note: str = ""
    then: str = ""
    parent: str | None = None
    kind: str = ""
    called: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """A file of the case, by its id. ``sha256`` in hex; ``custody`` is its chain of custody in sentences, oldest first."""

    document_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    custody: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LookRow:
    """Somebody who opened the case, most recent first."""

    name: str
    why: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ActionRow:
    """Something the actor may do to the case beside its tasks: a message or signal that the diagram waits for."""

    subscription_id: str
    label: str
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    """A case that stands still. ``message`` is technical and for admins only; caseworkers read ``waiting_for``."""

    incident_id: str
    case_number: str
    procedure_name: str
    element_id: str
    element_name: str
    message: str
    opened_at: datetime
    attempts: int = 0
    next_try_at: datetime | None = None
    waiting_for: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One line of a list of cases. ``title`` is '' in the cockpit, which shows numbers and never content."""

    number: str
    reference: str
    title: str
    procedure_id: str
    procedure_name: str
    version: int
    state: CaseState
    stands_at: str
    with_whom: str
    started_at: datetime
    started_by: str
    ended_at: datetime | None = None
    due_at: datetime | None = None
    incidents: int = 0


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """Everything the case page shows. ``stages`` are 5 to 8 phases (top-level sub-processes or lanes) in words with state;
    ``diagram`` marks: element id → state as in StepRow. With ``content`` False (cockpit) title, answers, documents are empty.
    ``bundled`` are documents of other cases that the actor may open because they act in this one."""

    row: CaseRow
    content: bool
    next_words: str
    tasks: tuple[TaskRow, ...]
    stages: tuple[StepRow, ...]
    steps: tuple[StepRow, ...]
    history: tuple[EventRow, ...]
    documents: tuple[DocumentRow, ...]
    looks: tuple[LookRow, ...]
    actions: tuple[ActionRow, ...]
    incidents: tuple[IncidentRow, ...]
    children: tuple[CaseRow, ...]
    version_id: str
    outcome: str = ""
    parent_number: str | None = None
    bundled: tuple[DocumentRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SentRow:
    """A case that is hidden from somebody who wrote in it, as they may see it: what they sent, when first, and how it stands in words."""

    number: str
    titles: tuple[str, ...]
    sent_at: datetime
    stands: str


@dataclass(frozen=True, kw_only=True)
class OwnAnswers:
    """What somebody answered in a case that is hidden from them; ``stands`` says in words how it stands."""

    number: str
    procedure_name: str
    stands: str
    answers: tuple[EventRow, ...]


@dataclass(frozen=True, kw_only=True)
class TaskPage:
    """Everything a task's page needs. ``context`` is the FEEL context of its form (variables, answers, actor, pack, now …);
    ``form`` is the form file's bytes, None for a task without form; ``draft`` are saved answers; ``said_before`` pairs
    heading and question/answer pairs of earlier steps; ``may_complete`` is False with ``refusal`` saying why in words."""

    row: TaskRow
    element_id: str
    version_id: str
    revision: int
    form_id: str | None
    form: bytes | None
    context: Mapping[str, Any]
    draft: Mapping[str, Any] | None
    guidance: str
    said_before: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    may_complete: bool
    refusal: str = ""
    refusal_rule: str = ""
    case: CaseRow | None = None


@dataclass(frozen=True, kw_only=True)
class ElementCount:
    """Live numbers of one element over the running cases of a version (or of all versions)."""

    element_id: str
    name: str
    who: str
    open: int = 0
    overdue: int = 0
    incidents: int = 0
    done: int = 0


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """One deployed version of a procedure."""

    version_id: str
    number: int
    live: bool
    deployed_at: datetime
    deployed_by: str
    note: str
    running: int


@dataclass(frozen=True, kw_only=True)
class ProcedureRow:
    """One line of the list of procedures."""

    procedure_id: str
    name: str
    summary: str
    version: int
    running: int
    incidents: int
    deployed_at: datetime
    startable: bool


@dataclass(frozen=True, kw_only=True)
class ProcedurePage:
    """A procedure with its diagrams. ``diagrams`` maps a file's path to its BPMN XML; ``counts`` follow the description's order."""

    row: ProcedureRow
    version_id: str
    description: Description
    diagrams: Mapping[str, str]
    counts: tuple[ElementCount, ...]
    versions: tuple[VersionRow, ...]
    forms: tuple[tuple[str, str], ...] = ()
    decisions: tuple[tuple[str, str], ...] = field(default_factory=tuple)
