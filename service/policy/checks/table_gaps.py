"""A decision table has a rule for everything that may come in.

Add a rule or a default output for the inputs that are named, or list the values that an input may have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service.domain.findings import Finding, Severity
from service.engine.decisions.coverage import gaps
from service.policy.checks.spaces import Judged, tables
from service.policy.checks.subject import Subject

RULE = "table-gaps"
SEVERITY = Severity.ERROR
TOLD_AT_MOST = 3


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for a table with gaps, with examples. Where columns hang together or cannot be told, nothing is said."""
    for judged in tables(subject):
        assert judged.decision.table is not None
        found = gaps(judged.decision.table, judged.columns) or []
        real = [gap.example for gap in found if _independent(judged, gap.example)]
        if real:
            examples = "; or ".join(judged.said(example) for example in real[:TOLD_AT_MOST])
            more = f" (and {len(real) - TOLD_AT_MOST} more)" if len(real) > TOLD_AT_MOST else ""
            yield Finding(
                rule=RULE,
                file=judged.model.file,
                element_id=judged.decision.decision_id,
                message=f"No rule matches when {examples}{more}",
            )


def _independent(judged: Judged, example: Mapping[int, str]) -> bool:
    """Say whether the columns of an example can have these values together: no two of them are computed from the same."""
    spaces = [judged.spaces[at] for at in example]
    for at, one in enumerate(spaces):
        for other in spaces[at + 1 :]:
            if (one.free or other.free) and one.reads & other.reads:
                return False
    return True
