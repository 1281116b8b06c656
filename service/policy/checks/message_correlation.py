"""A message that a case waits for has a subscription with a correlation key, and one that a case sends says with which key.

Set the subscription correlation key in the modeller, such as =case.number: without it one message would reach every case that waits.
Where a message is sent, give the same by an input mapping to correlationKey: without it the case that has waited longest gets it.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.node import Node
from service.policy.checks.subject import Subject
from service.policy.reach import BPMN, ZEEBE

RULE = "message-correlation"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for a message that is caught or sent without key; the start of a process needs none."""
    messages = {(message.file, message.element_id): message for message in subject.nodes("message")}
    for node in subject.nodes("receiveTask", "intermediateCatchEvent", "boundaryEvent", "startEvent"):
        if node.kind == "startEvent" and node.xml.getparent().tag == f"{BPMN}process":
            continue
        message = messages.get((node.file, _message(node)))
        if message is not None and not _key(message):
            yield node.finding(
                RULE, f"The message {message.name!r} has no correlation key, so it would reach every case that waits for it"
            )
    for node in subject.nodes("intermediateThrowEvent", "endEvent"):
        message = messages.get((node.file, _message(node)))
        if message is not None and node.extension("taskDefinition") is None and "correlationKey" not in node.inputs():
            yield node.finding(
                RULE,
                f"The message {message.name!r} is sent without an input mapping to correlationKey, so it would reach any case",
            )


def _message(node: Node) -> str | None:
    held = node.xml if node.kind == "receiveTask" else node.xml.find(f"{BPMN}messageEventDefinition")
    return None if held is None else held.get("messageRef")


def _key(message: Node) -> str:
    found = message.xml.find(f"{BPMN}extensionElements/{ZEEBE}subscription")
    return "" if found is None else (found.get("correlationKey") or "").strip()
