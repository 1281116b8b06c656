"""The engine runs everything in the diagrams: an element or attribute that it would not execute is an error."""

from __future__ import annotations

from collections.abc import Iterator

from service import engine
from service.domain.findings import Finding
from service.policy.checks.subject import Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Yield the engine's findings."""
    yield from engine.check_diagrams(subject.bundle)
