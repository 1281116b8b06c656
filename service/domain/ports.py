"""What commands and queries need of the database, one transaction at a time. Implemented by store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

from service.domain.assurance import Assurance
from service.domain.bundle import Bundle, Version
from service.domain.execution import Advance
from service.domain.identity import Person
from service.domain.records import (
    AuditEntry,
    CaseRecord,
    DocumentRecord,
    EventRecord,
    IncidentRecord,
    JobRecord,
    ScheduledStart,
    SubscriptionRecord,
    TaskRecord,
)


class Cases(Protocol):
    """Cases and their compare-and-swap."""

    def next_number(self, *, council: str, prefix: str, year: int) -> str:
        """Return the next request number, for instance ``WR-2026-0007``; counted per council, prefix and year, race-safe."""
        ...

    def get(self, number: str, council: str | None = None) -> CaseRecord:
        """Return a council's case with this request number; without a council, whichever has it. Raises NotFound, also when it is not said
        which council is meant and several have one."""
        ...

    def by_id(self, case_id: str) -> CaseRecord:
        """Return the case with this id. Raises NotFound."""
        ...

    def add(self, case: CaseRecord) -> None:
        """Insert a new case with revision 1."""
        ...

    def save(self, case: CaseRecord) -> None:
        """Write the case back if its row still has ``case.revision``, and raise the row's revision by one, in one UPDATE.
        Raises Conflict with who changed it last and when."""
        ...


class Work(Protocol):
    """Open work: tasks, jobs, timers, subscriptions, incidents, and the history written with them."""

    def apply(
        self,
        case: CaseRecord,
        advance: Advance,
        *,
        at: datetime,
        by: str,
        answers: Mapping[str, Any] | None = None,
        task_id: str | None = None,
    ) -> None:
        """Write everything of one Advance but the case row: at most one statement per kind. ``answers`` belong to the
        completed task ``task_id`` and go to its history line; ``by`` becomes ``closed_by`` there and ``sent_by`` of new tasks."""
        ...

    def task(self, task_id: str) -> tuple[TaskRecord, CaseRecord]:
        """Return a task, open or closed, with its case, in one statement. Raises NotFound."""
        ...

    def claim(self, task_id: str, *, person_id: str | None, at: datetime, expected: str | None) -> None:
        """Set who holds an open task (None releases it) if it is still held by ``expected``. Raises Conflict."""
        ...

    def offer(self, task_id: str, *, users: Collection[str], expected: str | None) -> None:
        """Take an open task from ``expected``, if anybody, and offer it to these people alone. Raises Conflict."""
        ...

    def job(self, job_id: str) -> tuple[JobRecord, CaseRecord]:
        """Return a job with its case. Raises NotFound."""
        ...

    def lease_jobs(self, *, now: datetime, lease_s: int, limit: int) -> Sequence[JobRecord]:
        """Take up to ``limit`` due open jobs that nobody holds, oldest first; raise each one's fence and tries by one and
        hide it for ``lease_s`` seconds. Safe with several workers. A case's jobs may be leased side by side."""
        ...

    def put_off_job(self, job_id: str, *, fence: int, run_at: datetime, message: str) -> None:
        """Try again at ``run_at``. Raises Conflict when the fence is older than the row's."""
        ...

    def give_up_job(self, job_id: str, *, fence: int, incident: IncidentRecord) -> None:
        """Mark a job failed and open its incident. Raises Conflict as above."""
        ...

    def reopen_job(self, job_id: str, *, now: datetime) -> None:
        """Let a failed job run again from its first try and close its incident."""
        ...

    def cases_with_due_timers(self, *, now: datetime, limit: int) -> Sequence[str]:
        """Return ids of cases that have not ended and have a timer due, most overdue first. An incident elsewhere in a case stops
        no timer of it."""
        ...

    def next_due_at(self) -> datetime | None:
        """Return when the next job, timer or scheduled start is due, or None."""
        ...

    def subscription(self, subscription_id: str) -> tuple[SubscriptionRecord, CaseRecord]:
        """Return an open subscription with its case. Raises NotFound."""
        ...

    def subscriptions(
        self, *, council: str, kind: str, name: str, key: str | None = None, case_id: str | None = None
    ) -> Sequence[SubscriptionRecord]:
        """Return open subscriptions, oldest first; ``key`` None means any key."""
        ...

    def incident(self, incident_id: str) -> tuple[IncidentRecord, CaseRecord]:
        """Return an open incident with its case. Raises NotFound."""
        ...

    def schedule(self, start: ScheduledStart) -> None:
        """Keep a case to be started later."""
        ...

    def due_starts(self, *, now: datetime, limit: int) -> Sequence[ScheduledStart]:
        """Return scheduled starts that are due and lock them for this transaction."""
        ...

    def drop_start(self, scheduled_id: str) -> None:
        """Remove a scheduled start that has happened."""
        ...


class Drafts(Protocol):
    """Answers saved and not yet given. One per task and person; start drafts have the procedure id for a task."""

    def get(self, task_id: str, person_id: str) -> Mapping[str, Any] | None:
        """Return the saved answers, or None."""
        ...

    def put(self, task_id: str, person_id: str, answers: Mapping[str, Any], *, at: datetime) -> None:
        """Save answers over what was saved."""
        ...

    def drop(self, task_id: str) -> None:
        """Remove every draft of a task."""
        ...


