"""Every user task names a form, and every form that is named is there.

Choose the form in the modeller, or bring its file in: what the task asks for is in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject

RULE = "form-exists"
SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for a task without form, a form id that is computed, and a form that is missing."""
    for node in subject.nodes("userTask", "startEvent"):
        form_id = node.setting("formDefinition", "formId")
        if not form_id:
            if node.kind == "userTask":
                yield node.finding(RULE, "The task names no form: choose one under Form in the modeller")
        elif form_id.startswith("="):
            yield node.finding(RULE, "The form's id must be a plain name, not an expression")
        elif form_id not in subject.index.forms:
            yield node.finding(RULE, f"There is no form {form_id!r}")
