"""Judges answers: types first, then what the case decides. The server never trusts what a page sent: hidden answers are
dropped, what the service fills in is computed again, unknown keys are refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from service.domain.errors import Invalid, Problem
from service.form_schemas import wording
from service.form_schemas.choices import options_at
from service.form_schemas.model import CHOICES, Directory, Field, Form, Kind
from service.form_schemas.paths import Place, walk
from service.form_schemas.schema import read_types
from service.form_schemas.state import State, resolve
from service.form_schemas.types import moment_in_london

HEADING = "There is a problem"


def validate(
    form: Form, answers: Mapping[str, Any], context: Mapping[str, Any], people: Directory, *, page: str | None = None
) -> dict[str, Any]:
    """Return the answers of a form, typed, with every key: null where a field is hidden or empty.

    With ``page`` only that page is judged and its typed answers are laid over ``answers`` (which stay as they were sent).
    Raises: Invalid with one Problem per field, in the order of the form.
    """
    typed, wrong = read_types(form, answers)
    state = resolve(form, typed, context, wrong=wrong)
    shown = form.page(page) if page is not None else None
    if page is not None and shown is None:
        raise Invalid(HEADING, problems=[Problem("", f"This form has no page “{page}”")])
    fields = shown.fields if shown else form.fields
    problems = [*unknown(form, wrong), *judge(fields, state, wrong, people)]
    if problems:
        raise Invalid(HEADING, problems=problems)
    settle(form, state)
    if shown is None:
        return state.answers
    return {**answers, **{field.key: state.answers[field.key] for field in fields if field.asks}}


def settle(form: Form, state: State) -> None:
    """Make a box that was shown and not ticked false rather than null."""
    for place in walk(form.fields, state.answers):
        if place.field.kind is Kind.TICK and place.value is None and place.path not in state.hidden:
            target = state.answers if place.row is None else place.row
            target[place.field.key] = False  # type: ignore[index]  # rows of a state are its own dicts


def unknown(form: Form, wrong: Mapping[str, str]) -> list[Problem]:
    """Return the problems that stand at no field of the form: keys that it does not ask for."""
    tops = {field.key: {column.key for column in field.fields} for field in form.fields if field.asks}
    found = []
    for path, message in wrong.items():
        top, _, column = path.partition("[")
        if top not in tops or (column and column.partition("].")[2] not in tops[top]):
            found.append(Problem(path, f"{message}: “{path}”" if path else message))
    return found


def judge(fields: Sequence[Field], state: State, wrong: Mapping[str, str], people: Directory) -> list[Problem]:
    """Return what is wrong with these fields, one Problem at most for each, in their order."""
    problems = []
    for place in walk(fields, state.answers):
        if place.path in state.hidden or not place.field.asks or place.field.kind is Kind.AUTO:
            continue
        message = wrong.get(place.path) or next(_rules(place, state, people), None)
        if message:
            problems.append(Problem(place.path, message))
    return problems


def is_empty(field: Field, value: Any) -> bool:
    """Say whether a field that must be filled in is not."""
    return value is None or value == [] or (field.kind is Kind.DECLARE and value is not True)


def _rules(place: Place, state: State, people: Directory) -> Iterator[str]:
    """Yield what is wrong with a value of the right type, the most telling first."""
    field, value = place.field, place.value
    if is_empty(field, value):
        if field.required:
            yield wording.missing(field)
        return
    if field.kind in CHOICES or field.kind is Kind.PERSON:
        yield from _choice(place, state, people)
    if field.kind in (Kind.REPEAT, Kind.CHECKS):
        yield from _count(place, state)
    if field.not_future and day_of(value) > today(state).isoformat():
        yield wording.must(field, "be today or in the past")
    yield from state.failed.get(place.path, ())


def _choice(place: Place, state: State, people: Directory) -> Iterator[str]:
    field, value = place.field, place.value
    demanded = state.equals.get(place.path)
    if demanded is not None:
        if value != demanded:
            person = people.person(str(demanded))
            yield wording.must(field, f"be {person.name if person else demanded}")
        return
    allowed = {str(option.value) for option in options_at(place, state, people)}
    if field.kind is Kind.PERSON and not allowed:
        allowed = {value} if people.person(str(value)) else {""}
    given = value if isinstance(value, list) else [value]
    if allowed and any(str(each) not in allowed for each in given):
        yield field.error or f"Select {wording.lower_first(field.label)} from the list"


def _count(place: Place, state: State) -> Iterator[str]:
    field, number = place.field, len(place.value)
    items = state.items.get(field.key) if field.kind is Kind.REPEAT else None
    if items is not None and number > len(items):
        yield wording.must(field, f"have {wording.counted(len(items))} and no more")
    elif field.all_ticked and number < len(field.options):
        yield field.error or f"Tick every one of “{field.label}”"
    elif items is None and field.min_items and number < field.min_items:
        yield (
            wording.missing(field)
            if field.kind is Kind.REPEAT
            else f"Select at least {wording.counted(field.min_items)} of “{field.label}”"
        )
    elif field.max_items and number > field.max_items:
        yield wording.must(field, f"have {wording.counted(field.max_items)} or fewer")


def day_of(value: Any) -> str:
    """Return the day of a date, or of a date and time in the United Kingdom, as ISO text."""
    moment = moment_in_london(value) if "T" in str(value) else None
    return moment.date().isoformat() if moment else str(value)


def today(state: State) -> date:
    """Return the day of the context's clock in the United Kingdom; 1 January 1970 when there is no clock."""
    moment = moment_in_london(state.base.get("now"))
    return moment.date() if moment else datetime.fromtimestamp(0, UTC).date()
