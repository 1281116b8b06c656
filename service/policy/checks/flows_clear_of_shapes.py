"""A flow does not run through a step that it does not join.

Lead it round in the modeller, or move the step.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.geometry import runs_through
from service.policy.checks.subject import Subject

RULE = "flows-clear-of-shapes"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each flow that runs through a shape: neither one of its ends nor what these stand in or on."""
    for sheet in subject.sheets:
        for flow in sheet.flows:
            ends = sheet.ends(flow)
            own = {*ends, *sheet.holders(ends[0]), *sheet.holders(ends[1])}
            for shape in sheet.nodes:
                if shape.element_id not in own and runs_through(flow, shape.box):
                    message = f"The flow {sheet.name(flow.element_id)} runs through {sheet.name(shape.element_id)}"
                    yield sheet.finding(RULE, flow.element_id, message)
