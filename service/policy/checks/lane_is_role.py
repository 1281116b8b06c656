"""A lane is named after a role of the policy pack, and the tasks in it are offered to that role.

Name the lane as the role is named in policy.toml, or move the task to the lane of the people it is offered to.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.known_roles import role_keys
from service.policy.checks.subject import Node, Subject
from service.policy.reach import BPMN

RULE = "lane-is-role"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for a lane that is no role, and for a task whose groups are other roles than its lane's."""
    if subject.pack is None:
        return
    tasks = {node.element_id: node for node in subject.nodes("userTask")}
    for lane in subject.nodes("lane"):
        if lane.xml.find(f"{BPMN}childLaneSet") is not None:
            continue
        if lane.name not in subject.role_names.values():
            yield lane.finding(
                RULE,
                f"The lane {lane.name!r} is no role of the policy pack; its roles are {', '.join(sorted(subject.role_names.values()))}",
            )
            continue
        for reference in lane.xml.findall(f"{BPMN}flowNodeRef"):
            task = tasks.get((reference.text or "").strip())
            if task is not None:
                yield from _judge(subject, lane, task)


def _judge(subject: Subject, lane: Node, task: Node) -> Iterator[Finding]:
    keys = role_keys(task.setting("assignmentDefinition", "candidateGroups"))
    names = [subject.role_names[key] for key in keys if key in subject.role_names]
    if names and lane.name not in names:
        yield task.finding(RULE, f"The task stands in the lane {lane.name!r} but is offered to {', '.join(names)}")
