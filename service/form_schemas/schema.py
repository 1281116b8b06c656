"""The marshmallow schema of a form: types and unknown keys. Rules that need the case are in ``validation``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from marshmallow import RAISE, Schema, ValidationError

from service.form_schemas.model import Field, Form, Kind
from service.form_schemas.paths import inside
from service.form_schemas.types import ANSWERS, Answer

MOST_ROWS = 200
_UNKNOWN = "This form does not ask for this"


class Answers(Schema):
    """Base of the schemas of all forms: a key that the form does not have is refused."""

    class Meta:
        """Unknown keys are errors."""

        unknown = RAISE

    error_messages = {  # noqa: RUF012  # marshmallow declares it so
        "unknown": _UNKNOWN,
        "type": "Answers must be a set of keys and values",
    }


class RowsAnswer(Answer):
    """The rows of a repeating group. Errors are kept by row; a row that is wholly empty stays None."""

    def __init__(self, asked: Field) -> None:
        super().__init__(asked)
        self.schema = schema_of(asked.fields)()

    def read(self, value: Any) -> list[Any]:
        """Return the typed rows. Raises ValidationError by index."""
        if not isinstance(value, list):
            raise self.refuse("be a list")
        if len(value) > MOST_ROWS:
            raise self.refuse(f"have {MOST_ROWS} rows or fewer")
        rows: list[Any] = []
        wrong: dict[int, Any] = {}
        for index, row in enumerate(value):
            try:
                rows.append(self.schema.load(row if row is not None else {}))
            except ValidationError as error:
                wrong[index] = error.messages
                rows.append(error.valid_data if isinstance(error.valid_data, dict) else {})
        if wrong:
            raise ValidationError(wrong, valid_data=rows)
        return rows


def schema_of(fields: Sequence[Field]) -> type[Schema]:
    """Return the schema class of these fields."""
    made: dict[str, Any] = {}
    for field in fields:
        if field.kind is Kind.REPEAT:
            made[field.key] = RowsAnswer(field)
        elif field.asks:
            made[field.key] = ANSWERS[field.kind](field)
    return Answers.from_dict(made, name="AnswersOfForm")


@lru_cache(maxsize=512)
def _schema(form: Form) -> Schema:
    return schema_of(form.fields)()


def read_types(form: Form, answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return typed answers with every key of the form (None where empty or wrong), and what is wrong by path."""
    loaded: Any
    wrong: Any
    try:
        loaded, wrong = _schema(form).load(dict(answers)), None
    except ValidationError as error:
        loaded, wrong = error.valid_data, error.messages
    found: dict[str, str] = {}
    typed = _filled(form.fields, loaded if isinstance(loaded, dict) else {}, wrong if isinstance(wrong, dict) else {}, found)
    return typed, found


def _filled(
    fields: Sequence[Field], loaded: Mapping[str, Any], wrong: Mapping[Any, Any], found: dict[str, str], prefix: str = ""
) -> dict[str, Any]:
    """Give every field a value and put errors under their paths, unknown keys first."""
    keys = {field.key for field in fields if field.asks}
    for key, messages in wrong.items():
        if key not in keys:
            found[f"{prefix}{'' if key == '_schema' else key}".rstrip(".")] = _first(messages)
    filled: dict[str, Any] = {}
    for field in fields:
        if not field.asks:
            continue
        value, messages = loaded.get(field.key), wrong.get(field.key)
        by_row = messages if isinstance(messages, dict) else {}
        if messages and not by_row:
            found[prefix + field.key] = _first(messages)
        if field.kind is Kind.REPEAT and isinstance(value, list):
            value = [
                _filled(field.fields, row, by_row.get(index) or {}, found, inside(field.key, index, ""))
                for index, row in enumerate(value)
            ]
        filled[field.key] = value
    return filled


def _first(messages: Any) -> str:
    if isinstance(messages, list) and messages:
        return str(messages[0])
    return str(messages)
