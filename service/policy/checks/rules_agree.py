"""Rules of an ANY table that hold together give the same result.

Give them the same outputs, or tell them apart by their conditions.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.engine.decisions.coverage import disagreements
from service.policy.checks.spaces import tables
from service.policy.checks.subject import Subject

RULE = "rules-agree"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each pair of rules that contradict each other, with an example."""
    for judged in tables(subject):
        assert judged.decision.table is not None
        for one, other, example in disagreements(judged.decision.table, judged.columns):
            yield Finding(
                rule=RULE,
                file=judged.model.file,
                element_id=judged.decision.decision_id,
                message=f"Rules {one} and {other} hold together and disagree, for instance when {judged.said(example)}",
            )
