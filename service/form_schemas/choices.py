"""What can be chosen in a field, here and now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.domain.identity import Person
from service.form_schemas.expressions import evaluate, names
from service.form_schemas.model import Directory, Field, Kind, Option
from service.form_schemas.paths import Place
from service.form_schemas.state import State, options_of


def options_at(place: Place, state: State, people: Directory) -> tuple[Option, ...]:
    """Return the options of a place in a form; empty means that anything may be written."""
    field = place.field
    if field.kind is Kind.PERSON:
        return _people(field, state.equals.get(place.path), people)
    return state.options.get(place.path, ()) if field.options_from is not None else field.options


def options_for(field: Field, context: Mapping[str, Any], people: Directory) -> tuple[Option, ...]:
    """Return the options of a field in a context, without any answer given."""
    if field.kind is Kind.PERSON:
        demanded = _value(field.equals, context) if field.equals else None
        return _people(field, demanded, people)
    return options_of(_value(field.options_from, context)) if field.options_from is not None else field.options


def _value(expression: str, context: Mapping[str, Any]) -> Any:
    return evaluate([expression], {**dict.fromkeys(names(expression)), **context})[0]


def _people(field: Field, demanded: Any, people: Directory) -> tuple[Option, ...]:
    """Offer only the one person who is right, if there is one; else everybody with the role."""
    if demanded is not None:
        person = people.person(str(demanded))
        return (Option(str(demanded), worded(person) if person else str(demanded)),)
    return tuple(Option(person.person_id, worded(person)) for person in people.holding(field.role)) if field.role else ()


def worded(person: Person) -> str:
    """Return a person's name with their job, where it is known."""
    return f"{person.name}, {person.job_title}" if person.job_title else person.name
