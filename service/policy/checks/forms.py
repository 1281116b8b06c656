"""The forms of a bundle that can be read, with their raw components where a rule asks what the reading leaves out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from service import form_schemas
from service.domain.errors import Unfit
from service.form_schemas import Field, Form
from service.policy.checks.subject import Subject


def forms(subject: Subject) -> Iterator[Form]:
    """Yield every form that can be used; ``form-fit`` reports the others."""
    for path, content in subject.files(".form"):
        try:
            yield form_schemas.load(content, file=path)
        except Unfit:
            continue


def asked(fields: Sequence[Field]) -> Iterator[Field]:
    """Yield the fields that somebody fills in, columns of repeating groups too."""
    for field in fields:
        if field.asks and field.kind is not form_schemas.Kind.AUTO:
            yield field
        yield from asked(field.fields)


def components(content: bytes) -> Iterator[dict[str, Any]]:
    """Yield the components of a form file as they are written, groups and lists before what is in them."""
    waiting = list(json.loads(content).get("components") or ())
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, dict):
            yield part
            waiting = [*(part.get("components") or ()), *waiting]
