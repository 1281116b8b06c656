"""What a variable can hold, where that is a finite set: the options of the form field that sets it, or what a mapping spells out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from service import form_schemas
from service.domain.errors import Invalid, Unfit
from service.engine import feel
from service.policy.behaviours import field_values
from service.policy.checks.subject import Subject
from service.policy.dataflow import Write, is_plain


def values(subject: Subject, name: str) -> tuple[Any, ...] | None:
    """Return all values that a variable can hold, null among them where it may be, or None where they are endless or unknown."""
    writes = [] if subject.variables is None else [write for write in subject.variables.flow.writes if write.name == name]
    found: list[Any] = []
    for write in writes:
        some = _written(subject, write)
        if some is None:
            return None
        found += [value for value in some if not _among(value, found)]
    return tuple(found) or None


def _among(value: Any, known: Collection[Any]) -> bool:
    """Say whether a value is known; 1 and true are two values."""
    return any(value == each and type(value) is type(each) for each in known)


def _written(subject: Subject, write: Write) -> tuple[Any, ...] | None:
    if not write.source:
        return None if write.form_id is None else _field(subject, write.form_id, write.name)
    if not write.source.startswith("="):
        return (write.source,)
    source = write.source[1:].strip()
    if is_plain(source) and source in write.own:
        form_id = next((node.setting("formDefinition", "formId") for node in subject.by_id(write.element_id)), "")
        return _field(subject, form_id, source)
    try:
        return (feel.evaluate(source, {}),) if not feel.names(source) else None
    except Invalid:
        return None


def _field(subject: Subject, form_id: str, key: str) -> tuple[Any, ...] | None:
    path = subject.index.forms.get(form_id)
    if path is None:
        return None
    try:
        form = form_schemas.load(subject.bundle.files[path], file=path)
    except Unfit:
        return None
    field = next((field for field in form.fields if field.key == key and field.asks), None)
    held = None if field is None else field_values(field)
    if held is None or held.values is None:
        return None
    return held.values if held.required and held.hide is None else (*held.values, None)
