"""A plane has few enough steps to be taken in at a glance: 25 or about so many.

Put a phase of the procedure into a sub-process with a plane of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "plane-size"
SEVERITY = Severity.WARNING
AT_MOST = 27


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each plane with too many steps; boundary events count with their step."""
    for sheet in subject.sheets:
        count = sum(shape.kind != "boundaryEvent" for shape in sheet.nodes)
        if count > AT_MOST:
            yield sheet.finding(RULE, None, f"{count} steps are drawn on one plane; about 25 can be taken in at a glance")
