"""Every service and send task asks for an operation that a connector offers, with the parameters it needs and no other."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from connectors.protocol import Operation
from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Node, Subject

RULE = "operation-known"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for an unknown operation, a missing parameter and one that the operation does not know."""
    for node in subject.nodes("serviceTask", "sendTask", "intermediateThrowEvent", "endEvent"):
        name = node.setting("taskDefinition", "type")
        if not name:
            if node.kind in ("serviceTask", "sendTask"):
                yield node.finding(RULE, "The task does not say which operation it runs: set its type in the modeller")
        elif name.startswith("="):
            yield node.finding(RULE, "The operation must be a plain name, not an expression")
        elif name not in subject.operations:
            near = get_close_matches(name, list(subject.operations), n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(subject.operations))}"
            yield node.finding(RULE, f"No connector offers {name!r}; {hint}")
        else:
            yield from _parameters(node, subject.operations[name])


def _parameters(node: Node, operation: Operation) -> Iterator[Finding]:
    given, known = set(node.inputs()), {*operation.required, *operation.optional}
    for name in sorted(set(operation.required) - given):
        yield node.finding(RULE, f"{operation.name} needs the parameter {name!r}: add an input mapping")
    for name in sorted(given - known):
        yield node.finding(RULE, f"{operation.name} knows no parameter {name!r}; it knows {', '.join(sorted(known))}")
