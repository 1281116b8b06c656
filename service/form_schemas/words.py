"""Answers as a reader reads them: option labels for values, dates in words, names for ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from service.form_schemas.choices import options_at
from service.form_schemas.model import Directory, Field, Form, Kind
from service.form_schemas.paths import Place, rows_of
from service.form_schemas.schema import read_types
from service.form_schemas.state import State, resolve
from service.form_schemas.types import moment_in_london

NOT_GIVEN = "Not given"
KEY = re.compile(r"[a-z]+(?:_[a-z]+)*")
"""A key of a choice that the service filled in, where no option says what it is called."""


class _Nobody:
    """A directory that knows no one: ids stay ids."""

    def holding(self, role: str) -> tuple[()]:
        """Return nobody."""
        return ()

    def person(self, person_id: str) -> None:
        """Return nobody."""


def answers_in_words(
    form: Form, answers: Mapping[str, Any], *, people: Directory | None = None, context: Mapping[str, Any] | None = None
) -> tuple[tuple[str, str], ...]:
    """Return question and answer of everything that was answered, in the order of the form.

    Rows of a repeating group are one answer, a row on a line. Without ``people`` ids stand for names; ``context`` is
    needed only to put options into words that come from variables.
    """
    state = State(answers=dict(answers), base={})
    if context is not None:
        state.options = resolve(form, read_types(form, answers)[0], context).options
    return tuple(pair for field in form.fields for pair in pairs(field, answers.get(field.key), state, people or _Nobody()))


def pairs(field: Field, value: Any, state: State, people: Directory) -> list[tuple[str, str]]:
    """Return the question and answer of a field, or nothing when it was not answered."""
    if not field.asks or field.is_quiet or value in (None, "", []):
        return []
    place = Place(field, field.key, value)
    if field.kind is Kind.REPEAT:
        return [
            (field.label, "\n".join(row_in_words(field, row, state, people, index) for index, row in enumerate(rows_of(value))))
        ]
    return [(field.label, in_words(place, state, people))]


def shown(repeat: Field) -> list[Field]:
    """Return the columns that a reader sees."""
    return [column for column in repeat.fields if column.asks and not column.is_quiet]


def row_in_words(repeat: Field, row: Mapping[str, Any], state: State, people: Directory, index: int) -> str:
    """Return a row on one line: 'Full name: Zara Kaye; Relationship to the child: Mother'."""
    parts = []
    for column in shown(repeat):
        value = row.get(column.key)
        if value not in (None, "", []):
            said = in_words(Place(column, f"{repeat.key}[{index}].{column.key}", value, row, index), state, people)
            parts.append(f"{column.label.rstrip('?:')}: {said}" if len(shown(repeat)) > 1 else said)
    return "; ".join(parts)


def in_words(place: Place, state: State, people: Directory) -> str:
    """Return one value in words."""
    field, value = place.field, place.value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if field.kind is Kind.PERSON:
        person = people.person(str(value))
        return person.name if person else str(value)
    if field.kind in (Kind.RADIO, Kind.SELECT, Kind.CHECKS):
        labels = {str(option.value): option.label for option in options_at(place, state, people)}
        return "; ".join(labels.get(str(each), str(each)) for each in (value if isinstance(value, list) else [value]))
    if field.kind is Kind.AUTO:
        return "; ".join(filled_in(each, people) for each in value) if isinstance(value, list) else filled_in(value, people)
    return plain(value)


def filled_in(value: Any, people: Directory) -> str:
    """Return in words what the service filled in: a name for a person, words for a key."""
    if isinstance(value, str) and KEY.fullmatch(value):
        return value.replace("_", " ").capitalize()
    person = people.person(value) if isinstance(value, str) and "." in value else None
    return person.name if person else plain(value)


def plain(value: Any) -> str:
    """Return any JSON in words: dates as '20 March 2026', moments with their time, lists and contexts on one line."""
    if value is None:
        return NOT_GIVEN
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, str):
        return _day_or_text(value)
    if isinstance(value, list):
        return "; ".join(plain(each) for each in value)
    if isinstance(value, Mapping):
        main = next((value[key] for key in ("label", "name", "id", "question", "title") if isinstance(value.get(key), str)), None)
        return main or ", ".join(f"{key}: {plain(each)}" for key, each in value.items() if each is not None)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _day_or_text(value: str) -> str:
    if len(value) < 10 or not value[:4].isdecimal() or value[4] != "-":
        return value
    try:
        day = date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    except ValueError:
        moment = moment_in_london(value)
        return f"{moment.day} {moment:%B %Y}, {in_clock(moment.hour, moment.minute)}" if moment else value


def in_clock(hour: int, minute: int) -> str:
    """Return a time of day as '2:02pm'."""
    return f"{hour % 12 or 12}:{minute:02}{'am' if hour < 12 else 'pm'}"
