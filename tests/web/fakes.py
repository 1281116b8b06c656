"""Services made of canned answers: queries by name, commands kept in a list. Nothing behind it, so that pages are tested alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.documents import Made
from service.domain.errors import NotFound
from service.domain.guidance import Chapter
from service.domain.identity import Actor, Person
from service.domain.pack import Pack
from service.queries.checked_bundle import CheckedBundle
from service.queries.rooms import Rooms
from service.queries.views import TaskPage
from tests.web import samples


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands."""

    at: datetime = samples.NOW

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True, kw_only=True)
class FakeSettings:
    """What the wire needs, small."""

    demo: bool = True
    secret_key: str = "a secret that only tests know, long enough"
    secure_cookies: bool = False
    max_upload_bytes: int = 30 * 1024 * 1024


class FakeDirectory:
    """Everybody may be picked."""

    def holding(self, role: str) -> Sequence[Person]:
        return samples.PEOPLE

    def person(self, person_id: str) -> Person | None:
        return next((each for each in samples.PEOPLE if each.person_id == person_id), None)


ROOMS = {
    "aisha.rahman": Rooms(work=True, start=True, registers=True, reports=True, tasks=4),
    "carol.whitaker": Rooms(work=True, tasks=4),
    "uma.lind": Rooms(cockpit=True, registers=True, reports=True, incidents=1),
    "sol.verne": Rooms(studio=True),
}


def task_page_for(task_id: str) -> TaskPage:
    """Return a task with a short form, or for ``long`` with a long one."""
    form = samples.LONG_FORM if task_id == "long" else samples.SHORT_FORM
    return samples.task_page_of(form, row=samples.task_row(task_id=task_id))


def canned() -> dict[str, Any]:
    """Return the answer of every query, as a value or as a function of (actor, **parameters)."""
    return {
        "rooms": lambda who, **_: ROOMS[who.actor_id],
        "inbox": samples.INBOX,
        "task_page": lambda who, task_id: task_page_for(task_id),
        "start_page": samples.task_page_of(
            case=None, said_before=(), row=samples.task_row(name="Ask for a search", task_id="look_request")
        ),
        "startable": (samples.PROCEDURE,),
        "case_page": samples.case_page_of(),
        "sent": (),
        "own_answers": NotFound("There is no such case, or it is not one of yours"),
        "cases": (samples.case_row(),),
        "case_diagrams": samples.DIAGRAMS,
        "incidents": (samples.INCIDENT,),
        "incident": samples.INCIDENT,
        "procedures": (samples.PROCEDURE,),
        "procedure_page": samples.PROCEDURE_PAGE,
        "bundle": samples.BUNDLE,
        "policy_page": samples.POLICY_PAGE,
        "catalogue": (samples.ENTRY,),
        "catalogue_page": samples.ENTRY,
        "policy_handbook": Made(content=b"%PDF-1.7", media_type="application/pdf", ending="pdf"),
        "registers": (samples.REGISTER_LINE,),
        "register_page": samples.REGISTER,
        "reports": (samples.REPORT_LINE,),
        "report_page": samples.REPORT,
        "report_document": Made(content=b"%PDF-1.7", media_type="application/pdf", ending="pdf"),
        "survey_page": samples.SURVEY,
        "document": (samples.case_page_of().documents[0], b"%PDF-1.7"),
        "checked_bundle": CheckedBundle(bundle=samples.BUNDLE, findings=(), changed=("processes/oakshire/look_request.bpmn",)),
    }


@dataclass(kw_only=True)
class FakeServices:
    """Answers queries from ``answers`` and keeps commands in ``ran``; ``outcomes`` by command name are returned, or raised."""

    settings: FakeSettings = field(default_factory=FakeSettings)
    clock: FixedClock = field(default_factory=FixedClock)
    answers: dict[str, Any] = field(default_factory=canned)
    outcomes: dict[str, Any] = field(default_factory=dict)
    ran: list[Any] = field(default_factory=list)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def run(self, command: Any, actor: Actor) -> Any:
        self.ran.append(command)
        return self._tell(self.outcomes.get(type(command).__name__, "WR-2026-0006"))

    def query(self, function: Callable[..., Any], actor: Actor, **parameters: Any) -> Any:
        self.asked.append((function.__name__, parameters))
        answer = self.answers[function.__name__]
        return self._tell(answer(actor, **parameters) if callable(answer) and not isinstance(answer, Exception) else answer)

    @staticmethod
    def _tell(answer: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    def actor(self, person_id: str, council: str | None = None) -> Actor | None:
        known = any(each.person_id == person_id for each in samples.PEOPLE) and council in (None, samples.COUNCIL)
        return samples.actor(person_id) if known else None

    def pack(self, council: str) -> Pack:
        if council != samples.COUNCIL:
            raise NotFound("There is no such council")
        return samples.PACK

    def councils(self) -> Sequence[str]:
        return (samples.COUNCIL,)

    def personas(self, council: str) -> Sequence[Person]:
        return samples.PEOPLE

    def guidance(self, council: str) -> Sequence[Chapter]:
        return (samples.CHAPTER,)

    def directory(self, council: str) -> FakeDirectory:
        return FakeDirectory()
