"""Everything that runs is drawn: every step, lane and flow has its shape or line on the plane of what it stands in.

Open the diagram in the modeller and draw what is missing; a diagram without any drawing cannot be shown to anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.domain.findings import Finding, Severity
from service.policy.checks.node import FLOW_NODES
from service.policy.checks.subject import Subject
from service.policy.reach import BPMN

RULE = "all-drawn"
SEVERITY = Severity.WARNING
DRAWN = FLOW_NODES | {"lane", "sequenceFlow", "participant", "messageFlow", "textAnnotation"}


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for a diagram without drawing, else for each element without a place or on the plane of another."""
    for file, root in subject.diagrams.items():
        planes = [sheet.plane for sheet in subject.sheets if sheet.file == file]
        if not planes:
            yield Finding(rule=RULE, file=file, message="The diagram has no drawing", severity=SEVERITY)
            continue
        where = {element_id: plane.plane_id for plane in planes for element_id in plane.ids}
        for tag in sorted(DRAWN):
            for element in root.iter(BPMN + tag):
                wrong = _wrong(element, where, {plane.plane_id for plane in planes})
                if wrong:
                    yield Finding(rule=RULE, file=file, element_id=element.get("id"), message=wrong, severity=SEVERITY)


def _wrong(element: Any, where: dict[str, str], planes: set[str]) -> str:
    element_id = element.get("id", "")
    if element_id not in where:
        return f"{element.get('name') or element_id} is not drawn"
    holder = next((up.get("id") for up in element.iterancestors() if up.get("id") in planes), None)
    if holder is not None and where[element_id] != holder and where.get(holder) != where[element_id]:
        return f"{element.get('name') or element_id} is drawn on the plane of {where[element_id]}, but stands in {holder}"
    return ""
