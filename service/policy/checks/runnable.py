"""The engine runs everything in the diagrams: an element or attribute that it would not execute is an error."""

from __future__ import annotations

from collections.abc import Iterator

from service import engine
from service.domain.findings import Finding
from service.policy.checks.subject import Subject

RULES = {
    "process-missing": "A diagram has the executable process that the bundle is named after.",
    "process-twice": "Every process stands in one diagram only.",
    "called-process": "A called process is among the diagrams.",
    "calls-itself": "A process that calls itself waits for somebody or something in between.",
    "not-executed": "Every BPMN element, attribute and setting is one that the engine executes (no complex gateway, no ad-hoc sub-process).",
    "unknown-extension": "Every extension element and attribute is one that its element can have.",
    "unknown-property": "Every property is one that something reads.",
    "missing-id": "Every element has an id.",
    "reserved-id": "No element has an id that belongs to the engine.",
    "one-start": "A process and a sub-process begin at exactly one start event.",
    "event-kind": "Every event has one definition, and one that can happen at its place: a sub-process begins with a plain start, "
    "an event sub-process with a typed one.",
    "flow-ends": "A sequence flow joins two elements of one scope; a default flow leaves its gateway.",
    "flow-twice": "No two sequence flows join the same two elements.",
    "flow-direction": "Nothing leads into starts and boundary events, nothing out of ends.",
    "condition-place": "Conditions stand only on flows out of exclusive and inclusive gateways.",
    "condition-default": "A default flow has no condition.",
    "condition-missing": "Every flow out of a splitting exclusive or inclusive gateway has a condition, or is the default.",
    "event-gateway": "Behind an event gateway stand two messages, signals or timers or more, and nothing else leads to them.",
    "unreachable": "Every element can be reached from the start of its scope.",
    "link": "A link is thrown to exactly one catching event of its name in the same scope.",
    "boundary": "A boundary event sits on an activity of its own scope.",
    "reference": "Messages and signals have names, thrown errors and escalations have codes, and references lead somewhere.",
    "timer": "A timer has one date, duration or cycle that can be read; cycles stand where nothing is interrupted.",
    "setting-missing": "Every activity says what it does.",
    "setting-unreadable": "Numbers and dates that are no expressions can be read.",
    "variable-name": "A variable's name is a word, and not one that every expression already has.",
    "expression": "Conditions, lists, scripts, timers and mappings are FEEL that can be read.",
}


def check(subject: Subject) -> Iterator[Finding]:
    """Yield the engine's findings."""
    yield from engine.check_diagrams(subject.bundle)
