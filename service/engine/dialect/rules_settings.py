"""Checks of settings: what each kind of activity needs, names of variables, expressions that can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from service.domain.findings import Finding
from service.engine.dialect.diagram import Diagram, Node, called
from service.engine.dialect.extensions import extension, text_of
from service.engine.dialect.names import ZEEBE, bpmn, local
from service.engine.dialect.settings import feel, is_feel
from service.engine.language import Language
from service.engine.scopes import RESERVED
from service.engine.timers import NotATime, moment

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
FEEL_PROPERTIES = ("caseReference", "caseTitle", "caseSummary", "hiddenFrom", "flagged", "urgent", "guidance")


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


def settings_read(diagram: Diagram) -> Iterator[Finding]:
    """Nothing is set where nobody reads it."""
    for area, node in diagram.flow_nodes():
        tag = local(node.tag)
        if (
            tag in ("startEvent", "boundaryEvent", "intermediateCatchEvent")
            and next(node.iter(f"{{{ZEEBE}}}input"), None) is not None
        ):
            yield diagram.finding(
                "not-executed", node, f"{called(node)} takes what the event brings: it has output mappings only."
            )
        if tag == "startEvent" and local(area.holder.tag) != "process" and extension(node, "formDefinition") is not None:
            yield diagram.finding(
                "not-executed", node, f"{called(node)} begins by itself: only the start of a process has a form."
            )


def literals_fit(diagram: Diagram) -> Iterator[Finding]:
    """Numbers and dates that are no expressions can be read."""
    for _, node in diagram.flow_nodes():
        for element, attribute, fits in LITERALS:
            held = extension(node, element)
            value = None if held is None else held.get(attribute)
            if value and not is_feel(value) and not fits(value):
                yield diagram.finding("setting-unreadable", node, f"{attribute} of {called(node)} cannot be read: “{value}”.")


def _is_moment(text: str) -> bool:
    try:
        moment(text)
    except NotATime:
        return False
    return True


LITERALS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("taskDefinition", "retries", str.isdigit),
    ("priorityDefinition", "priority", str.isdigit),
    ("taskSchedule", "dueDate", _is_moment),
    ("taskSchedule", "followUpDate", _is_moment),
)


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
