"""Every variable that an expression reads is set by some step before it.

Correct the name, or set the variable: by a form's field, an output mapping, a script, a decision or an operation that comes
before. What a starter or an event brings is told by the start form or the event's output mappings.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "variable-never-set"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each variable that is read where no step before can have set it."""
    if subject.variables is None:
        return
    for read, may, _ in subject.variables.judged():
        for name in sorted(subject.variables.never_set(read, may)):
            near = get_close_matches(name, may, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            yield Finding(
                rule=RULE,
                file=read.file,
                element_id=read.element_id,
                message=f"{read.what[0].upper()}{read.what[1:]} reads {name!r}, which no step before it sets{hint}",
            )
