"""What a form says about an answer that does not fit tells the person what to do.

"Enter a case number, like CD-204417" helps; "Invalid input" does not. A pattern needs a sentence of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.form_schemas import Field
from service.policy.checks.forms import asked, forms
from service.policy.checks.subject import Subject

RULE = "form-errors"
SEVERITY = Severity.WARNING
BLAMING = re.compile(r"\b(invalid|not valid|incorrect|illegal|failed|error|forbidden|mandatory|oops|please)\b", re.IGNORECASE)
WORDS_AT_LEAST = 3


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each pattern without a sentence, and each sentence that says no more than that something is wrong."""
    for form in forms(subject):
        for field in asked(form.fields):
            for message in _wrong(field):
                yield Finding(rule=RULE, file=form.file, element_id=field.key, message=message, severity=SEVERITY)


def _wrong(field: Field) -> Iterator[str]:
    if field.pattern and not field.error:
        yield f"“{field.label}” has a pattern, but no error says what to enter instead"
    for text in filter(None, (field.error, *(check.message for check in field.checks))):
        if BLAMING.search(text) or len(text.split()) < WORDS_AT_LEAST:
            yield f"“{text}” does not say what to do"
