"""The stage that scenarios and demo cases are played on: the real service over a clock that moves. For scenarios its database is
in memory and its connectors record."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from connectors.protocol import BpmnError
from connectors.recording import Recorder
from connectors.surveys import hashed
from service import engine, form_schemas
from service.authz.authority import Authority
from service.bootstrap import Services
from service.cases.facts import doer_of, facts_of
from service.cases.opened import OpenedVersion
from service.commands import (
    AddDocument,
    BeginCase,
    ClaimTask,
    CompleteTask,
    PutPerson,
    RaiseEvent,
    ReleaseTask,
    SendMessage,
    StartCase,
)
from service.commands.answer_survey import AnswerSurvey
from service.domain.errors import NotFound
from service.domain.execution import CaseFacts
from service.domain.identity import Actor, system_actor
from service.domain.ports import UnitOfWork
from service.domain.records import CaseRecord
from service.form_schemas import Field, Form, Kind
from service.policy.coverage import Taken, taken_of
from service.policy.scenarios import Fault, Letter, Standing
from service.queries.inbox import offered_tasks
from service.queries.survey_page import survey_page

MOST_CASES = 10_000
SURVEY_LINK = re.compile(r"/survey/([\w-]+)")
SAMPLE_FILES = {
    ".pdf": b"%PDF-1.7\nsample\n",
    ".png": b"\x89PNG\r\n\x1a\nsample",
    ".html": b"<!doctype html>\n<title>Sample</title>\n",
}


class MovingClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Return the aware time."""
        return self._at

    def move(self, to: datetime) -> None:
        """Set the time, never back."""
        self._at = max(self._at, to)


