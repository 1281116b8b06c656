"""What the actor may start."""

from __future__ import annotations

from dataclasses import replace

from service.queries.procedures import live_versions, procedure_row
from service.queries.reading import Reading
from service.queries.views import ProcedureRow


def startable(reading: Reading) -> tuple[ProcedureRow, ...]:
    """Return the procedures that the actor may start, by the words of their start, without counts."""
    found = []
    for live in live_versions(reading):
        row = procedure_row(reading, live)
        label = reading.opened(live.version_id).property_of.get("startLabel")
        if row.startable:
            found.append(replace(row, name=label) if label else row)
    return tuple(sorted(found, key=lambda row: row.name.casefold()))