class Versions(Protocol):
    """Deployed bundles."""

    def add(self, bundle: Bundle, *, name: str, at: datetime, by: str, note: str, assurance: Assurance = ...) -> Version:
        """Store a bundle, with what is known of it, as the next version and make it live. The same content as the live one
        returns the live one."""
        ...

    def live(self, council: str, procedure_id: str) -> Version:
        """Return the version that new cases take. Raises NotFound."""
        ...

    def bundle(self, version_id: str) -> Bundle:
        """Return the files of a version. Raises NotFound."""
        ...

    def assurance(self, version_id: str) -> Assurance:
        """Return what was known of a version when it went live; nothing for a version that is not there."""
        ...

    def all(self, council: str, procedure_id: str | None = None) -> Sequence[Version]:
        """Return versions, newest first."""
        ...


class People(Protocol):
    """Who can sign in and what they hold."""

    def get(self, person_id: str) -> Person:
        """Return a person. Raises NotFound."""
        ...

    def holding(self, council: str, roles: Collection[str]) -> Sequence[Person]:
        """Return active people who hold any of the roles directly, by name."""
        ...

    def all(self, council: str) -> Sequence[Person]:
        """Return active people with any role in a council, by name."""
        ...

    def put(self, person: Person) -> None:
        """Insert or replace a person and their grants."""
        ...

    def names(self, person_ids: Collection[str]) -> Mapping[str, str]:
        """Return full names by id; an unknown id is its own name."""
        ...


class Audit(Protocol):
    """Append-only and hash-chained."""

    def add(self, entries: Sequence[AuditEntry]) -> None:
        """Append entries in order, in at most two statements."""
        ...

    def verify(self) -> Sequence[str]:
        """Walk the whole chain and return a sentence for each break; empty when it is intact."""
        ...


class Records(Protocol):
    """Reads for queries. Every method returns plain records; the query filters by need to know and puts it into words."""

    def open_tasks(
        self, council: str, *, person_id: str | None = None, roles: Collection[str] = ()
    ) -> Sequence[tuple[TaskRecord, CaseRecord]]:
        """Return open tasks of cases of a council that have not ended, oldest first, with their cases (without snapshots): all, or
        with ``person_id`` those that this person holds or may be offered by id or by one of the role keys, and those of cases
        that they started or took part in."""
        ...

    def tasks_of(self, case_id: str) -> Sequence[TaskRecord]:
        """Return all tasks of a case, oldest first."""
        ...

    def tasks_done_by(self, person_id: str, *, since: datetime) -> Sequence[tuple[TaskRecord, CaseRecord]]:
        """Return tasks a person completed, newest first."""
        ...

    def cases(
        self,
        council: str,
        *,
        state: str | None = None,
        procedure_id: str | None = None,
        search: str = "",
        limit: int = 200,
        offset: int = 0,
    ) -> Sequence[CaseRecord]:
        """Return cases without snapshots, newest first; ``search`` matches number, reference and title."""
        ...

    def participants(self, council: str, procedure_id: str, *, since: datetime | None, until: datetime | None) -> Sequence[str]:
        """Return ids of people who completed a task in cases of a procedure that began in [since, until), in order."""
        ...

    def children(self, case_id: str) -> Sequence[CaseRecord]:
        """Return cases started by a case."""
        ...

    def scheduled(self, council: str, *, parent_case_id: str | None = None) -> Sequence[ScheduledStart]:
        """Return starts that wait for their date."""
        ...

    def events(self, case_id: str) -> Sequence[EventRecord]:
        """Return the history of a case, oldest first."""
        ...

    def jobs(
        self, council: str, *, case_id: str | None = None, states: Collection[str] = ("open", "failed")
    ) -> Sequence[JobRecord]:
        """Return jobs, oldest first."""
        ...

    def incidents(self, council: str, *, case_id: str | None = None) -> Sequence[tuple[IncidentRecord, CaseRecord]]:
        """Return open incidents with their cases, oldest first."""
        ...

    def subscriptions_of(self, case_id: str) -> Sequence[SubscriptionRecord]:
        """Return open subscriptions of a case."""
        ...

    def hidden_from(self, council: str, *, person_id: str) -> frozenset[str]:
        """Return the ids of the cases of a council that do not exist for somebody."""
        ...

    def counts(
        self, council: str, procedure_id: str, *, now: datetime, without: Collection[str] = ()
    ) -> Mapping[str, Mapping[str, int]]:
        """Return element id → {open, overdue, incidents, done} over the cases of a procedure but those ``without`` (ids); open counts
        running cases."""
        ...

    def running(self, council: str, *, without: Collection[str] = ()) -> Mapping[str, int]:
        """Return version id → number of running cases, but for those ``without``."""
        ...

    def looks(self, case_id: str) -> Sequence[tuple[str, str, datetime]]:
        """Return (person id, why, when) of who opened a case, latest first, one line per person."""
        ...

    def audit(self, council: str, *, case_id: str | None = None, limit: int = 200) -> Sequence[AuditEntry]:
        """Return audit entries, newest first."""
        ...


class Documents(Protocol):
    """Rows of stored files; the bytes are the evidence store's."""

    def add(self, document: DocumentRecord) -> None:
        """Insert a document."""
        ...

    def get(self, document_id: str) -> DocumentRecord:
        """Return a document. Raises NotFound."""
        ...

    def of_case(self, case_id: str) -> Sequence[DocumentRecord]:
        """Return documents of a case, oldest first."""
        ...

    def add_custody(self, document_id: str, sentence: str) -> None:
        """Append a sentence to a document's chain of custody."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving the block without ``commit`` rolls everything back. Only the runner commits."""

    cases: Cases
    work: Work
    drafts: Drafts
    versions: Versions
    people: People
    audit: Audit
    records: Records
    documents: Documents
    registers: Any

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...

    def commit(self) -> None:
        """Make everything since entering permanent."""
        ...

    def look(self, case_id: str, person_id: str, *, why: str, at: datetime) -> None:
        """Record that somebody opened a case."""
        ...
