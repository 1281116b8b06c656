"""A flow begins and ends at the border of the steps that it joins.

Drag its end onto the step in the modeller.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.geometry import off_border
from service.policy.checks.subject import Subject

RULE = "waypoints-at-borders"
SEVERITY = Severity.WARNING
CLOSE = 5.0


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each end of a flow that hangs in the air or lies inside its step."""
    for sheet in subject.sheets:
        for flow in sheet.flows:
            source, target = sheet.ends(flow)
            for word, end, point in (("begin", source, flow.points[0]), ("end", target, flow.points[-1])):
                if off_border(sheet.shapes[end], point) > CLOSE:
                    message = f"The flow {sheet.name(flow.element_id)} does not {word} at the border of {sheet.name(end)}"
                    yield sheet.finding(RULE, flow.element_id, message)
