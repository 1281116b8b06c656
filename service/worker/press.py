"""Makes the documents that diagrams order, from the templates of the version that the case runs on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors.documents import Order, Printed
from connectors.protocol import Broken, Call
from service import documents
from service.documents import BrokenTemplate, Look, Paper
from service.domain.errors import NotFound
from service.domain.pack import Pack
from service.domain.ports import UnitOfWork
from service.policy.paths import templates

PEOPLE = "people"
"""What stands under this name in the data are people's ids; the document shows names and what they do."""


class Press:
    """Answers one order after the other; keeps nothing."""

    def __init__(self, unit_of_work: Callable[..., UnitOfWork], *, pack: Callable[[str], Pack]) -> None:
        self._unit_of_work = unit_of_work
        self._pack = pack

    def __call__(self, order: Order, call: Call) -> Printed:
        """Return the document. Raises Broken when its template is missing or cannot be used."""
        with self._unit_of_work(read_only=True) as unit:
            case = unit.cases.by_id(str(call.case["caseId"]))
            bundle = unit.versions.bundle(case.version_id)
            data = {**order.data, PEOPLE: named(order.data.get(PEOPLE), unit)}
        files = templates(bundle.files, council=bundle.council)
        paper = Paper(title=order.title, number=str(call.case["number"]), made_at=call.now)
        try:
            made = documents.make(
                order.template, files, data, paper=paper, look=look_of(self._pack(bundle.council)), format_=order.format
            )
        except BrokenTemplate as error:
            raise Broken(str(error)) from error
        return Printed(documents.readable_name(paper, made.ending), made.media_type, made.content)


def look_of(pack: Pack) -> Look:
    """Return how documents of a council look."""
    return Look(council=pack.name, colour=pack.colours.get("council", Look.colour))


def named(value: Any, unit: UnitOfWork) -> Any:
    """Return the same with every person's id as full name and job title; an id that nobody has stays as it is."""
    if isinstance(value, Mapping):
        return {key: named(item, unit) for key, item in value.items()}
    if isinstance(value, list):
        return [named(item, unit) for item in value]
    if not isinstance(value, str):
        return value
    try:
        person = unit.people.get(value)
    except NotFound:
        return value
    return ", ".join(part for part in (person.name, person.job_title) if part)
