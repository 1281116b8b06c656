"""A council's made-up people, registers, care record and cases (``demo.yaml``), for demonstrations and scenarios. Read strictly."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.domain.errors import Unfit
from service.domain.findings import Finding
from service.domain.identity import Grant, Person
from service.policy.scenarios import steps
from service.policy.scenarios.loading import beginning
from service.policy.scenarios.marked_yaml import NotReadable, Path, read
from service.policy.scenarios.model import Beginning, Step
from service.policy.scenarios.reading import Reading

RULE = "demo"
FILE = "demo.yaml"
KEYS = ("people", "caseRecords", "accounts", "accessWorkers", "links", "entries", "exampleCases")
PERSON = ("id", "name", "jobTitle", "email", "roles", "active")
RECORD = ("reference", "title", "children", "people")
ACCOUNT = ("id", "platform", "handle", "purpose", "status", "overseer")
WORKER = ("person", "status", "trainedOn", "until")
LINK = ("person", "subjects")
ENTRY = ("register", "key", "title", "status", "details", "reviewOn", "expiresOn")
CASE = ("name", "procedure", "daysAgo", "start", "steps")


@dataclass(frozen=True, kw_only=True)
class DemoCase:
    """A case that was begun ``days_ago`` days ago and taken through some steps. ``name`` says where it stands."""

    name: str
    procedure: str
    days_ago: int
    start: Beginning
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Demo:
    """What a demonstration is set up with. ``records`` is the social care record by reference; the rest is as in the file."""

    council: str
    people: tuple[Person, ...] = ()
    accounts: tuple[Mapping[str, Any], ...] = ()
    access_workers: tuple[Mapping[str, Any], ...] = ()
    links: tuple[Mapping[str, Any], ...] = ()
    entries: tuple[Mapping[str, Any], ...] = ()
    records: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    cases: tuple[DemoCase, ...] = ()


def demo_file(council: str) -> str:
    """Return how findings call a council's demo."""
    return f"processes/{council}/{FILE}"


def load(processes_dir: pathlib.Path, council: str) -> Demo:
    """Return the council's demo, an empty one where it has none. Raises Unfit with a finding per mistake."""
    path = processes_dir / council / FILE
    if not path.exists():
        return Demo(council=council)
    file = demo_file(council)
    reading, data = _open(path, file)
    reading.known_keys(data, KEYS, place="The demo")
    cases = _rows(reading, data, "exampleCases", CASE)
    demo = Demo(
        council=council,
        people=_people(reading, council, _rows(reading, data, "people", PERSON)),
        accounts=_rows(reading, data, "accounts", ACCOUNT),
        access_workers=_rows(reading, data, "accessWorkers", WORKER),
        links=_rows(reading, data, "links", LINK),
        entries=tuple(
            _entry(reading, row, ("entries", position)) for position, row in enumerate(_rows(reading, data, "entries", ENTRY))
        ),
        records={str(row.get("reference")): row for row in _rows(reading, data, "caseRecords", RECORD)},
        cases=tuple(_case(reading, row, ("exampleCases", position), len(cases) - position) for position, row in enumerate(cases)),
    )
    if reading.findings:
        raise Unfit(f"{file} cannot be used", findings=reading.findings)
    return demo


def people(path: pathlib.Path, council: str) -> tuple[Person, ...]:
    """Return the people of a file that names nobody made up: ``people`` as in a demo, each with an address. Raises Unfit."""
    reading, data = _open(path, path.name)
    reading.known_keys(data, ("people",), place="The file")
    rows = _rows(reading, data, "people", PERSON)
    for position, row in enumerate(rows):
        reading.text(row, "email", place=reading.place(("people", position)))
    found = _people(reading, council, rows)
    if not found and not reading.findings:
        reading.complain("The file names nobody: write them under 'people'")
    if reading.findings:
        raise Unfit(f"{path.name} cannot be used", findings=reading.findings)
    return found


def _open(path: pathlib.Path, file: str) -> tuple[Reading, Mapping[str, Any]]:
    try:
        marked = read(path.read_text("utf-8"))
    except NotReadable as error:
        finding = Finding(rule=RULE, file=file, message=f"Line {error.line}: {error.message}")
        raise Unfit(f"{file} cannot be read", findings=[finding]) from error
    except UnicodeDecodeError as error:
        finding = Finding(rule=RULE, file=file, message="The file is not text in UTF-8: save it as such")
        raise Unfit(f"{file} cannot be read", findings=[finding]) from error
    reading = Reading(RULE, file, marked)
    return reading, reading.mapping(marked.value, ())


def _people(reading: Reading, council: str, rows: Sequence[Mapping[str, Any]]) -> tuple[Person, ...]:
    found = dict[str, Person]()
    for position, row in enumerate(rows):
        person = _person(reading, council, row, ("people", position))
        if person.person_id in found:
            reading.complain(f"{reading.place(('people', position))} has the id {person.person_id!r} of somebody above")
        found[person.person_id] = person
    return tuple(found.values())


def _person(reading: Reading, council: str, row: Mapping[str, Any], path: Path) -> Person:
    place = reading.place(path)
    person_id = reading.text(row, "id", place=place)
    return Person(
        person_id=person_id,
        name=reading.text(row, "name", place=place),
        job_title=reading.text(row, "jobTitle", place=place),
        email=reading.maybe_text(row, "email", place=place) or f"{person_id}@example.org",
        grants=frozenset(Grant(council, role) for role in reading.texts(row, "roles", place=place)),
        active=reading.truth(row, "active", place=place, default=True),
    )


def _entry(reading: Reading, row: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """Return an entry of a register that the pack names, with its days as dates."""
    place = reading.place(path)
    entry: dict[str, Any] = {"register": reading.text(row, "register", place=place)}
    entry |= {name: reading.maybe_text(row, name, place=place) for name in ("key", "title", "status")}
    entry["details"] = reading.mapping(row.get("details"), (*path, "details"))
    entry["review_on"], entry["expires_on"] = (_day(reading, row, name, place) for name in ("reviewOn", "expiresOn"))
    return entry


def _day(reading: Reading, row: Mapping[str, Any], name: str, place: str) -> date | None:
    text = reading.maybe_text(row, name, place=place)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        reading.complain(f"{place}: {name!r} must be a date such as 2026-12-24")
        return None


def _rows(reading: Reading, data: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> tuple[Mapping[str, Any], ...]:
    value = data.get(key) or []
    if not isinstance(value, list):
        reading.complain(f"{reading.place((key,))}: {key!r} must be a list")
        return ()
    rows = []
    for position, item in enumerate(value):
        row = reading.mapping(item, (key, position))
        reading.known_keys(row, allowed, place=reading.place((key, position)))
        rows.append(row)
    return tuple(rows)


def _case(reading: Reading, row: Mapping[str, Any], path: Path, usual_days_ago: int) -> DemoCase:
    place = reading.place(path)
    days_ago = row.get("daysAgo", usual_days_ago)
    if not isinstance(days_ago, int) or days_ago < 0:
        reading.complain(f"{place}: 'daysAgo' must be a whole number")
        days_ago = 0
    return DemoCase(
        name=reading.text(row, "name", place=place),
        procedure=reading.text(row, "procedure", place=place),
        days_ago=days_ago,
        start=beginning(reading, row.get("start", {}), (*path, "start")),
        steps=steps.read(reading, row.get("steps", []), (*path, "steps")),
    )
