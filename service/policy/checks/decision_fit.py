"""Every decision table can be run: its cells parse, its hit policy is known, no two rules of a UNIQUE table overlap."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding
from service.engine import decisions
from service.policy.checks.subject import Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Yield the findings of the readable tables; ``readable`` reports the others."""
    for path, content in subject.files(".dmn"):
        if path in subject.roots:
            yield from decisions.check(content, file=path)
