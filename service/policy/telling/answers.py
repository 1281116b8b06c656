"""Answers as a person gave them: the question of the form and the words of the option."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service import form_schemas
from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.form_schemas import Field, Form

EMPTY = "left empty"


@dataclass(frozen=True)
class Answer:
    """What was asked and what was answered, in words."""

    question: str
    said: str


def forms_of(bundle: Bundle) -> Mapping[str, Form]:
    """Return the forms of a bundle by their ids, those that cannot be read left out."""
    found = {}
    for path in sorted(bundle.files):
        if path.endswith(".form"):
            try:
                form = form_schemas.load(bundle.files[path], file=path)
            except Unfit:
                continue
            found[form.form_id] = form
    return found


def in_words(form: Form | None, key: str, value: Any) -> Answer:
    """Return an answer as the form puts it; by its key where the form has no such field."""
    field = _field(form.fields, key) if form else None
    question = field.label if field and field.label else key
    return Answer(
        question.rstrip(":"), "; ".join(_said(field, each) for each in (value if isinstance(value, list) else [value])) or EMPTY
    )


def _field(fields: Iterable[Field], key: str) -> Field | None:
    first, _, rest = key.partition(".")
    field = next((field for field in fields if field.key in (key, first)), None)
    return _field(field.fields, rest) or field if field and rest else field


def _said(field: Field | None, value: Any) -> str:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "Yes" if value else "No"
    options = {str(option.value): option.label for option in field.options} if field else {}
    return options.get(str(value), f"{value:g}" if isinstance(value, float) else str(value))
