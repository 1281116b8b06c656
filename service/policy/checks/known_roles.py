"""Every role that a diagram or a form names is a role of the council's policy pack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from service import form_schemas
from service.domain.errors import Unfit
from service.domain.findings import Finding, Severity
from service.form_schemas import Field
from service.policy.checks.subject import Node, Subject

RULE = "known-roles"
SEVERITY = Severity.ERROR
OF_PROCESS = ("readers", "startedBy")
OF_EVENT = ("raisedBy",)


def role_keys(text: str) -> tuple[str, ...]:
    """Return role keys out of a list separated by commas or spaces; an expression names none that could be known now."""
    return () if text.startswith("=") else tuple(re.split(r"[,\s]+", text.strip())) if text.strip() else ()


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each role that is not in the pack. Without a fit pack nothing can be said."""
    if subject.pack is None:
        return
    yield from _people_pickers(subject)
    for node in subject.nodes("userTask"):
        yield from _judge(subject, node, "Candidate groups", node.setting("assignmentDefinition", "candidateGroups"))
        yield from _judge(subject, node, "performer", node.properties.get("performer", ""))
    for node in subject.nodes("process"):
        for name in OF_PROCESS:
            yield from _judge(subject, node, name, node.properties.get(name, ""))
    for node in subject.nodes("startEvent", "boundaryEvent", "intermediateCatchEvent", "receiveTask"):
        for name in OF_EVENT:
            yield from _judge(subject, node, name, node.properties.get(name, ""))


def _judge(subject: Subject, node: Node, what: str, text: str) -> Iterator[Finding]:
    for key in role_keys(text):
        if key not in subject.role_names:
            yield node.finding(
                RULE, f"{what}: the policy pack has no role {key!r}; it has {', '.join(sorted(subject.role_names))}"
            )


def _people_pickers(subject: Subject) -> Iterator[Finding]:
    for path, content in subject.files(".form"):
        try:
            form = form_schemas.load(content, file=path)
        except Unfit:
            continue
        for field in _with_columns(form.fields):
            if field.role and field.role not in subject.role_names:
                yield Finding(
                    rule=RULE,
                    file=path,
                    element_id=field.key,
                    message=f"The policy pack has no role {field.role!r} to choose people from",
                )


def _with_columns(fields: Iterable[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _with_columns(field.fields)
