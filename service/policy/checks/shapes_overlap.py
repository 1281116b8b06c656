"""No shape or label lies on another.

Move them apart in the modeller.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from service.domain.findings import Finding, Severity
from service.policy.checks.geometry import overlap
from service.policy.checks.sheet import Sheet
from service.policy.checks.subject import Subject
from service.policy.drawing.model import Box, Shape

RULE = "shapes-overlap"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each pair of shapes, labels, or a shape and a label that lie on each other."""
    for sheet in subject.sheets:
        for one, other in combinations(sheet.nodes, 2):
            if overlap(one.box, other.box) and not _belong(sheet, one, other):
                names = f"{sheet.name(one.element_id)} and {sheet.name(other.element_id)}"
                yield sheet.finding(RULE, one.element_id, f"{names} lie on each other")
        yield from _labels(sheet)


def _belong(sheet: Sheet, one: Shape, other: Shape) -> bool:
    return one.element_id in sheet.holders(other.element_id) or other.element_id in sheet.holders(one.element_id)


def _labels(sheet: Sheet) -> Iterator[Finding]:
    labels: list[tuple[str, Box]] = [(item.element_id, item.label) for item in sheet.plane.items() if item.label and item.name]
    for (one, box), (other, beside) in combinations(labels, 2):
        if overlap(box, beside):
            yield sheet.finding(RULE, one, f"The labels of {sheet.name(one)} and {sheet.name(other)} lie on each other")
    for element_id, box in labels:
        for shape in sheet.nodes:
            if shape.contains_others or shape.element_id == element_id:
                continue
            if overlap(box, shape.box):
                yield sheet.finding(
                    RULE, element_id, f"The label of {sheet.name(element_id)} lies on {sheet.name(shape.element_id)}"
                )
