"""A gateway that chooses has a way out for whatever the case holds: its conditions cover everything, or one flow is the default.

Mark one of the flows as the default in the modeller: without a way out the case stops there with an incident.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from service.domain.errors import Invalid
from service.domain.findings import Finding, Severity
from service.engine import feel
from service.policy.checks.finite import values
from service.policy.checks.node import Node
from service.policy.checks.scope import Scope
from service.policy.checks.subject import Subject
from service.policy.dataflow import words
from service.policy.reach import BPMN

RULE = "total-gateways"
SEVERITY = Severity.ERROR
AT_MOST = 512


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for a choosing gateway without default whose conditions leave something out, with an example of it."""
    for scope in subject.scopes:
        for node in scope.nodes.values():
            conditions = _conditions(scope, node) if scope.asks(node) and not node.xml.get("default") else []
            if conditions:
                left_out = _left_out(subject, conditions)
                if left_out:
                    yield node.finding(RULE, f"There is no way out {left_out}: mark one flow as the default")


def _conditions(scope: Scope, node: Node) -> list[str]:
    """Return the conditions of the flows out of a gateway; none where one is missing or no expression, which others report."""
    texts = [(flow.xml.findtext(f"{BPMN}conditionExpression") or "").strip() for flow in scope.leaving(node)]
    return [text[1:].strip() for text in texts] if all(text.startswith("=") for text in texts) else []


def _left_out(subject: Subject, conditions: Sequence[str]) -> str:
    """Say in a few words what no condition covers, '' where they cover everything."""
    read = [words(condition) for condition in conditions]
    names = sorted({name for each in read for name in each.names})
    domains = {name: values(subject, name) for name in names}
    endless = [name for name, domain in domains.items() if domain is None]
    endless += sorted({".".join(filter(None, part)) for each in read for part in each.parts})
    if endless:
        return f"that is sure to be open, since {endless[0]} may be anything"
    if prod(len(domain or ()) for domain in domains.values()) > AT_MOST:
        return "that is sure to be open, since the conditions read too much to try out"
    for held in product(*(domain or () for domain in domains.values())):
        case = dict(zip(names, held, strict=True))
        if not _any(conditions, case):
            return "where " + " and ".join(f"{name} is {_shown(value)}" for name, value in case.items())
    return ""


def _any(conditions: Sequence[str], case: Mapping[str, Any]) -> bool:
    try:
        return any(value is True for value in feel.evaluate_all(list(conditions), case))
    except Invalid:
        return False


def _shown(value: Any) -> str:
    return "not answered" if value is None else json.dumps(value, ensure_ascii=False)
