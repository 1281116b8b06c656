"""Only flows out of a choice have a label.

Take the words off the flow, or put them on the element that it leads to.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.node import Node
from service.policy.checks.scope import Scope
from service.policy.checks.subject import Subject

RULE = "superfluous-label"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for a label on a flow that is no answer, has no condition and is no default."""
    for scope in subject.scopes:
        for flow in scope.flows:
            if flow.name and not _chosen(scope, flow):
                yield flow.finding(RULE, f"The label {flow.name!r} answers nothing: nothing is chosen here")


def _chosen(scope: Scope, flow: Node) -> bool:
    source = scope.nodes.get(flow.xml.get("sourceRef", ""))
    default = source is not None and source.xml.get("default") == flow.element_id
    asked = source is not None and source.kind != "complexGateway" and scope.asks(source)
    return default or asked or any(str(child.tag).endswith("}conditionExpression") for child in flow.xml)
