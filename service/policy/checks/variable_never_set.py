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
FUNCTIONS = (
    "abs", "all", "any", "append", "ceiling", "concatenate", "contains", "count", "date", "duration", "even", "flatten", "floor", "max",
    "mean", "median", "min", "modulo", "not", "now", "number", "odd", "reverse", "round", "sort", "split", "string", "substring", "sum",
    "time", "today", "union",
)  # fmt: skip
"""Functions of one word, to suggest."""


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each variable that is read where no step before can have set it."""
    if subject.variables is None:
        return
    for read, may, _ in subject.variables.judged():
        for name in sorted(subject.variables.never_set(read, may)):
            called = name in read.words.called
            near = get_close_matches(name, FUNCTIONS if called else may, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            what = f"calls {name!r}, and there is no such function" if called else f"reads {name!r}, which no step before it sets"
            yield Finding(
                rule=RULE,
                file=read.file,
                element_id=read.element_id,
                message=f"{read.what[0].upper()}{read.what[1:]} {what}{hint}",
            )
