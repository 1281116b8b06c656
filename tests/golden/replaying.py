"""Golden cases: a case in flight as a release saved it, with what was done to it afterwards and how it ended.

What is done names elements, not ids, so that a later version may number things its own way for what opens after the snapshot."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from service import engine
from service.domain.bundle import Bundle
from service.domain.execution import (
    Advance,
    CaseFacts,
    CompleteJob,
    CompleteTask,
    Deliver,
    Doer,
    FireTimers,
    Intent,
    RetryIncident,
    ThrowError,
)

FOLDER = Path(__file__).parent
KINDS = ("tasks", "jobs", "timers", "subscriptions", "incidents")
NAMED = {
    CompleteTask: "tasks",
    CompleteJob: "jobs",
    ThrowError: "jobs",
    Deliver: "subscriptions",
    RetryIncident: "incidents",
    FireTimers: "timers",
}
WORDS = {kind.__name__: kind for kind in NAMED}


class Books:
    """What is open in a case, by kind and id, in order of opening: (element, place)."""

    def __init__(self, opened: Mapping[str, Any] | None = None) -> None:
        self.open: dict[str, dict[str, list[Any]]] = {kind: dict((opened or {}).get(kind, {})) for kind in KINDS}

    def book(self, advance: Advance) -> None:
        """Write down what an advance opened and closed."""
        for kind, held in self.open.items():
            for closed in getattr(advance, f"{kind}_closed"):
                del held[closed.item_id]
            for item in getattr(advance, f"{kind}_opened"):
                held[getattr(item, f"{kind[:-1]}_id")] = [item.element_id, list(getattr(item, "place", ()))]

    def name(self, kind: str, item_id: str) -> list[Any]:
        """Return how a later release finds an open thing: element, place, and which of several alike."""
        found = self.open[kind][item_id]
        alike = [other for other, held in self.open[kind].items() if held == found]
        return [*found, alike.index(item_id)]

    def find(self, kind: str, named: list[Any]) -> str:
        """Return the id of an open thing. Raises AssertionError when it is not open."""
        *held, index = named
        alike = [item_id for item_id, found in self.open[kind].items() if found == held]
        assert len(alike) > index, f"{held} is not open: {self.open}"
        return alike[index]


def written(intent: Intent, now: datetime, books: Books) -> dict[str, Any]:
    """Return an intent as JSON, naming what it is about by its element."""
    held = {**vars(intent)} if not isinstance(intent, FireTimers) else {}
    named = next((held.pop(key) for key in ("task_id", "job_id", "subscription_id", "incident_id") if key in held), None)
    if held.get("doer") is not None:
        held["doer"] = [held["doer"].actor_id, held["doer"].name, list(held["doer"].roles)]
    about = None if named is None else books.name(NAMED[type(intent)], named)
    return {"do": type(intent).__name__, "at": now.isoformat(), "about": about, **held}


def read(step: Mapping[str, Any], books: Books) -> Intent:
    """Return the intent of a written step, with the ids that things have here."""
    given = {key: value for key, value in step.items() if key not in ("do", "at", "about")}
    kind = WORDS[step["do"]]
    if given.get("doer") is not None:
        actor_id, name, roles = given["doer"]
        given["doer"] = Doer(actor_id, name, tuple(roles))
    if step["about"] is not None:
        given[f"{NAMED[kind][:-1]}_id"] = books.find(NAMED[kind], step["about"])
    intent: Intent = kind(**given)
    return intent


def facts_as_json(facts: CaseFacts) -> dict[str, Any]:
    """Return the facts of a case as JSON."""
    held = {**vars(facts), "started_at": facts.started_at.isoformat(), "pack": dict(facts.pack)}
    return {**held, "holidays": sorted(day.isoformat() for day in facts.holidays)}


def facts_of(held: Mapping[str, Any]) -> CaseFacts:
    """Return the facts of a case from JSON."""
    days = frozenset(date.fromisoformat(day) for day in held["holidays"])
    return CaseFacts(**{**held, "started_at": datetime.fromisoformat(held["started_at"]), "holidays": days})


def packed(bundle: Bundle) -> bytes:
    """Return a bundle as a zip file that has the same bytes every time."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(bundle.files):
            archive.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), bundle.files[path], zipfile.ZIP_DEFLATED)
    return held.getvalue()


def unpacked(file: Path, *, council: str, procedure_id: str) -> Bundle:
    """Return the bundle of a zip file."""
    with zipfile.ZipFile(file) as archive:
        return Bundle(council=council, procedure_id=procedure_id, files={name: archive.read(name) for name in archive.namelist()})


def golden_cases() -> list[Path]:
    """Return the golden cases of every release."""
    return sorted(FOLDER.glob("*/*.json"))


def replay(file: Path) -> tuple[str | None, dict[str, Any]]:
    """Load a golden case, look at each of its open tasks and do what was done to it. Returns how it ended and its variables."""
    case = json.loads(file.read_text("utf-8"))
    facts = facts_of(case["facts"])
    archive = file.parent / "bundles" / f"{case['bundle'][:16]}.zip"
    bundle = unpacked(archive, council=facts.council, procedure_id=facts.procedure_id)
    assert bundle.content_hash == case["bundle"]
    procedure, books = engine.compile_procedure(bundle), Books(case["open"])
    snapshot, ended = base64.b64decode(case["snapshot"]), None
    variables = dict(engine.variables(procedure, snapshot))
    for task_id in case["open"]["tasks"]:
        engine.view(procedure, snapshot, task_id, facts=facts, doer=Doer("x", "X"), now=facts.started_at)
    for step in case["then"]:
        intent = read(step, books)
        advance = engine.advance(procedure, snapshot, intent, facts=facts, now=datetime.fromisoformat(step["at"]))
        books.book(advance)
        snapshot, ended, variables = advance.snapshot, advance.ended, dict(advance.variables)
    return ended, variables
