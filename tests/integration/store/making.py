"""Records to test with: a call shows only what matters."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from service.domain.bundle import Bundle
from service.domain.errors import RegisterRefused, TriangulateError
from service.domain.execution import Advance, Closed, End, OpenJob, OpenTask, OpenTimer, Step
from service.domain.identity import Grant, Person
from service.domain.records import CaseRecord
from service.store import Database

NOW = datetime(2026, 3, 21, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def bundle(**given: Any) -> Bundle:
    return Bundle(**{"council": "north", "procedure_id": "search", "files": {"a.bpmn": b"<a/>"}, **given})


def case(version_id: str, **given: Any) -> CaseRecord:
    facts: dict[str, Any] = {
        "case_id": "c1",
        "number": "WR-2026-0001",
        "council": "north",
        "procedure_id": "search",
        "procedure_name": "Search request",
        "version_id": version_id,
        "version_number": 1,
        "title": "Search for CD-1",
        "reference": "CD-1",
        "summary": "Misleading account",
        "state": "running",
        "started_at": NOW,
        "started_by": "ann",
        "updated_at": NOW,
        "updated_by": "ann",
        "revision": 1,
        "snapshot": b"\x00\xff",
    }
    return CaseRecord(**{**facts, **given})


def task(task_id: str = "t1", **given: Any) -> OpenTask:
    return OpenTask(**{"task_id": task_id, "element_id": "Decide", "name": "Decide", "visit": 1, **given})


def job(job_id: str = "j1", **given: Any) -> OpenJob:
    facts = {"job_id": job_id, "element_id": "Send", "name": "Send", "operation": "email.send", "key": f"c1/Send/{job_id}"}
    return OpenJob(**{**facts, **given})


def timer(timer_id: str = "m1", *, due_at: datetime = NOW + DAY) -> OpenTimer:
    return OpenTimer(timer_id=timer_id, element_id="Remind", due_at=due_at)


def closed(item_id: str, *, end: End = End.COMPLETED, element_id: str = "Decide") -> Closed:
    return Closed(item_id=item_id, element_id=element_id, end=end)


def step(element_id: str, what: str = "completed") -> Step:
    return Step(element_id=element_id, element_type="userTask", name=element_id, what=what)


def person(person_id: str, *roles: str, **given: Any) -> Person:
    grants = frozenset(Grant("north", role) for role in roles)
    return Person(**{"person_id": person_id, "name": person_id.title(), "job_title": "Worker", "grants": grants, **given})


def advance(**given: Any) -> Advance:
    return Advance(**{"snapshot": b"s", "variables": {}, **given})


def with_case(database: Database, **given: Any) -> CaseRecord:
    """Deploy a version where there is none, add a case of it, commit, and return the case."""
    with database.unit_of_work() as unit:
        version = unit.versions.add(bundle(), name="Search", at=NOW, by="ann", note="")
        record = case(version.version_id, **given)
        unit.cases.add(record)
        unit.commit()
    return record


def applied(database: Database, record: CaseRecord, **given: Any) -> None:
    """Apply an Advance to a case and commit."""
    with database.unit_of_work() as unit:
        unit.work.apply(record, advance(**given), at=NOW, by="ann")
        unit.commit()


on_postgresql = pytest.mark.parametrize("backend", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
"""A test of what only PostgreSQL lets happen: two writing transactions open at one time."""


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect the SQL statements sent within the block; beginning a transaction is none."""
    sent: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", listen)
    yield sent
    event.remove(database.engine, "before_cursor_execute", listen)


def overlapping(database: Database, first: Callable[[Any], Any], second: Callable[[Any], Any]) -> list[Any]:
    """Run two acts whose transactions overlap: the first has done its work and not committed while the second begins. Return what each
    answered, or its refusal's code, or the name of its error."""
    outcomes: list[Any] = [None, None]
    done, begun = threading.Event(), threading.Event()

    def act(place: int, work: Callable[[Any], Any]) -> None:
        try:
            with database.unit_of_work() as unit:
                outcomes[place] = work(unit)
                if place == 0:
                    done.set()
                    begun.wait(60)
                    time.sleep(0.1)  # until the second waits for a lock, or has passed where there is none
                unit.commit()
        except RegisterRefused as refused:
            outcomes[place] = refused.code
        except TriangulateError as error:
            outcomes[place] = type(error).__name__

    def begin_second() -> None:
        done.wait(60)
        begun.set()
        act(1, second)

    threads = [threading.Thread(target=act, args=(0, first)), threading.Thread(target=begin_second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def at_once(database: Database, *works: Callable[[Any], Any]) -> list[Any]:
    """Run acts that begin at the same moment, each in a transaction of its own; return their answers or refusals in order."""
    together, outcomes = threading.Barrier(len(works)), list[Any]([None] * len(works))

    def act(place: int) -> None:
        together.wait(60)
        try:
            with database.unit_of_work() as unit:
                answer = works[place](unit)
                unit.commit()
            outcomes[place] = answer
        except RegisterRefused as refused:
            outcomes[place] = refused.code
        except TriangulateError as error:
            outcomes[place] = type(error).__name__

    threads = [threading.Thread(target=act, args=[place]) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes
