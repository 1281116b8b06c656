"""Every form can be drawn as a page: no field kind or property that would be left out in silence."""

from __future__ import annotations

from collections.abc import Iterator

from service import form_schemas
from service.domain.findings import Finding
from service.policy.checks.subject import Subject

RULES = {
    "form-file": "A form is a form-js file with components.",
    "form-id": "A form has an id.",
    "form-key": "Every field has a key of its own.",
    "form-kind": "Every field is of a kind that can be drawn as a page.",
    "form-label": "Every field has a label.",
    "form-options": "Choices have options with values of their own.",
    "form-number": "Limits of numbers and lengths are numbers.",
    "form-pattern": "Patterns can be read.",
    "form-feel": "Expressions in a form are FEEL that can be read.",
    "form-check": "A check has a message, and a message its check.",
    "form-auto": "A field that the service fills in says with what.",
    "form-repeat": "A repeating group holds fields that can be repeated.",
    "form-unknown": "Every property of a form is one that is drawn or judged.",
}


def check(subject: Subject) -> Iterator[Finding]:
    """Yield the findings of each form."""
    for path, content in subject.files(".form"):
        yield from form_schemas.check(content, file=path)
