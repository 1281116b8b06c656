"""A property has a name that the product acts on: a misspelt one would switch a rule off in silence."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from service.domain.findings import Finding
from service.policy.checks.subject import Subject

RULE = "known-properties"
OF_PROCESS = frozenset(
    ["numberPrefix", "caseReference", "caseTitle", "caseSummary", "readers", "startedBy", "flagged", "urgent", "startLabel"]
)
OF_TASK = frozenset(["differentFrom", "deputyAllowed", "remindAfter", "evidence", "guidance"])
OF_EVENT = frozenset({"raisedBy"})
KINDS = {
    "process": OF_PROCESS,
    "userTask": OF_TASK,
    "startEvent": OF_EVENT,
    "boundaryEvent": OF_EVENT,
    "intermediateCatchEvent": OF_EVENT,
    "receiveTask": OF_EVENT,
}


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each property that nothing reads."""
    for node in subject.nodes(*KINDS):
        known = KINDS[node.kind]
        for name in node.properties:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(known))}"
                yield node.finding(RULE, f"The property {name!r} means nothing here; {hint}")
