"""What a browser sends → raw answers. Nothing is judged here, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from service.form_schemas import wording
from service.form_schemas.model import Field, Form, Kind
from service.form_schemas.paths import html_name, inside, rows_of
from service.form_schemas.schema import MOST_ROWS

_BOXES = {Kind.DATE: ("day", "month", "year"), Kind.DATETIME: ("day", "month", "year", "time")}


class Posted(Protocol):
    """A posted form: werkzeug's MultiDict, for instance."""

    def getlist(self, key: str) -> list[str]:
        """Return every value posted under a name."""
        ...

    def __iter__(self) -> Any:
        """Iterate over the names."""
        ...


def read_post(
    form: Form, posted: Posted, *, page: str | None = None, uploaded: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the answers of a posted page (of all pages without ``page``), by key, empty ones as None.

    Dates stay boxes ``{day, month, year}``. ``uploaded`` gives document ids by the name of their file input; a file kept from
    before is posted under its own name.
    """
    shown = form.page(page) if page is not None else None
    fields = shown.fields if shown else form.fields
    return {
        field.key: _read(field, field.key, posted, uploaded or {})
        for field in fields
        if field.asks and field.kind is not Kind.AUTO
    }


def file_names(form: Form, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of the names of uploaded files that are file fields of this form, rows included."""
    tops = {field.key for field in form.fields if field.kind is Kind.FILE}
    columns = {(field.key, column.key) for field in form.fields for column in field.fields if column.kind is Kind.FILE}
    found = []
    for name in names:
        top, _, rest = name.partition("-")
        index, _, column = rest.partition("-")
        if (name in tops) or (index.isdecimal() and (top, column) in columns):
            found.append(name)
    return tuple(found)


def refuse_upload(form: Form, name: str, *, file_name: str, size: int) -> str | None:
    """Return why a file may not be uploaded into the file field of this HTML name, or None: its ending and its size in bytes
    must be those the form allows."""
    top, _, rest = name.partition("-")
    key = rest.partition("-")[2]
    field = next((field for field in _files(form, top, key)), None)
    if field is None:
        return "This form does not ask for this file"
    if field.accept and not file_name.lower().endswith(field.accept):
        return wording.must(field, f"be a {' or '.join(ending.lstrip('.').upper() for ending in field.accept)} file")
    if size > field.max_megabytes * 1024 * 1024:
        return wording.must(field, f"be smaller than {field.max_megabytes} MB")
    return wording.must(field, "not be empty") if size == 0 else None


def _files(form: Form, top: str, column: str) -> Iterator[Field]:
    for field in form.fields:
        if field.key == top:
            yield from (
                each
                for each in ((field,) if not column else field.fields)
                if each.kind is Kind.FILE and each.key == (column or top)
            )


def rearrange(form: Form, answers: Mapping[str, Any], action: str) -> dict[str, Any] | None:
    """Return the answers with a row more or less, as the button says (``add:subjects``, ``remove:subjects:1``); None when
    the action is not about rows of this form."""
    verb, _, rest = action.partition(":")
    key, _, number = rest.partition(":")
    repeat = next((field for field in form.fields if field.key == key and field.kind is Kind.REPEAT and field.rows is None), None)
    if repeat is None or verb not in ("add", "remove"):
        return None
    rows = [dict(row) for row in rows_of(answers.get(key))]
    if verb == "add" and len(rows) < (repeat.max_items or MOST_ROWS):
        rows.append({})
    if verb == "remove" and number.isascii() and number.isdecimal() and int(number) < len(rows):
        del rows[int(number)]
    return {**answers, key: rows}


def _read(field: Field, path: str, posted: Posted, uploaded: Mapping[str, str]) -> Any:
    name = html_name(path)
    if field.kind is Kind.REPEAT:
        return _rows(field, posted, uploaded)
    if field.kind in _BOXES:
        boxes = {part: _one(posted, f"{name}-{part}") for part in _BOXES[field.kind]}
        return boxes if any(boxes.values()) else None
    if field.kind is Kind.CHECKS:
        return [value for value in posted.getlist(name) if value]
    if field.kind in (Kind.DECLARE, Kind.TICK):
        return True if _one(posted, name) else None
    if field.kind is Kind.FILE and name in uploaded:
        return uploaded[name]
    return _one(posted, name) or None


def _one(posted: Posted, name: str) -> str:
    values = posted.getlist(name)
    return values[-1] if values else ""


def _rows(repeat: Field, posted: Posted, uploaded: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows whose index occurs in a name; ``subjects-rows`` says how many were drawn."""
    counted = _one(posted, f"{repeat.key}-rows")
    number = int(counted) if counted.isascii() and counted.isdecimal() and len(counted) < 5 else 0
    for name in (*posted, *uploaded):
        top, _, rest = name.partition("-")
        index = rest.partition("-")[0]
        if top == repeat.key and index.isascii() and index.isdecimal() and len(index) < 5:
            number = max(number, int(index) + 1)
    return [
        {
            column.key: _read(column, inside(repeat.key, index, column.key), posted, uploaded)
            for column in repeat.fields
            if column.asks and column.kind is not Kind.AUTO
        }
        for index in range(min(number, MOST_ROWS))
    ]
