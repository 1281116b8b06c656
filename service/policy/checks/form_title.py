"""A form has a title.

Begin it with a text that is a heading of level one, such as "# Decide on the request".
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.forms import forms
from service.policy.checks.subject import Subject

RULE = "form-title"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each form without a title."""
    for form in forms(subject):
        if not form.title:
            yield Finding(rule=RULE, file=form.file, message="The form has no title", severity=SEVERITY)
