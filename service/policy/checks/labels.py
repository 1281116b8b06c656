"""Diagrams can be read aloud: every step has a name, every gateway that splits is a question, every way out an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "labels"
SEVERITY = Severity.WARNING
STEPS = ("userTask", "serviceTask", "sendTask", "businessRuleTask", "scriptTask", "callActivity", "subProcess")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for a step without name, a splitting gateway that is no question, and a way out without a label."""
    flows = list(subject.nodes("sequenceFlow"))
    ways_out = Counter((flow.file, flow.xml.get("sourceRef")) for flow in flows)
    for node in subject.nodes(*STEPS):
        if not node.name and node.xml.get("triggeredByEvent") != "true":
            yield node.finding(RULE, "The step has no name", severity=Severity.WARNING)
    asking = set()
    for gateway in subject.nodes("exclusiveGateway", "inclusiveGateway"):
        if ways_out[gateway.file, gateway.element_id] > 1:
            asking.add((gateway.file, gateway.element_id))
            if not gateway.name.endswith("?"):
                yield gateway.finding(
                    RULE, "Name the gateway with the question it answers, ending in ?", severity=Severity.WARNING
                )
    for flow in flows:
        if (flow.file, flow.xml.get("sourceRef")) in asking and not flow.name:
            yield flow.finding(
                RULE,
                f"Label the flow out of {flow.xml.get('sourceRef')} with the answer it stands for",
                severity=Severity.WARNING,
            )
