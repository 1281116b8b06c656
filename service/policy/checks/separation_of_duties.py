"""``differentFrom`` names elements that exist and rules that the policy pack explains in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Node, Subject

RULE = "separation-of-duties"
SEVERITY = Severity.ERROR
PROPERTY = "differentFrom"


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each part of ``differentFrom`` that would protect nothing, or refuse without a reason."""
    for node in subject.nodes("userTask"):
        for part in node.properties.get(PROPERTY, "").split():
            rule_id, colon, element_id = part.rpartition(":")
            yield from _judge(subject, node, element_id, rule_id if colon else None)


def _judge(subject: Subject, node: Node, element_id: str, rule_id: str | None) -> Iterator[Finding]:
    if element_id not in subject.node_ids:
        yield node.finding(RULE, f"differentFrom names {element_id!r}, which is no element of this procedure")
    elif element_id == node.element_id:
        yield node.finding(RULE, "differentFrom names the task itself, so nobody could do it twice; name other tasks")
    if rule_id is not None and subject.pack is not None and rule_id not in subject.pack.rules:
        yield node.finding(RULE, f"The policy pack has no sentence for the rule {rule_id!r}: add it under [rules]")
