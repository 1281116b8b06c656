"""A procedure reads from left to right: a flow goes back only where steps are done again.

Move the step to the right of what comes before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from service.domain.findings import Finding, Severity
from service.policy.checks.sheet import Sheet
from service.policy.checks.subject import Subject

RULE = "reads-left-to-right"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each flow that leads back on the sheet without closing a loop; pools that stand upright are left out."""
    for sheet in subject.sheets:
        if not all(shape.horizontal for shape in sheet.plane.shapes if shape.kind in ("participant", "lane")):
            continue
        onward = _onward(sheet)
        for flow in sheet.flows:
            source, target = sheet.ends(flow)
            back = sheet.shapes[target].box.right <= sheet.shapes[source].box.x
            if back and source not in _reached(onward, target):
                yield sheet.finding(RULE, flow.element_id, f"The flow {sheet.name(flow.element_id)} leads back to the left")


def _onward(sheet: Sheet) -> Mapping[str, set[str]]:
    onward: dict[str, set[str]] = defaultdict(set)
    for flow in sheet.flows:
        source, target = sheet.ends(flow)
        onward[source].add(target)
    for shape in sheet.nodes:
        host = sheet.elements[shape.element_id].get("attachedToRef")
        if host:
            onward[host].add(shape.element_id)
    return onward


def _reached(onward: Mapping[str, set[str]], start: str) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        found = onward.get(waiting.pop(), set()) - seen
        seen |= found
        waiting.extend(found)
    return seen
