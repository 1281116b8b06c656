"""Two forms of a procedure do not write one variable: without output mappings the later answer would replace the earlier.

Give the later task output mappings that keep its answers under names of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from service import form_schemas
from service.domain.errors import Unfit
from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Node, Subject

RULE = "variable-written-twice"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning at each task after the first whose unmapped form writes a variable that another form writes."""
    writers: dict[tuple[str, str], list[tuple[Node, str]]] = defaultdict(list)
    for node in subject.nodes("userTask"):
        form_id = node.setting("formDefinition", "formId")
        if form_id in subject.index.forms and not node.outputs():
            for key in _written(subject, form_id):
                writers[node.file, key].append((node, form_id))
    for (_, key), found in writers.items():
        first, first_form = found[0]
        for node, form_id in found[1:]:
            if form_id != first_form:
                message = (
                    f"Its form writes {key!r}, as does the form of {first.element_id}: the later answer wins; add output mappings"
                )
                yield node.finding(RULE, message)


def _written(subject: Subject, form_id: str) -> tuple[str, ...]:
    """Return the keys that people answer; a value that the form only computes again from the case is not one."""
    path = subject.index.forms[form_id]
    try:
        form = form_schemas.load(subject.bundle.files[path], file=path)
    except Unfit:
        return ()
    return tuple(field.key for field in form.fields if field.key and field.kind != "auto")
