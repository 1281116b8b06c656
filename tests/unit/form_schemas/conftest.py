"""Small forms and small directories, made by construction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from service.domain.errors import Invalid
from service.domain.identity import Grant, Person
from service.form_schemas import Form, load, validate

NOW = "2026-03-20T09:00:00+00:00"


class People:
    """A directory of a few people: id → role."""

    def __init__(self, **roles: str) -> None:
        self.people = [
            Person(person_id=name, name=name.title(), job_title="", grants=frozenset({Grant("c", role)}))
            for name, role in roles.items()
        ]

    def holding(self, role: str) -> Sequence[Person]:
        return [person for person in self.people if Grant("c", role) in person.grants]

    def person(self, person_id: str) -> Person | None:
        return next((person for person in self.people if person.person_id == person_id), None)


def file_of(*components: dict[str, Any], **root: Any) -> bytes:
    """Return a form file of these components."""
    return json.dumps({"type": "default", "id": "form-x", "components": list(components), **root}).encode()


def form_of(*components: dict[str, Any]) -> Form:
    """Return the form of these components."""
    return load(file_of(*components), file="x.form")


def text(key: str = "name", **more: Any) -> dict[str, Any]:
    """Return a text field."""
    return {"type": "textfield", "key": key, "label": key.title(), **more}


def radio(key: str = "agree", *values: Any, **more: Any) -> dict[str, Any]:
    """Return radios with these values."""
    return {
        "type": "radio",
        "key": key,
        "label": key.title(),
        "values": [{"label": str(v).title(), "value": v} for v in values],
        **more,
    }


def judged(
    form: Form, answers: dict[str, Any], people: People | None = None, /, **context: Any
) -> dict[str, Any] | dict[str, str]:
    """Return the answers, or what is wrong by path."""
    try:
        return validate(form, answers, {"now": NOW, **context}, people or People())
    except Invalid as error:
        return {problem.where: problem.message for problem in error.problems}


@pytest.fixture
def people() -> People:
    return People(ann="sm", bob="sm", eve="sd")
