"""What an expression reads is set on every way to it.

Set the variable on the way that is named too, to null if there is nothing to say, for instance in the first step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "variable-not-always-set"
SEVERITY = Severity.WARNING
TOLD_AT_MOST = 6


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each variable that some way to its reader goes round. A form shows what is not set as empty."""
    found = subject.variables
    if found is None:
        return
    for read, may, must in found.judged():
        if read.mild or read.point is None:
            continue
        beside = read.words.names - may - found.never_set(read, may) if not read.brought else frozenset()
        for name in sorted(((read.words.names & may) - must) | (beside if not {"*"} & may else frozenset())):
            way = [found.flow.names.get(each, each) for each in found.solved.way_round(read.point, name)]
            yield Finding(
                rule=RULE,
                file=read.file,
                element_id=read.element_id,
                message=f"{read.what[0].upper()}{read.what[1:]} reads {name!r}, which is not set by way of {_told(way)}",
                severity=SEVERITY,
            )


def _told(way: Sequence[str]) -> str:
    shown = list(way) if len(way) <= TOLD_AT_MOST else [*way[:2], "…", *way[-TOLD_AT_MOST + 2 :]]
    return " → ".join(shown)
