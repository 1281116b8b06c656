"""Processes, steps, events and gateways have ids that somebody chose, such as X1_Decide.

Set the id in the modeller: invariants, separation of duties, scenarios and statistics name elements by it, and a made-up one says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "generated-ids"
SEVERITY = Severity.WARNING
GENERATED = re.compile(
    r"[A-Za-z]+_[01][0-9a-z]{6}|[A-Z][A-Za-z]*(Event|Task|Gateway|Process|Activity)_\d+|Process_\d+|(sid-|_|id-?)[0-9A-Fa-f]{8}-.*"
)


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each id that a modeller made up (``Activity_0abc123``, ``StartEvent_1``, ``sid-…``)."""
    for scope in subject.scopes:
        named = (scope.holder, *scope.nodes.values()) if scope.holder.kind == "process" else tuple(scope.nodes.values())
        for node in named:
            if GENERATED.fullmatch(node.element_id or ""):
                yield node.finding(RULE, f"The id {node.element_id} was made up by the modeller: choose one that says what it is")
