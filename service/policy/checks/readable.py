"""Every diagram and table is XML that can be read: no document type, no entities, not too large or too deep."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding
from service.policy.bundle import unreadable
from service.policy.checks.subject import Subject

RULES = {
    "xml": "A file is XML that can be read: no document type, no entities, not too large or too deep.",
}


def check(subject: Subject) -> Iterator[Finding]:
    """Yield what is wrong with each file that cannot be parsed."""
    yield from unreadable(subject.bundle.files)
