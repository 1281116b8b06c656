"""Every invariant can be read, and names only elements, answers, roles and decisions that are there.

Correct the name in invariants.toml, or give the element its old id back. Nothing is proved here."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject
from service.policy.invariants.resolving import applying, unfit
from service.policy.invariants.written import RULE as INVARIANTS
from service.policy.invariants.written import read_all

RULE = INVARIANTS
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield what is wrong with the files of invariants, and what those that apply name and the bundle does not have."""
    yield from read_all(subject.bundle)[1]
    for invariant in applying(subject.bundle):
        yield from unfit(invariant, subject.bundle)
