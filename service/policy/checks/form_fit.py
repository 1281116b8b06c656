"""Every form can be drawn as a page: no field kind or property that would be left out in silence."""

from __future__ import annotations

from collections.abc import Iterator

from service import form_schemas
from service.domain.findings import Finding
from service.policy.checks.subject import Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Yield the findings of each form."""
    for path, content in subject.files(".form"):
        yield from form_schemas.check(content, file=path)
