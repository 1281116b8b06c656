"""No two questions on a page and no two choices of a question read the same, and every choice has words.

Whoever listens to a page hears only the labels: say in the label what tells the two apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.domain.findings import Finding, Severity
from service.form_schemas import Field, Form, Kind
from service.policy.checks.forms import asked, components, forms
from service.policy.checks.subject import Subject

RULE = "form-labels"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each label that stands twice on a page where both may be shown, and each choice without its words."""
    for form in forms(subject):
        for page in form.pages:
            yield from _twice(form, page.fields)
        for field in asked(form.fields):
            labels = [option.label.strip().casefold() for option in field.options]
            for label in sorted({label for label in labels if labels.count(label) > 1}):
                yield _finding(form, field.key, f"Two choices read “{label}”")
        for part in components(subject.bundle.files[form.file]):
            for option in part.get("values") or ():
                if not str(option.get("label") or "").strip():
                    yield _finding(form, part.get("key"), f"The choice {option.get('value')!r} has no words")


def _twice(form: Form, fields: Sequence[Field]) -> Iterator[Finding]:
    seen: dict[str, Field] = {}
    for field in fields:
        yield from _twice(form, field.fields)
        if not field.asks or field.is_quiet or field.kind is Kind.AUTO or not field.label:
            continue
        first = seen.setdefault(field.label.casefold(), field)
        if first is not field and not (first.hide and field.hide):
            yield _finding(form, field.key, f"“{field.label}” stands on the page twice, at {first.key} too")


def _finding(form: Form, key: str | None, message: str) -> Finding:
    return Finding(rule=RULE, file=form.file, element_id=key, message=message, severity=SEVERITY)
