"""Diagrams in a few lines of text, for tests of single rules.

A line is an element (``xor g Fit?``, ``task[default=f1] a Do it``), a flow (``f1: a > b | Label | =condition``) or XML as it is.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

from small_bundles import HEAD, properties

TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "events": "eventBasedGateway",
    "throw": "intermediateThrowEvent",
    "catch": "intermediateCatchEvent",
    "boundary": "boundaryEvent",
}
ELEMENT = re.compile(r"(\w+)((?:\[\w+=\w+\])*) (\w[\w-]*)(?: ([^<]*))?(<.*)?")
FLOW = re.compile(r"([\w-]+): ([\w-]+) > ([\w-]+)((?: \| .*)?)")


def body(text: str) -> str:
    """Return the XML of the lines."""
    return "".join(_line(line.strip()) for line in text.strip().splitlines())


def process(text: str, *, around: str = "", drawn: str = "", process_id: str = "ash_ask") -> bytes:
    """Return a diagram of one process with these lines. ``around`` is XML beside the process, ``drawn`` its interchange."""
    head = f"<bpmn:extensionElements>{properties(numberPrefix='AA')}</bpmn:extensionElements>"
    return (
        HEAD.replace(
            'id="Defs"',
            'id="Defs" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
            'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"',
        )
        + f'{around}<bpmn:process id="{process_id}" name="Ask" isExecutable="true">{head}{body(text)}</bpmn:process>{drawn}'
        "</bpmn:definitions>"
    ).encode()


def sub(text: str, *, tag: str = "subProcess", more: str = "") -> str:
    """Return a sub-process ``sub`` in XML, in one line."""
    return f'<bpmn:{tag} id="sub" name="Do the part" {more}>{body(text)}</bpmn:{tag}>'


def _line(line: str) -> str:
    if line.startswith("<") or not line:
        return line
    flow = FLOW.fullmatch(line)
    if flow:
        flow_id, source, target, words = flow.groups()
        _, label, condition = (*(part.strip() for part in words.split("|")), "", "", "")[:3]
        inside = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
        return (
            f'<bpmn:sequenceFlow id="{flow_id}" name={quoteattr(label)} sourceRef="{source}" targetRef="{target}">'
            f"{inside if condition else ''}</bpmn:sequenceFlow>"
        )
    found = ELEMENT.fullmatch(line)
    assert found, line
    tag, given, element_id, name, inner = found.groups()
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in re.findall(r"\[(\w+)=(\w+)\]", given))
    tag = TAGS.get(tag, tag)
    return f'<bpmn:{tag} id="{element_id}" name={quoteattr((name or "").strip())}{attributes}>{inner or ""}</bpmn:{tag}>'
