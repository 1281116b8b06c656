"""What an expression asks of ``pack``, ``case``, ``actor``, ``answers`` and ``doers`` is there.

Correct the name; a parameter is added under [parameters] of the policy pack. Answers are those of a step that can have been done
before, and of a field that its form has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject
from service.policy.dataflow import ANSWERS, Read

RULE = "reserved-parts"
SEVERITY = Severity.ERROR
OF_CASE = ("number", "caseId", "council", "procedure", "startedBy", "startedAt")
OF_ACTOR = ("id", "name", "roles")


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each part of a reserved name that is never there."""
    if subject.variables is None:
        return
    for read, may, _ in subject.variables.judged():
        for first, part, inner in sorted(read.words.parts):
            wrong = _wrong(subject, first, part, inner, may)
            if wrong:
                yield _finding(read, wrong)


def _wrong(subject: Subject, first: str, part: str, inner: str, may: frozenset[str]) -> str:
    match first:
        case "pack":
            return _unknown("pack", part, subject.pack.parameters) if subject.pack else ""
        case "case":
            return _unknown("case", part, OF_CASE)
        case "actor":
            return _unknown("actor", part, OF_ACTOR)
        case _:
            return _of_step(subject, first, part, inner, may)


def _unknown(first: str, part: str, known: Collection[str]) -> str:
    if part in known:
        return ""
    near = get_close_matches(part, known, n=1)
    return f"reads {first}.{part}, but {first} has no {part!r}" + (f"; did you mean {near[0]!r}?" if near else "")


def _of_step(subject: Subject, first: str, part: str, inner: str, may: frozenset[str]) -> str:
    assert subject.variables is not None
    steps = subject.variables.flow.steps
    if part not in steps:
        near = get_close_matches(part, steps, n=1)
        return f"reads {first}.{part}, but no step of people has this id" + (f"; did you mean {near[0]!r}?" if near else "")
    if ANSWERS + part not in may:
        return f"reads {first}.{part}, but this step cannot have been done before"
    fields = _fields(subject, part)
    if first == "answers" and inner and fields and inner not in fields:
        return f"reads answers.{part}.{inner}, but its form has no field {inner!r}"
    return ""


def _fields(subject: Subject, element_id: str) -> frozenset[str]:
    assert subject.variables is not None
    for node in subject.nodes("userTask", "manualTask", "startEvent"):
        if node.element_id == element_id:
            form = subject.variables.flow.forms.get(node.setting("formDefinition", "formId"))
            return frozenset(field.key for field in form.fields if field.asks) if form else frozenset()
    return frozenset()


def _finding(read: Read, wrong: str) -> Finding:
    return Finding(
        rule=RULE, file=read.file, element_id=read.element_id, message=f"{read.what[0].upper()}{read.what[1:]} {wrong}"
    )
