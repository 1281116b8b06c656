"""No two flows cross where a plain way round is free.

Lead one of them round in the modeller: over or under the steps, with two bends at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from service.domain.findings import Finding, Severity
from service.policy.checks.detours import detour
from service.policy.checks.geometry import crossings
from service.policy.checks.sheet import Sheet
from service.policy.checks.subject import Subject
from service.policy.drawing.model import Edge

RULE = "flows-cross"
SEVERITY = Severity.WARNING
LOOKED_AT = 20


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each pair of flows that cross though one of them could be led round; says how many cross in all."""
    for sheet in subject.sheets:
        pairs = list(crossing(sheet))
        for one, other in pairs[:LOOKED_AT]:
            for flow, by in ((one, other), (other, one)):
                if detour(sheet, flow) is not None:
                    message = (
                        f"The flow {sheet.name(flow.element_id)} crosses {sheet.name(by.element_id)} and could be led round; "
                        f"{_counted(len(pairs))} on this plane"
                    )
                    yield sheet.finding(RULE, flow.element_id, message)
                    break


def crossing(sheet: Sheet) -> Iterator[tuple[Edge, Edge]]:
    """Yield the pairs of flows that cross."""
    return ((one, other) for one, other in combinations(sheet.flows, 2) if crossings(one, other))


def _counted(count: int) -> str:
    return "1 pair crosses" if count == 1 else f"{count} pairs cross"
