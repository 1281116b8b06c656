"""A step reads and writes only registers that the policy pack names.

Correct the parameter ``register``, or name the register in the pack under ``[registers.<key>]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "register-named"
SEVERITY = Severity.ERROR
PARAMETER = "register"
LITERAL = re.compile(r'=\s*"([^"]*)"\s*')


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each register that a step gives as a literal and the pack does not name. Without a fit pack nothing can be
    said, nor of an expression."""
    if subject.pack is None:
        return
    known = [register.key for register in subject.pack.registers]
    for node in subject.nodes("serviceTask", "sendTask", "intermediateThrowEvent", "endEvent"):
        operation = subject.operations.get(node.setting("taskDefinition", "type"))
        if operation is None or PARAMETER not in operation.required:
            continue
        name = literal(node.inputs().get(PARAMETER, "="))
        if name is not None and name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(known) or 'none'}"
            yield node.finding(RULE, f"The policy pack names no register {name!r}; {hint}")


def literal(source: str) -> str | None:
    """Return the text that an input mapping always gives, None for an expression that has to be worked out."""
    if not source.startswith("="):
        return source
    quoted = LITERAL.fullmatch(source)
    return quoted[1] if quoted else None
