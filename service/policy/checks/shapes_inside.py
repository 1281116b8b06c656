"""Every step is drawn inside the lane, pool or sub-process that it stands in, so that the picture says who does it.

Move the shape into its lane, or widen the lane; where the step belongs to another lane, draw it there in the modeller.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.geometry import inside
from service.policy.checks.sheet import Sheet
from service.policy.checks.subject import Subject
from service.policy.drawing.model import Shape
from service.policy.reach import BPMN

RULE = "shapes-inside"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each shape that leaves what it stands in."""
    for sheet in subject.sheets:
        for shape in sheet.nodes:
            for holder in _holders(sheet, shape):
                if not inside(shape.box, holder.box) and shape.kind != "boundaryEvent":
                    message = f"{sheet.name(shape.element_id)} is not drawn inside {sheet.name(holder.element_id)}"
                    yield sheet.finding(RULE, shape.element_id, message)


def _holders(sheet: Sheet, shape: Shape) -> Iterator[Shape]:
    """Yield the drawn containers of a shape: its expanded sub-process, else its lanes, else its pool."""
    element = sheet.elements[shape.element_id]
    parent = element.getparent()
    own = sheet.shapes.get(parent.get("id", ""))
    if own is not None:
        yield own
        return
    found = False
    for lane in parent.iter(f"{BPMN}lane"):
        if any((ref.text or "").strip() == shape.element_id for ref in lane.findall(f"{BPMN}flowNodeRef")):
            held = sheet.shapes.get(lane.get("id", ""))
            if held is not None:
                found = True
                yield held
    for pool in () if found else sheet.plane.shapes:
        if pool.kind == "participant" and sheet.elements[pool.element_id].get("processRef") == parent.get("id"):
            yield pool
