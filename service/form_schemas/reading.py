"""Reads a form-js file into a Form. Whatever we cannot draw is a named finding, never silently left out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from service.domain.errors import Unfit
from service.domain.findings import Finding, Severity, errors
from service.engine import feel
from service.form_schemas.components import KINDLESS, component
from service.form_schemas.model import CHOICES, Field, Form, Kind, Page

LONG_FROM = 3
MAX_BYTES = 1_000_000
ROOT_KEYS = frozenset(
    {
        "type",
        "id",
        "components",
        "schemaVersion",
        "executionPlatform",
        "executionPlatformVersion",
        "exporter",
        "versionTag",
        "$schema",
    }
)


@lru_cache(maxsize=512)
def load(content: bytes, *, file: str) -> Form:
    """Return the form of a file. Raises Unfit with every finding that is an error."""
    form, findings = read(content, file=file)
    wrong = errors(findings)
    if form is None or wrong:
        raise Unfit(f"The form {file} cannot be used.", findings=wrong)
    return form


def check(content: bytes, *, file: str) -> list[Finding]:
    """Return everything that is wrong with a form file, in the order of the file."""
    return read(content, file=file)[1]


def read(content: bytes, *, file: str) -> tuple[Form | None, list[Finding]]:
    """Return the form as far as it can be read, with its findings; None when it is no form at all."""
    try:
        document = json.loads(content) if len(content) <= MAX_BYTES else None
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or not isinstance(document.get("components"), list):
        return None, [Finding(rule="form-file", file=file, message="This is not a form-js file with components")]
    return _Reader(file).form(document)


class _Reader:
    """Collects findings while it reads one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.texts = 0

    def say(self, rule: str, message: str, key: str | None = None, severity: Severity = Severity.ERROR) -> None:
        self.findings.append(Finding(rule=rule, file=self.file, message=message, element_id=key, severity=severity))

    def form(self, document: Mapping[str, Any]) -> tuple[Form | None, list[Finding]]:
        form_id = document.get("id")
        if not isinstance(form_id, str) or not form_id:
            self.say("form-id", "The form has no id")
            form_id = ""
        for name in document.keys() - ROOT_KEYS:
            self.say("form-unknown", f"We do not know what “{name}” means for a form", severity=Severity.WARNING)
        components = [part for part in document["components"] if isinstance(part, dict)]
        title, components = _title(components)
        groups = [part for part in components if part.get("type") == "group"]
        long = len(groups) >= LONG_FROM
        pages = self.pages(components) if long else (Page("page-1", title, self.flat(components)),)
        self.unique([field for page in pages for field in page.fields])
        return Form(form_id=form_id, file=self.file, title=title, pages=pages, long=long), self.findings

    def pages(self, components: Sequence[Mapping[str, Any]]) -> tuple[Page, ...]:
        """Make every group a page; what stands outside a group joins the page before it, or the first one."""
        titles: list[str] = []
        parts: list[list[Field]] = []
        early: list[Field] = []
        for part in components:
            if part.get("type") == "group":
                titles.append(self.group_label(part))
                parts.append([*early, *self.flat(part.get("components") or ())])
                early = []
            else:
                (parts[-1] if parts else early).extend(self.flat([part]))
        return tuple(
            Page(f"page-{number}", title, tuple(fields))
            for number, (title, fields) in enumerate(zip(titles, parts, strict=True), 1)
        )

    def group_label(self, part: Mapping[str, Any]) -> str:
        label = part.get("label")
        if not isinstance(label, str) or not label.strip():
            self.say("form-label", "A group has no label", part.get("id"))
            return ""
        if part.get("path"):
            self.say("form-unknown", "A group with a path would nest its answers: leave the path empty", part.get("id"))
        if part.get("conditional"):
            self.say("form-unknown", "A group cannot be hidden: hide its fields", part.get("id"))
        return label.strip()

    def flat(self, components: Sequence[Any]) -> tuple[Field, ...]:
        """Return the fields of components; a group inside becomes a heading and its fields."""
        found: list[Field] = []
        for part in components:
            if not isinstance(part, dict):
                self.say("form-file", "A component is not an object")
            elif part.get("type") == "group":
                found.append(self.guidance(f"## {self.group_label(part)}"))
                found.extend(self.flat(part.get("components") or ()))
            elif part.get("type") not in KINDLESS:
                found.extend(self.field(part))
        return tuple(found)

    def guidance(self, text: str) -> Field:
        self.texts += 1
        return Field(key=f"_text{self.texts}", kind=Kind.GUIDANCE, text=text)

    def field(self, part: Mapping[str, Any]) -> list[Field]:
        if part.get("type") == "text":
            self.texts += 1
        columns = self.flat(part.get("components") or ()) if part.get("type") == "dynamiclist" else ()
        field = component(part, columns, self.say, fallback=f"_text{self.texts}")
        if field is None:
            return []
        self.judge(field)
        return [field]

    def judge(self, field: Field) -> None:
        """Find what a single field lacks."""
        if field.kind is not Kind.GUIDANCE and not field.label:
            self.say("form-label", "The field has no label", field.key)
        if field.kind in CHOICES and not field.options and field.options_from is None:
            self.say("form-options", "The field has nothing to choose from", field.key)
        if len({str(option.value) for option in field.options}) < len(field.options):
            self.say("form-options", "Two options have the same value", field.key)
        if field.kind is Kind.REPEAT and not any(column.asks for column in field.fields):
            self.say("form-repeat", "The repeating group has no field", field.key)
        if any(column.kind is Kind.REPEAT for column in field.fields):
            self.say("form-repeat", "A repeating group cannot stand inside another", field.key)
        for expression in field.expressions():
            problem = feel.parse_error(expression)
            if problem:
                self.say("form-feel", f"“{expression}” is not FEEL: {problem}", field.key)

    def unique(self, fields: Sequence[Field]) -> None:
        """Find keys that stand twice in one scope."""
        seen: set[str] = set()
        for field in fields:
            if field.key in seen:
                self.say("form-key", f"The key “{field.key}” stands twice", field.key)
            seen.add(field.key)
            self.unique(field.fields)


def _title(components: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Take a first text that is a heading of level one as the form's title."""
    first = components[0].get("text") if components and components[0].get("type") == "text" else None
    if isinstance(first, str) and first.startswith("# ") and "\n" not in first.strip():
        return first.strip()[2:].strip(), components[1:]
    return "", components
