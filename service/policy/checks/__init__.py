"""Every rule that a procedure must keep before it can be deployed: one rule a file, each with the sentence it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from connectors.protocol import Operation
from service.domain.bundle import Bundle
from service.domain.findings import Finding, Severity
from service.policy.checks.registry import CHECKS, RULES, rules
from service.policy.checks.rule import Rule
from service.policy.checks.severities import misconfigured, weighed
from service.policy.checks.subject import Subject

__all__ = ["Rule", "check", "rules"]


def check(bundle: Bundle, operations: Mapping[str, Operation] | Iterable[Operation]) -> list[Finding]:
    """Return what every rule finds, errors first, then by file and element, each finding once, with the severity that the
    council's policy pack gives the rule."""
    known = operations if isinstance(operations, Mapping) else {operation.name: operation for operation in operations}
    subject = Subject(bundle, known)
    found = {finding for rule in CHECKS for finding in rule.check(subject)}
    found = {*weighed(found, subject, RULES), *misconfigured(subject, RULES)}
    return sorted(
        found, key=lambda item: (item.severity is Severity.WARNING, item.file, item.element_id or "", item.rule, item.message)
    )
