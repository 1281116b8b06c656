"""The files of a case as its forms see them, and the check that an answer names one of them and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.domain.errors import Invalid, Problem
from service.domain.ports import UnitOfWork
from service.form_schemas import Field, Form, Kind

USABLE = "OK"


def with_files(scope: Mapping[str, Any], form: Form, case_id: str, unit: UnitOfWork) -> dict[str, Any]:
    """Return the context with ``files`` (name, sha256 and size by document id) where the form asks for files or speaks of
    them; other forms cost no statement. Material that may not be used is left out."""
    if not any(speaks_of_files(field) for field in form.fields):
        return dict(scope)
    documents = [item for item in unit.documents.of_case(case_id) if item.evidential_status == USABLE]
    return {
        **scope,
        "files": {item.document_id: {"name": item.name, "sha256": item.sha256, "size": item.size} for item in documents},
    }


def speaks_of_files(field: Field) -> bool:
    """Say whether a field, or a column of it, is a file or refers to ``files``."""
    if field.kind is Kind.FILE or any("files" in expression for expression in field.expressions()):
        return True
    return any(speaks_of_files(column) for column in field.fields)


def require_known_files(form: Form, answers: Mapping[str, Any], scope: Mapping[str, Any]) -> None:
    """Raises: Invalid when an answer to a file field is not a usable document of this case."""
    known = scope.get("files", {})
    problems = [
        Problem(where, "Choose a file that was added to this case")
        for where, given in file_answers(form.fields, answers)
        if given not in known
    ]
    if problems:
        raise Invalid("There is a problem", problems=problems)


def file_answers(fields: Iterable[Field], answers: Mapping[str, Any], *, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield (field path, document id) of every file given, in rows too."""
    for field in fields:
        given = answers.get(field.key)
        if not given:
            continue
        if field.kind is Kind.FILE:
            yield from ((f"{prefix}{field.key}", str(item)) for item in (given if isinstance(given, list) else [given]))
        elif field.kind is Kind.REPEAT:
            for index, row in enumerate(given):
                yield from file_answers(field.fields, row, prefix=f"{prefix}{field.key}[{index}].")
