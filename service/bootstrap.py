"""Puts the service together, once: settings → database, packs, connectors, runner, worker. Nothing else knows all of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from connectors.case_record import FolderRecord, Record
from connectors.email import Letter, MailFolder, MailServer
from connectors.protocol import Call, Operation
from connectors.recording import MemoryRecord, Recorder, Recording
from connectors.registry import operations_of
from service.cases.people import CouncilDirectory
from service.cases.resources import Resources
from service.commands import Runner
from service.domain.errors import NotFound
from service.domain.guidance import Chapter
from service.domain.identity import Actor, Person
from service.domain.outside import Clock, EvidenceStore
from service.domain.pack import Pack
from service.policy import guidance
from service.policy import pack as packs
from service.policy.assurance import Judge
from service.policy.bundle import Library
from service.policy.paths import templates
from service.queries.reading import answer
from service.settings import Settings
from service.store.database import Database
from service.store.evidence import FolderEvidence
from service.worker.jobs import Jobs
from service.worker.loop import Worker
from service.worker.world import World

Answer = TypeVar("Answer")


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """Return the aware time in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Services:
    """The one door to commands and queries. ``record`` is the social care record that connectors write to."""

    settings: Settings
    clock: Clock
    database: Database
    library: Library
    evidence: EvidenceStore
    record: Record
    resources: Resources
    runner: Runner
    worker: Worker

    def run(self, command: Any, actor: Actor) -> Any:
        """Authorise, run and commit one command; return what it answers with."""
        return self.runner.run(command, actor)

    def query(self, function: Callable[..., Answer], actor: Actor, **parameters: Any) -> Answer:
        """Answer a query as this actor may see it, and record what they looked at."""
        return answer(function, actor, self.database.unit_of_work, now=self.clock.now(), resources=self.resources, **parameters)

    def actor(self, person_id: str, council: str | None = None) -> Actor | None:
        """Return an active person as an actor in a council (None: their first by name), or None."""
        try:
            with self.database.unit_of_work(read_only=True) as unit:
                person = unit.people.get(person_id)
        except NotFound:
            return None
        councils = sorted({grant.council for grant in person.grants} & set(self.resources.packs))
        if not person.active or not councils or (council is not None and council not in councils):
            return None
        return actor_of(person, council or councils[0])

    def pack(self, council: str) -> Pack:
        """Return the policy pack in force. Raises NotFound."""
        return self.resources.pack(council)

    def councils(self) -> tuple[str, ...]:
        """Return the councils that are set up, by name."""
        return tuple(sorted(self.resources.packs))

    def personas(self, council: str) -> Sequence[Person]:
        """Return who can sign in to a council, by name."""
        with self.database.unit_of_work(read_only=True) as unit:
            return unit.people.all(council)

    def guidance(self, council: str) -> tuple[Chapter, ...]:
        """Return the pages of guidance of a council."""
        return guidance.read(self.settings.processes_dir, council)

    def directory(self, council: str) -> LiveDirectory:
        """Return the people that forms of a council offer."""
        return LiveDirectory(self.database, self.pack(council))

    @property
    def operations(self) -> Mapping[str, Operation]:
        """What diagrams may ask connectors for, by name."""
        return self.resources.operations

    def close(self) -> None:
        """Stop the worker and let the database go."""
        self.worker.stop()
        self.database.close()


class LiveDirectory:
    """The people of a council, each question in a unit of work of its own."""

    def __init__(self, database: Database, pack: Pack) -> None:
        self._database = database
        self._pack = pack

    def holding(self, role: str) -> Sequence[Person]:
        """Return active people who hold a role, by name."""
        with self._database.unit_of_work(read_only=True) as unit:
            return CouncilDirectory(unit.people, pack=self._pack).holding(role)

    def person(self, person_id: str) -> Person | None:
        """Return an active person of the council, or None."""
        with self._database.unit_of_work(read_only=True) as unit:
            return CouncilDirectory(unit.people, pack=self._pack).person(person_id)


def actor_of(person: Person, council: str) -> Actor:
    """Return a person as an actor in a council."""
    return Actor(actor_id=person.person_id, name=person.name, job_title=person.job_title, council=council, grants=person.grants)


def build(
    settings: Settings, *, clock: Clock | None = None, recorder: Recorder | None = None, on_stage: bool = False
) -> Services:
    """Return the service ready to run, its database migrated; the worker is not started. With a ``recorder`` every connector is
    recorded, letters go to it and the social care record is one in memory. ``on_stage`` is for rehearsals:
    nothing is kept there, so whatever can be run may be played, proved or not.

    Raises: Unfit when a policy pack cannot be read, BadRegistry when connectors contradict one another.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if not settings.secret_key:
        settings = replace(settings, secret_key=kept_secret(settings.data_dir / "demo.key"))
    time = clock or SystemClock()
    database = Database(settings.database)
    database.migrate()
    library = Library(settings.processes_dir, settings.forms_dir)
    councils = {council: pack_in_force(library, council) for council in library.councils()}
    evidence = FolderEvidence(settings.data_dir / "evidence", evidence_key(settings))
    record: Record = MemoryRecord({}) if recorder else FolderRecord(settings.data_dir / "records")
    world = World(database.unit_of_work, evidence=evidence, pack=councils.__getitem__)
    connectors = world.connectors(record=record, deliver=postman(settings, recorder), base_url=settings.base_url)
    operations = operations_of(Recording(connector, recorder=recorder) if recorder else connector for connector in connectors)
    waker = Waker()
    judge = Judge(operations, on_stage=on_stage)
    resources = Resources(
        packs=councils,
        evidence=evidence,
        operations=operations,
        judge=judge,
        wake=waker.wake,
        templates=lambda council: templates(library.files(council), council=council),
    )
    runner = Runner(database.unit_of_work, clock=time, resources=resources)
    world.runner = world.desk.runner = runner
    world.desk.judge = judge
    jobs = Jobs(runner, database.unit_of_work, clock=time, resources=resources)
    worker = Worker(jobs, runner, database.unit_of_work, clock=time, councils=lambda: tuple(councils))
    waker.worker = worker
    return Services(
        settings=settings,
        clock=time,
        database=database,
        library=library,
        evidence=evidence,
        record=record,
        resources=resources,
        runner=runner,
        worker=worker,
    )


def postman(settings: Settings, recorder: Recorder | None) -> Callable[[Letter, Call], None]:
    """Return what delivers letters: the recorder, the mail server of the settings, or a folder."""
    if recorder is not None:
        return recorder.deliver
    if settings.mail_host:
        return MailServer(settings.mail_host, port=settings.mail_port, sender=settings.mail_from)
    return MailFolder(settings.data_dir / "mail", sender=settings.mail_from)


class Waker:
    """Passes the news of a commit on to the worker, which is made after those who bring it."""

    worker: Worker | None = None

    def wake(self) -> None:
        """Wake the worker, if there is one yet."""
        if self.worker is not None:
            self.worker.wake()


def pack_in_force(library: Library, council: str) -> Pack:
    """Return a council's policy pack. Raises Unfit."""
    path = f"processes/{council}/policy.toml"
    return packs.load(library.files(council)[path], file=path)


def evidence_key(settings: Settings) -> bytes:
    """Return the 32 bytes that evidence is encrypted with: the key given, or one derived from the secret."""
    if settings.evidence_key:
        return bytes.fromhex(settings.evidence_key)
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"triangulate evidence").derive(settings.secret_key.encode())


def kept_secret(path: Path) -> str:
    """Return the secret of a demo, made the first time and readable by its owner only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), "utf-8")
    return path.read_text("utf-8").strip()
