"""Every template that a diagram names is there and makes a document, and is given all that it asks for.

Put the template into the folder documents of the council, beside it an example of its data with the same name ending in .json, and give
each name of the example in the task's data. The title stands in the name of the file and in its properties: write plain text, or join it
with numbers, references and dates, so that nobody's name can get there; the case's number is added by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache

from service import documents
from service.documents import BrokenTemplate, Look, Paper
from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Node, Subject
from service.policy.paths import templates

RULE = "document-fits"
SEVERITY = Severity.ERROR
OPERATION = "documents.render"
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
NAME = re.compile(r"([A-Za-z_][\w.]*)\s*(\(?)")
HARMLESS = re.compile(r"(?i).*(number|reference|urn|version|year|date)|string|replace|substring|if|then|else|null")
TRIED_AT = datetime(2026, 1, 5, 12, tzinfo=UTC)


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for a template that is missing or faulty, for data that it lacks, and for a title that is computed."""
    files = templates(subject.bundle.files, council=subject.bundle.council)
    for node in subject.nodes("serviceTask", "sendTask", "intermediateThrowEvent", "endEvent"):
        if node.setting("taskDefinition", "type") != OPERATION:
            continue
        inputs = node.inputs()
        for name in documents.named_in(inputs.get("template", "")):
            yield from (node.finding(RULE, message) for message in faults(name, files))
            yield from _ungiven(node, name, files)
        for word in telling(inputs.get("title", "")):
            message = (
                f"The title takes in “{word}”; it stands in the name of the file, so use plain text, numbers and references only"
            )
            yield node.finding(RULE, message)


def telling(title: str) -> tuple[str, ...]:
    """Return the variables that a title takes in and that are no number, reference or date, each once."""
    if not title.startswith("="):
        return ()
    names = (found[1] for found in NAME.finditer(QUOTED.sub(" ", title)))
    return tuple(dict.fromkeys(name for name in names if not HARMLESS.fullmatch(name)))


def faults(name: str, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return what is wrong with a template, and with its twin for the other format where there is one."""
    twins = (documents.twin(name, ending) for ending in ("typ", "docx"))
    return tuple(
        fault
        for tried in dict.fromkeys((name, *twins))
        if tried == name or tried in files
        if (fault := _fault(tried, _frozen(files)))
    )


@lru_cache(maxsize=128)
def _fault(name: str, frozen: tuple[tuple[str, bytes], ...]) -> str:
    files = dict(frozen)
    paper = Paper(title="Example", number="EX-2026-0001", made_at=TRIED_AT)
    try:
        if name in files:
            documents.make(name, files, documents.sample(files, name), paper=paper, look=Look(council="Example"))
        else:
            return f"There is no template {name}. Put it into the folder documents of the council"
    except BrokenTemplate as error:
        return str(error)
    return ""


def _frozen(files: Mapping[str, bytes]) -> tuple[tuple[str, bytes], ...]:
    return tuple(sorted(files.items()))


def _ungiven(node: Node, name: str, files: Mapping[str, bytes]) -> Iterator[Finding]:
    given = given_names(node.inputs().get("data", ""))
    if given is None:
        return
    try:
        wanted = documents.sample(files, name)
    except BrokenTemplate:
        return
    for key in sorted(set(wanted) - given):
        yield node.finding(RULE, f"{name} asks for “{key}”, which the data do not give")


def given_names(source: str) -> frozenset[str] | None:
    """Return the names that a context written out gives, None for any other expression."""
    text = source.strip().removeprefix("=").strip()
    if not (text.startswith("{") and text.endswith("}")):
        return None
    names, depth, waiting = set[str](), 0, True
    for part in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[({]|[\])}]|,|:|[^\[({})\],:"]+', text[1:-1]):
        word = part[0]
        if word in "[({":
            depth += 1
        elif word in "])}":
            depth -= 1
        elif depth == 0 and word == ",":
            waiting = True
        elif depth == 0 and waiting and word.strip() and word != ":":
            names.add(word.strip().strip('"'))
            waiting = False
    return frozenset(names)
