"""A field whose answer must have a certain pattern says so before anybody answers.

Write the pattern in words and an example into the field's description: "The case number, for example CD-204417". Dates, lengths and
kinds of files are explained by the page itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.forms import asked, forms
from service.policy.checks.subject import Subject

RULE = "form-help"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each field with a pattern and no help."""
    for form in forms(subject):
        for field in asked(form.fields):
            if field.pattern and not field.hint:
                message = f"“{field.label}” has a pattern, but no description says which"
                yield Finding(rule=RULE, file=form.file, element_id=field.key, message=message, severity=SEVERITY)
