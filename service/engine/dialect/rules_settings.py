"""Checks of settings: what each kind of activity needs, names of variables, expressions that can be read."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding
from service.engine.dialect.diagram import Diagram, Node, called
from service.engine.dialect.extensions import extension, text_of
from service.engine.dialect.names import ZEEBE, bpmn, local
from service.engine.dialect.settings import feel, is_feel
from service.engine.language import Language
from service.engine.scopes import RESERVED

NEEDS = {
    "serviceTask": ("taskDefinition", "type", "a job type (zeebe:taskDefinition)"),
    "sendTask": ("taskDefinition", "type", "a job type (zeebe:taskDefinition)"),
    "callActivity": ("calledElement", "processId", "a called process (zeebe:calledElement)"),
}
EITHER = {"scriptTask": ("script", "expression"), "businessRuleTask": ("calledDecision", "decisionId")}
ALWAYS_FEEL = ("inputCollection", "outputElement", "expression")
NEVER_FEEL = (
    "key",
    "value",
    "name",
    "target",
    "resultVariable",
    "inputElement",
    "outputCollection",
    "formId",
    "processId",
    "decisionId",
)
VARIABLES = ("target", "resultVariable", "inputElement", "outputCollection")
FEEL_PROPERTIES = ("caseReference", "caseTitle", "caseSummary", "flagged", "urgent", "guidance")


def settings_complete(diagram: Diagram) -> Iterator[Finding]:
    """Every activity says what it does."""
    for _, node in diagram.flow_nodes():
        tag = local(node.tag)
        if tag in NEEDS:
            element, attribute, words = NEEDS[tag]
            held = extension(node, element)
            if held is None or not held.get(attribute):
                yield diagram.finding("setting-missing", node, f"{called(node)} needs {words}.")
        elif tag in EITHER:
            element, attribute = EITHER[tag]
            own, job = extension(node, element), extension(node, "taskDefinition")
            if (own is None) == (job is None):
                yield diagram.finding("setting-missing", node, f"{called(node)} needs either zeebe:{element} or a job type.")
            elif own is not None and not own.get(attribute):
                yield diagram.finding("setting-missing", node, f"{called(node)} needs {attribute}.")
        loop = node.find(bpmn("multiInstanceLoopCharacteristics"))
        if loop is not None:
            yield from _loop(diagram, node, loop)


def _loop(diagram: Diagram, node: Node, loop: Node) -> Iterator[Finding]:
    held = extension(loop, "loopCharacteristics")
    if held is None or not held.get("inputCollection"):
        yield diagram.finding("setting-missing", node, f"{called(node)} needs a list to go through (inputCollection).")
    elif bool(held.get("outputCollection")) != bool(held.get("outputElement")):
        yield diagram.finding("setting-missing", node, f"{called(node)} needs outputCollection and outputElement together.")
    if node.get("triggeredByEvent") == "true":
        yield diagram.finding("not-executed", node, f"{called(node)} is an event sub-process: it cannot be a multi-instance.")


def variables_named(diagram: Diagram) -> Iterator[Finding]:
    """A variable's name is a word, and not one that every expression already has."""
    for held in diagram.root.iter(f"{{{ZEEBE}}}*"):
        for attribute in VARIABLES:
            name = held.get(attribute)
            if name is None:
                continue
            first, *rest = name.split(".")
            if not all(part.isidentifier() for part in (first, *rest)):
                yield diagram.finding("variable-name", held, f"“{name}” is no name for a variable.")
            elif first in RESERVED:
                yield diagram.finding("variable-name", held, f"The name {first} is taken: every expression sees it already.")


def expressions(diagram: Diagram) -> Iterator[tuple[Node, str]]:
    """Return every FEEL expression of a diagram with its '=' and the element it stands in."""
    for held in diagram.root.iter(f"{{{ZEEBE}}}*"):
        if local(held.tag) == "property":
            if held.get("name") in FEEL_PROPERTIES and is_feel(held.get("value")):
                yield held, held.get("value", "")
            continue
        for attribute, value in held.attrib.items():
            if attribute not in NEVER_FEEL and is_feel(str(value)):
                yield held, str(value)
    for tag in ("conditionExpression", "completionCondition", "timeDate", "timeDuration", "timeCycle"):
        for held in diagram.root.iter(bpmn(tag)):
            text = text_of(held)
            if is_feel(text):
                yield held, text or ""


def must_be_feel(diagram: Diagram) -> Iterator[Finding]:
    """Conditions, lists and scripts are expressions: without '=' they would be mere text."""
    for tag in ("conditionExpression", "completionCondition"):
        for held in diagram.root.iter(bpmn(tag)):
            if not is_feel(text_of(held)):
                yield diagram.finding("expression", held, "A condition begins with “=”.")
    for held in diagram.root.iter(f"{{{ZEEBE}}}*"):
        for attribute in ALWAYS_FEEL:
            if held.get(attribute) and not is_feel(held.get(attribute)):
                yield diagram.finding("expression", held, f"{attribute} begins with “=”.")


def expressions_readable(diagram: Diagram, language: Language) -> Iterator[Finding]:
    """Every expression is FEEL that can be read."""
    for held, text in expressions(diagram):
        problem = language.parse_error(feel(text)) if feel(text) else "it is empty"
        if problem:
            yield diagram.finding("expression", held, f"“{text}” cannot be read: {problem}")
