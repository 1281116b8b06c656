"""The diagrams of the version that a case runs on."""

from __future__ import annotations

from collections.abc import Mapping

from service.queries.case_page import known_case
from service.queries.procedure_page import diagrams
from service.queries.reading import Reading


def case_diagrams(reading: Reading, *, number: str, content: bool = True) -> Mapping[str, str]:
    """Return BPMN XML by path, the case's own procedure first. Who may see the case may see these; a diagram holds no content,
    so no look is recorded. Raises as ``case_page``."""
    case = known_case(reading, number=number, content=content)
    reading.looks.clear()
    return diagrams(reading.opened(case.version_id), case.procedure_id)