class Rehearsal:
    """Implements ``policy.scenarios.Stage`` for one council over the service; ``recorder`` is None where connectors are real,
    and then no fault can be planned and no letter is known. ``folder`` is where files lie that a scenario names with a folder of
    theirs; all others are samples."""

    def __init__(
        self,
        services: Services,
        clock: MovingClock,
        *,
        council: str,
        recorder: Recorder | None = None,
        folder: Path | None = None,
    ) -> None:
        self._services = services
        self._clock = clock
        self._council = council
        self._recorder = recorder or Recorder()
        self._folder = folder
        self._answered: set[str] = set()

    def now(self) -> datetime:
        """Return the stage's time."""
        return self._clock.now()

    def holidays(self) -> Collection[date]:
        """Return the council's days off."""
        return self._services.pack(self._council).holidays

    def move_clock(self, to: datetime) -> None:
        """Set the stage's time."""
        self._clock.move(to)

    def settle(self) -> None:
        """Let the worker run until it is idle."""
        self._services.worker.run_until_idle()

    def next_due(self) -> datetime | None:
        """Return when the worker has something to do next."""
        return self._services.worker.next_due_at()

    def start(self, procedure: str, *, person: str | None, given: Mapping[str, Any], fill: bool) -> str | None:
        """Start a case by a person's form, or by the service itself, which may only schedule it."""
        if person is None:
            begun = self._services.run(BeginCase(procedure_id=procedure, variables=given), system_actor(self._council))
            number: str | None = begun.number
            return number
        actor = self._actor(person)
        answers = self._filled_start(procedure, actor, given) if fill else given
        return str(self._services.run(StartCase(procedure_id=procedure, answers=answers), actor))

    def cases(self) -> Sequence[str]:
        """Return the numbers of all cases by their start."""
        with self._read() as unit:
            oldest_first = list(unit.records.cases(self._council))
        oldest_first.reverse()
        return [case.number for case in sorted(oldest_first, key=lambda case: case.started_at)]

    def standing(self, number: str) -> Standing:
        """Return where a case is."""
        with self._read() as unit:
            case = unit.cases.get(number, self._council)
            opened = self._opened(unit, case.version_id)
            events = unit.records.events(case.case_id)
            return Standing(
                number=number,
                procedure=case.procedure_id,
                ended=case.ended,
                open=tuple(task.element_id for task in unit.records.tasks_of(case.case_id) if task.closed_at is None),
                completed=tuple(event.element_id for event in events if event.what == "completed"),
                entered=tuple(event.element_id for event in events if event.what == "entered"),
                variables=engine.variables(opened.procedure, case.snapshot),
                incidents=tuple(
                    (item.element_id, item.message) for item, _ in unit.records.incidents(self._council, case_id=case.case_id)
                ),
                audit=tuple(
                    entry.verb for entry in reversed(unit.records.audit(self._council, case_id=case.case_id, limit=10_000))
                ),
            )

    def scheduled(self) -> Sequence[tuple[str, datetime]]:
        """Return what waits for its date."""
        with self._read() as unit:
            return [(start.procedure_id, start.due_at) for start in unit.records.scheduled(self._council)]

    def tasks(self, number: str, element_id: str) -> Sequence[str]:
        """Return open tasks of an element."""
        with self._read() as unit:
            found = unit.records.tasks_of(unit.cases.get(number, self._council).case_id)
        return [task.task_id for task in found if task.element_id == element_id and task.closed_at is None]

    def offered(self, person: str) -> Collection[str]:
        """Return what a person's inbox holds."""
        return {task.task_id for task, _ in self._services.query(offered_tasks, self._actor(person))}

    def complete(self, task_id: str, *, person: str, answers: Mapping[str, Any], fill: bool) -> None:
        """Complete a task; files named in the answers are added to the case first."""
        actor = self._actor(person)
        if fill:
            answers = self._filled_task(task_id, actor, answers)
        self._services.run(CompleteTask(task_id, answers), actor)

    def answers(self, task_id: str, *, person: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the answers given, completed with samples, as ``complete`` would send them."""
        return self._filled_task(task_id, self._actor(person), given)

    def claim(self, task_id: str, *, person: str) -> None:
        """Claim a task."""
        self._services.run(ClaimTask(task_id), self._actor(person))

    def release(self, task_id: str, *, person: str) -> None:
        """Give a task back."""
        self._services.run(ReleaseTask(task_id), self._actor(person))

    def raise_event(self, number: str, *, kind: str, name: str, person: str | None, payload: Mapping[str, Any]) -> None:
        """Deliver a message or signal to a case."""
        if person is None:
            command = SendMessage(name=name, kind=kind, case_number=number, payload=payload)
            self._services.run(command, system_actor(self._council))
            return
        with self._read() as unit:
            waiting = unit.records.subscriptions_of(unit.cases.get(number, self._council).case_id)
        found = next((item for item in waiting if item.kind == kind and item.name == name), None)
        if found is None:
            names = ", ".join(sorted(item.name for item in waiting)) or "nothing"
            raise NotFound(f"The case does not wait for {name}; it waits for {names}")
        self._services.run(RaiseEvent(found.subscription_id, payload), self._actor(person))

    def answer_survey(self, *, answers: Mapping[str, Any], fill: bool) -> None:
        """Answer a survey through the next link that was mailed."""
        mailed = (SURVEY_LINK.search(letter.body) for letter in self._recorder.letters)
        token = next((link[1] for link in mailed if link is not None and link[1] not in self._answered), None)
        if token is None:
            raise NotFound("No link to a survey is left that nobody has used")
        self._answered.add(token)
        nobody = system_actor(self._council)
        if fill:
            page = self._services.query(survey_page, nobody, token_hash=hashed(token))
            form = form_schemas.load(page.form, file=f"{page.form_id}.form")
            answers = form_schemas.sample(form, answers, page.context, self._services.directory(self._council))
        self._services.run(AnswerSurvey(hashed(token), answers), nobody)

    def plan_fault(self, fault: Fault) -> None:
        """Let the next call from an element raise a BPMN error."""
        self._recorder.fail_next(fault.job, BpmnError(fault.code, fault.message, fault.payload))

    def planned_faults(self) -> Sequence[Fault]:
        """Return the faults that were not met."""
        left = ((element, error) for element, errors in self._recorder.meets.items() for error in errors)
        return [Fault(job=element, code=error.code) for element, error in left if isinstance(error, BpmnError)]

    def leave(self, person: str) -> None:
        """Let a person leave."""
        with self._read() as unit:
            found = unit.people.get(person)
        left = type(found)(**{**vars(found), "active": False})
        self._services.run(PutPerson(left), system_actor(self._council))

    def letters(self) -> Sequence[Letter]:
        """Return the recorded e-mails."""
        return [Letter(to=(letter.to.person_id,), subject=letter.subject, text=letter.body) for letter in self._recorder.letters]

    def taken(self) -> Taken:
        """Return which ways the cases of the council have taken."""
        with self._read() as unit:
            cases = unit.records.cases(self._council, limit=MOST_CASES)
            return taken_of(event for case in cases for event in unit.records.events(case.case_id))

    def _read(self) -> UnitOfWork:
        return self._services.database.unit_of_work(read_only=True)

    def _opened(self, unit: UnitOfWork, version_id: str) -> OpenedVersion:
        return self._services.resources.shelf.take(version_id, unit.versions)

    def _actor(self, person: str) -> Actor:
        actor = self._services.actor(person, self._council)
        if actor is None:
            raise NotFound(f"Nobody called {person} works here")
        return actor

    def _filled_start(self, procedure: str, actor: Actor, given: Mapping[str, Any]) -> Mapping[str, Any]:
        with self._read() as unit:
            opened = self._opened(unit, unit.versions.live(self._council, procedure).version_id)
        form_id = opened.procedure.start_form_id
        if form_id is None:
            return given
        facts = CaseFacts(
            case_id="",
            number="",
            council=self._council,
            procedure_id=procedure,
            started_by=actor.actor_id,
            started_at=self.now(),
            pack=opened.pack.parameters,
            holidays=opened.pack.holidays,
        )
        doer = doer_of(Authority(actor, opened.pack))
        scope = engine.start_context(opened.procedure, facts, doer, self.now(), {})
        return form_schemas.sample(opened.form(form_id), given, scope, self._services.directory(self._council))

    def _filled_task(self, task_id: str, actor: Actor, given: Mapping[str, Any]) -> Mapping[str, Any]:
        with self._read() as unit:
            task, case = unit.work.task(task_id)
            opened = self._opened(unit, case.version_id)
            known = {document.document_id for document in unit.documents.of_case(case.case_id)}
        if task.form_id is None:
            return given
        form = opened.form(task.form_id)
        answers = form_schemas.sample(
            form, given, self._scope(case, opened, task_id, actor), self._services.directory(self._council)
        )

        def added(name: str) -> str:
            return name if name in known else self._add(task_id, name, actor)

        return with_files(form, answers, added)

    def _scope(self, case: CaseRecord, opened: OpenedVersion, task_id: str, actor: Actor) -> Mapping[str, Any]:
        doer = doer_of(Authority(actor, opened.pack))
        return engine.view(opened.procedure, case.snapshot, task_id, facts=facts_of(case, opened), doer=doer, now=self.now())

    def _add(self, task_id: str, name: str, actor: Actor) -> str:
        suffix = next((ending for ending in SAMPLE_FILES if name.endswith(ending)), ".pdf")
        media_type = {".png": "image/png", ".html": "text/html"}.get(suffix, "application/pdf")
        beside = self._folder / name if self._folder and PurePosixPath(name).parent.name else None
        content = beside.read_bytes() if beside and beside.is_file() else SAMPLE_FILES[suffix] + name.encode()
        command = AddDocument(task_id, name=name, content=content, media_type=media_type)
        document_id: str = self._services.run(command, actor).document_id
        return document_id


def with_files(form: Form, answers: Mapping[str, Any], added: Callable[[str], str]) -> dict[str, Any]:
    """Return the answers with each file's name replaced by what ``added`` makes of it, in rows too."""
    return _replace(form.fields, answers, added)


def _replace(fields: Iterable[Field], answers: Mapping[str, Any], added: Callable[[str], str]) -> dict[str, Any]:
    found = dict(answers)
    for field in fields:
        given = found.get(field.key)
        if field.kind is Kind.FILE and given:
            found[field.key] = [added(str(item)) for item in given] if isinstance(given, list) else added(str(given))
        elif field.kind is Kind.REPEAT and isinstance(given, list):
            found[field.key] = [_replace(field.fields, row, added) if isinstance(row, Mapping) else row for row in given]
    return found
