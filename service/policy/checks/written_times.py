"""A date, a time or a duration that is written out in an expression can be read.

Write it as ISO 8601 says: duration("PT30M") are thirty minutes, duration("P5D") five days, date("2026-03-31") a day. Anything else
is no value at all, and the timer or due date that is made of it would stop the case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from service.domain.errors import Invalid
from service.domain.findings import Finding, Severity
from service.engine import feel
from service.policy.checks.subject import Subject

RULE = "written-times"
SEVERITY = Severity.ERROR
_WRITTEN = re.compile(r'\b(?:date and time|date|time|duration)\(\s*"[^"]*"\s*\)')


def check(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each text that gives no date, time or duration, at the element whose expression it is in."""
    for file, root in subject.roots.items():
        for element in root.iter("{*}*"):
            for text in (element.text or "", *element.attrib.values()):
                if file.endswith(".dmn") or text.strip().startswith("="):
                    for written in _WRITTEN.findall(text):
                        if not _is_value(written):
                            yield Finding(rule=RULE, file=file, element_id=_place(element), message=f"{written} is no value")


@lru_cache(maxsize=1024)
def _is_value(written: str) -> bool:
    try:
        return feel.evaluate(written, {}) is not None
    except Invalid:
        return False


def _place(element: Any) -> str | None:
    """Return the id of the element of the diagram that an expression belongs to."""
    at = element
    while at is not None:
        if at.get("id") and not at.tag.endswith(("EventDefinition", "Expression", "Entry")):
            found: str = at.get("id")
            return found
        at = at.getparent()
    return None
