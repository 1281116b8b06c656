"""Every rule of a decision table can decide: some input fits it, and no rules before it always come first.

Take the rule out, or move it before those that hide it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.domain.findings import Finding, Severity
from service.engine.decisions.coverage import idle
from service.policy.checks.spaces import tables
from service.policy.checks.subject import Subject

RULE = "rule-never-decides"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each rule that no input reaches."""
    for judged in tables(subject):
        assert judged.decision.table is not None
        for found in idle(judged.decision.table, judged.widest):
            why = _hidden(found.hidden_by) if found.hidden_by else "no input fits it"
            yield Finding(
                rule=RULE,
                file=judged.model.file,
                element_id=judged.decision.decision_id,
                message=f"Rule {found.number} never decides: {why}",
                severity=SEVERITY,
            )


def _hidden(numbers: Sequence[int]) -> str:
    listed = ", ".join(map(str, numbers))
    return f"rule {listed} always comes first" if len(numbers) == 1 else f"one of the rules {listed} always comes first"
