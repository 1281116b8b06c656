"""Fills in what nobody gave, so that a scenario shows only what matters. Deterministic; given answers stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from service.domain.calendar import LONDON
from service.form_schemas.choices import options_at
from service.form_schemas.expressions import evaluate, names
from service.form_schemas.model import Directory, Field, Form, Kind
from service.form_schemas.paths import Place, rows_of, walk
from service.form_schemas.schema import read_types
from service.form_schemas.state import State, resolve
from service.form_schemas.types import NumberAnswer
from service.form_schemas.validation import is_empty, today

FILE = "sample.pdf"
_WORDS = "Sample answer written for a scenario. "
_ROUNDS = 12


def sample(form: Form, given: Mapping[str, Any], context: Mapping[str, Any], people: Directory) -> dict[str, Any]:
    """Return ``given`` with every required, shown field filled in that it does not have, rows included.

    What was given is never overridden, not even by what would be valid: ``validate`` judges it afterwards.
    """
    answers = {
        key: [dict(row) if isinstance(row, Mapping) else row for row in value] if isinstance(value, list) else value
        for key, value in given.items()
    }
    for _round in range(_ROUNDS):
        typed, wrong = read_types(form, answers)
        state = resolve(form, typed, context, wrong=wrong)
        if not _fill(form, answers, state, people):
            break
    return answers


def _fill(form: Form, answers: dict[str, Any], state: State, people: Directory) -> bool:
    """Fill the first level that lacks something; say whether anything was filled."""
    filled = False
    for place in walk(form.fields, state.answers):
        field = place.field
        if not field.asks or field.kind is Kind.AUTO or place.path in state.hidden:
            continue
        if field.kind is Kind.REPEAT:
            filled = _suggested_rows(field, answers, state) or _add_rows(field, answers, state) or filled
        elif is_empty(field, place.value):
            kept = answers if place.index is None else answers[place.path.partition("[")[0]][place.index]
            value = None if not isinstance(kept, dict) or field.key in kept else _value(place, state, people)
            if value is not None:
                kept[field.key] = value
                filled = True
    return filled


def _suggested_rows(field: Field, answers: dict[str, Any], state: State) -> bool:
    """Give a repeat that nobody gave the rows that the form suggests."""
    rows = evaluate([field.default], state.base)[0] if field.default is not None and field.key not in answers else None
    if not isinstance(rows, list) or not rows:
        return False
    answers[field.key] = rows
    return True


def _add_rows(field: Field, answers: dict[str, Any], state: State) -> bool:
    """Give a repeat its fixed rows, or as many as it must have when none were given."""
    have = rows_of(answers.get(field.key)) if field.key in answers else None
    items = state.items.get(field.key)
    wanted = len(items) if items is not None else 0 if have is not None else field.min_items or 0
    lacking = wanted - len(have or ())
    if lacking <= 0 or (field.key in answers and not isinstance(answers[field.key], list)):
        return False
    answers.setdefault(field.key, []).extend({} for _ in range(lacking))
    if items is None:
        _first_column(field, answers[field.key])
    return True


def _first_column(field: Field, rows: list[dict[str, Any]]) -> None:
    """Write something into a new row, or it would count as empty and be left out."""
    for row in rows:
        for column in field.fields:
            if not row and column.kind in (Kind.TEXT, Kind.TEXTAREA, Kind.YESNO, Kind.RADIO, Kind.SELECT) and column.hide is None:
                value = _plain(column)
                if value is not None:
                    row[column.key] = value


def _value(place: Place, state: State, people: Directory) -> Any:
    """Return what to write into an empty field; None for one that may stay empty."""
    field = place.field
    if field.default is not None:
        default = evaluate([field.default], state.base)[0]
        if default is not None:
            return default
    if not field.required:
        return None
    if field.sample is not None and field.sample.startswith("="):
        return evaluate([field.sample[1:]], {**dict.fromkeys(names(field.sample[1:])), **state.scope()})[0]
    if field.sample is None and field.kind in (Kind.PERSON, Kind.RADIO, Kind.SELECT, Kind.CHECKS):
        options = options_at(place, state, people)
        picked = (
            [option.value for option in options]
            if field.all_ticked
            else [option.value for option in options[: field.min_items or 1]]
        )
        if picked:
            return picked if field.kind is Kind.CHECKS else picked[0]
    if field.kind is Kind.DATE and field.sample is None:
        return today(state).isoformat()
    if field.kind is Kind.DATETIME and field.sample is None:
        return state.base.get("now") or datetime.combine(today(state), time(12), LONDON).isoformat()
    return _plain(field)


def _plain(field: Field) -> Any:
    """Return a value that needs nothing but the field."""
    kind = field.kind
    if field.sample is not None:
        return [field.sample] if kind is Kind.CHECKS else field.sample
    if kind is Kind.NUMBER:
        return NumberAnswer(field).read(
            max(field.minimum or 0, 0) if field.maximum is None else min(max(field.minimum or 0, 1), field.maximum)
        )
    if kind in (Kind.YESNO, Kind.DECLARE, Kind.TICK):
        return kind is Kind.DECLARE
    if kind is Kind.FILE:
        return FILE
    if kind in (Kind.RADIO, Kind.SELECT) and field.options:
        return field.options[0].value
    text = _WORDS * (1 + (field.min_length or 0) // len(_WORDS))
    text = text.strip()[: field.max_length or None]
    return [text] if kind is Kind.CHECKS else text
