"""The properties of a process can be used: its expressions parse and its number prefix is letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.engine import feel
from service.policy.checks.subject import Node, Subject

RULE = "process-properties"
SEVERITY = Severity.ERROR
EXPRESSIONS = ("caseReference", "caseTitle", "caseSummary", "hiddenFrom", "flagged", "urgent")
PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,7}")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each property of a process that cannot be used, and for a procedure without number prefix."""
    for node in subject.nodes("process"):
        prefix = node.properties.get("numberPrefix", "")
        if prefix and not PREFIX.fullmatch(prefix):
            yield node.finding(RULE, f"numberPrefix is {prefix!r}; it must be one to eight capital letters or digits")
        if not prefix and node.element_id == subject.bundle.procedure_id:
            yield node.finding(RULE, "The process has no property numberPrefix, so its cases could not be numbered")
        hidden = node.properties.get("hiddenFrom", "")
        if hidden and not hidden.startswith("="):
            yield node.finding(
                RULE, f"hiddenFrom is {hidden!r}; it must be an expression that gives ids of people, such as =reportedPerson"
            )
        for name in EXPRESSIONS:
            yield from _expression(node, name, node.properties.get(name, ""))


def _expression(node: Node, name: str, text: str) -> Iterator[Finding]:
    if text.startswith("="):
        wrong = feel.parse_error(text[1:])
        if wrong:
            yield node.finding(RULE, f"{name} is not FEEL: {wrong}")
