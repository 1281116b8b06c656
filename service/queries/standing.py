"""Open incidents as they are counted and listed for somebody: without those of cases that are hidden from them."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.records import CaseRecord, IncidentRecord
from service.queries.reading import Reading


def standing_still(reading: Reading) -> Sequence[tuple[IncidentRecord, CaseRecord]]:
    """Return the open incidents of the council with their cases, oldest first."""
    found = reading.unit.records.incidents(reading.council)
    return [(incident, case) for incident, case in found if case.case_id not in reading.hidden]
