"""What a form looks like for these answers in this case: which fields are hidden, what the service fills in, which options
there are, which checks fail. Pure; everything else in this room asks it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from service.form_schemas.expressions import evaluate, surroundings
from service.form_schemas.model import Field, Form, Kind, Option
from service.form_schemas.paths import inside, rows_of

_ROUNDS = 6


@dataclass
class State:
    """Answers with autos filled in and hidden fields null, and by path: ``hidden``, ``options`` (only those from
    variables), ``equals``, ``texts`` of guidance, ``failed`` messages of checks, ``items`` of fixed rows."""

    answers: dict[str, Any]
    base: dict[str, Any]
    hidden: set[str] = dataclass_field(default_factory=set)
    options: dict[str, tuple[Option, ...]] = dataclass_field(default_factory=dict)
    equals: dict[str, Any] = dataclass_field(default_factory=dict)
    texts: dict[str, str] = dataclass_field(default_factory=dict)
    failed: dict[str, list[str]] = dataclass_field(default_factory=dict)
    items: dict[str, list[Any]] = dataclass_field(default_factory=dict)

    def scope(self) -> dict[str, Any]:
        """Return what an expression of a field outside a row sees."""
        return {**self.base, **self.answers}

    def row_scope(self, repeat: Field, index: int) -> dict[str, Any]:
        """Return what an expression of a column sees in a row."""
        items = self.items.get(repeat.key)
        item = items[index] if items is not None and index < len(items) else None
        return {**self.scope(), "rowNumber": index + 1, "item": item, **rows_of(self.answers[repeat.key])[index]}


def resolve(
    form: Form, answers: Mapping[str, Any], context: Mapping[str, Any], *, wrong: Collection[str] = (), keep_blank: bool = False
) -> State:
    """Return the state of a form. ``answers`` are typed and have every key; ``wrong`` are the paths that could not be typed;
    ``keep_blank`` keeps empty rows, to draw them."""
    base = surroundings(form, context)
    state = State(answers=dict(answers), base=base)
    for field in form.fields:
        if field.kind is Kind.REPEAT:
            state.answers[field.key] = [dict(row) for row in rows_of(answers.get(field.key))]
    _rows(form, state)
    if not keep_blank:
        _trim(form, state, wrong)
    _fill(form, state)
    for _round in range(_ROUNDS):
        if not _hide(form, state):
            break
        _fill(form, state)
    _look_up(form, state)
    return state


def _scopes(form: Form, state: State) -> Iterator[tuple[Sequence[Field], str, dict[str, Any], dict[str, Any]]]:
    """Yield (fields, path prefix, scope, where their answers are kept) for the form and for every row."""
    yield form.fields, "", state.scope(), state.answers
    for field in form.fields:
        if field.kind is Kind.REPEAT and field.key not in state.hidden:
            for index, row in enumerate(state.answers[field.key] or ()):
                yield field.fields, inside(field.key, index, ""), state.row_scope(field, index), row


def _rows(form: Form, state: State) -> None:
    """Fit fixed rows to their elements."""
    fixed = [field for field in form.fields if field.rows is not None]
    found = evaluate([field.rows or "" for field in fixed], state.scope() | _own(form, state))
    for field, items in zip(fixed, found, strict=True):
        if isinstance(items, list):
            rows = state.answers[field.key]
            empty: dict[str, Any] = {column.key: None for column in field.fields if column.asks}
            rows.extend(dict(empty) for _ in range(len(items) - len(rows)))
            state.items[field.key] = items


def _trim(form: Form, state: State, wrong: Collection[str]) -> None:
    """Leave out empty rows at the end of groups; a row whose answers could not be typed is not empty."""
    for field in form.fields:
        if field.kind is Kind.REPEAT and field.key not in state.items:
            rows = state.answers[field.key]
            while (
                rows and is_blank(field, rows[-1]) and not any(each.startswith(f"{field.key}[{len(rows) - 1}]") for each in wrong)
            ):
                rows.pop()


def is_blank(repeat: Field, row: Mapping[str, Any]) -> bool:
    """Say whether nothing was answered in a row; an unticked box is no answer."""
    ticks = {column.key for column in repeat.fields if column.kind in (Kind.DECLARE, Kind.TICK)}
    return all(value in (None, []) or (value is False and key in ticks) for key, value in row.items())


def _own(form: Form, state: State) -> dict[str, Any]:
    """Return, for every field that the service fills, the variable of the same name: an auto ``caseId`` is ``=caseId``."""
    return {
        field.key: state.base.get(field.key)
        for field in form.fields
        if field.kind in (Kind.AUTO, Kind.REPEAT) and field.key in state.base
    }


def _fill(form: Form, state: State) -> None:
    """Compute what the service fills in; rows see the autos of the form."""
    for fields, _prefix, scope, kept in _scopes_of_autos(form, state):
        autos = [field for field in fields if field.kind is Kind.AUTO]
        for field, value in zip(autos, evaluate([field.value or "" for field in autos], scope), strict=True):
            kept[field.key] = value


def _scopes_of_autos(form: Form, state: State) -> Iterator[tuple[Sequence[Field], str, dict[str, Any], dict[str, Any]]]:
    for fields, prefix, scope, kept in _scopes(form, state):
        if prefix:
            yield fields, prefix, scope, kept
        else:
            autos = {field.key: state.base.get(field.key) for field in form.fields if field.kind is Kind.AUTO}
            yield fields, prefix, scope | autos, kept


def _hide(form: Form, state: State) -> bool:
    """Find hidden fields and take their answers away; say whether any answer went."""
    hidden: set[str] = set()
    changed = False
    for fields, prefix, scope, kept in _scopes(form, state):
        conditional = [field for field in fields if field.hide is not None]
        for field, hides in zip(conditional, evaluate([field.hide or "" for field in conditional], scope), strict=True):
            if hides is True:
                hidden.add(prefix + field.key)
                changed = changed or (field.asks and kept.get(field.key) is not None)
                if field.asks:
                    kept[field.key] = None
    changed = changed or hidden != state.hidden
    state.hidden = hidden
    return changed


def _look_up(form: Form, state: State) -> None:
    """Evaluate options, the one right value, texts and checks of every shown field, one call a scope."""
    for fields, prefix, scope, _kept in _scopes(form, state):
        asked: list[tuple[Field, str, str, str]] = []
        for field in fields:
            if prefix + field.key in state.hidden:
                continue
            if field.options_from is not None:
                asked.append((field, "options", field.options_from, ""))
            if field.equals is not None:
                asked.append((field, "equals", field.equals, ""))
            if field.kind is Kind.GUIDANCE and field.value is not None:
                asked.append((field, "text", field.value, ""))
            asked.extend((field, "check", check.expression, check.message) for check in field.checks)
        for (field, what, _, message), value in zip(asked, evaluate([each[2] for each in asked], scope), strict=True):
            _keep(state, field, prefix + field.key, what, value, message)


def _keep(state: State, field: Field, path: str, what: str, value: Any, message: str) -> None:
    if what == "options":
        state.options[path] = options_of(value)
    elif what == "equals":
        state.equals[path] = value
    elif what == "text":
        state.texts[path] = value if isinstance(value, str) else ""
    elif value is False:
        state.failed.setdefault(path, []).append(message)


def options_of(found: Any) -> tuple[Option, ...]:
    """Return options out of a list of values, of {label, value} or of {id, name}; empty when there is nothing to choose."""
    options: list[Option] = []
    for each in found if isinstance(found, list) else ():
        if isinstance(each, Mapping):
            value = next(
                (each[key] for key in ("value", "id", "name", "label") if isinstance(each.get(key), (str, int, float))), None
            )
            label = next(
                (each[key] for key in ("label", "name", "id", "value") if isinstance(each.get(key), (str, int, float))), value
            )
        else:
            value = label = each
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and value != "":
            options.append(Option(value, str(label)))
    return tuple(dict.fromkeys(options))
