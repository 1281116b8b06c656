"""A small council over the real engine, forms and store: only the clock and the outer world are ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from connectors.recording import Recorder
from service.bootstrap import Services, build
from service.commands import DeployVersion, PutPerson
from service.domain.identity import Actor, Grant, Person, system_actor
from service.settings import Settings

COUNCIL = "ashdale"
HERE = Path(__file__).parent / "council"
MACHINE = system_actor(COUNCIL)


class FakeClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 20, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_time(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Ashdale:
    """The council as a test sees it."""

    services: Services
    clock: FakeClock
    recorder: Recorder

    def actor(self, person_id: str) -> Actor:
        actor = self.services.actor(person_id, COUNCIL)
        assert actor is not None
        return actor

    def run(self, command: object, person_id: str | None = None) -> object:
        return self.services.run(command, self.actor(person_id) if person_id else MACHINE)

    def verbs(self) -> list[str]:
        with self.services.database.unit_of_work(read_only=True) as unit:
            return [entry.verb for entry in reversed(unit.records.audit(COUNCIL))]


def person(person_id: str, *roles: str) -> Person:
    name = person_id.replace(".", " ").title()
    grants = frozenset(Grant(COUNCIL, role) for role in roles)
    return Person(person_id=person_id, name=name, job_title="", grants=grants, email=f"{person_id}@example.org")


@pytest.fixture
def ashdale(tmp_path: Path) -> Iterator[Ashdale]:
    settings = Settings(
        database_url="sqlite://",
        data_dir=tmp_path,
        processes_dir=HERE / "processes",
        forms_dir=HERE / "forms",
        secret_key="x" * 32,
    )
    clock, recorder = FakeClock(), Recorder()
    services = build(settings, clock=clock, recorder=recorder)
    for one in (
        person("ann.ask", "asker"),
        person("bob.both", "asker", "checker"),
        person("cy.check", "checker"),
        person("di.chief", "chief"),
        person("al.admin", "admin"),
        person("wil.warden", "warden"),
    ):
        services.run(PutPerson(one), MACHINE)
    for procedure_id in services.library.procedures(COUNCIL):
        services.run(DeployVersion(services.library.bundle(COUNCIL, procedure_id)), MACHINE)
    yield Ashdale(services, clock, recorder)
    services.close()


@pytest.fixture
def counted_statements() -> Callable[[Ashdale], AbstractContextManager[list[str]]]:
    @contextmanager
    def count(ashdale: Ashdale) -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        event.listen(ashdale.services.database.engine, "before_cursor_execute", note)
        yield statements
        event.remove(ashdale.services.database.engine, "before_cursor_execute", note)

    return count
