"""Where a procedure has lanes, everything in it stands in one.

Put the element into the lane of whoever does it: statistics, the handbook and invariants on roles ask the lane who that is.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject
from service.policy.reach import BPMN

RULE = "lane-given"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each element of a process with lanes that none of them has; what stands in a sub-process is in its lane."""
    for scope in subject.scopes:
        if scope.holder.kind != "process" or scope.holder.xml.find(f"{BPMN}laneSet") is None:
            continue
        held = {(each.text or "").strip() for each in scope.holder.xml.iter(f"{BPMN}flowNodeRef")}
        for element_id, node in scope.nodes.items():
            if element_id not in held:
                yield node.finding(RULE, f"{node.name or element_id!r} stands in no lane")
