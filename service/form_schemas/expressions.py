"""FEEL in forms: what an expression sees, and as few calls as possible. A variable that does not exist is null here, so that
a form can always be shown; the engine room is where a missing variable stops a case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from service.engine import feel
from service.form_schemas.model import Field, Form

_WORD = re.compile(r"\w+")
ALWAYS = ("now", "__holidays__")
RESERVED = frozenset({"earlier", "rowNumber", "item"})


@lru_cache(maxsize=4096)
def names(expression: str) -> frozenset[str]:
    """Return the variables that an expression reads, those of the row and ``earlier`` included."""
    return feel.names(expression)


@lru_cache(maxsize=512)
def read_by(form: Form) -> frozenset[str]:
    """Return the variables that any expression of the form reads."""
    return frozenset(name for field in every(form.fields) for expression in field.expressions() for name in names(expression))


@lru_cache(maxsize=512)
def words_of(form: Form) -> frozenset[str]:
    """Return every word of the form's expressions: names inside a filter are known only by their text."""
    return frozenset(
        word for field in every(form.fields) for expression in field.expressions() for word in _WORD.findall(expression)
    )


def every(fields: Sequence[Field]) -> Iterable[Field]:
    """Yield fields and the columns of repeating groups."""
    for field in fields:
        yield field
        yield from every(field.fields)


def surroundings(form: Form, context: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form's expressions see before any answer: the variables they read, null where there are none, and
    ``earlier`` with those variables that the form's own fields cover. A case has many variables and a form reads few:
    only these cross the border."""
    read = read_by(form)
    words = words_of(form)
    seen = {name: value for name, value in context.items() if name in words or name in ALWAYS}
    seen.update({name: context.get(name) for name in read - RESERVED})
    if "earlier" in read:
        seen["earlier"] = {field.key: context.get(field.key) for field in form.fields if field.asks}
    return seen


def evaluate(expressions: Sequence[str], scope: Mapping[str, Any]) -> list[Any]:
    """Return the values of expressions in one scope, in one call; none for none."""
    return feel.evaluate_all(list(expressions), dict(scope)) if expressions else []
