"""Material that may not be used, without its names: those tell of children."""

from __future__ import annotations

from service.queries.reading import Reading
from service.queries.registers.table import Kind, Table

WORDS = {"INADMISSIBLE": "inadmissible", "INADMISSIBLE_PENDING": "not to be used until decided"}


def tables(reading: Reading) -> tuple[Table, ...]:
    """Return what is marked, latest first."""
    found = reading.unit.registers.evidence_not_usable(council=reading.council)
    names = reading.names({row["added_by"] for row in found})
    return (
        Table(
            key="evidence",
            caption="Material that may not be used, latest first",
            columns=("Request", "Document", "Kind of file", "Status", "Added by", "Added"),
            rows=tuple(
                (
                    row["number"],
                    row["document_id"][:8],
                    row["media_type"],
                    WORDS.get(row["status"], row["status"]),
                    names[row["added_by"]],
                    row["added_at"],
                )
                for row in found
            ),
            empty="No material is marked.",
        ),
    )


KIND = Kind(
    name="evidence",
    title="Evidence status",
    lead="Material that may not be relied on. It is kept, never deleted, and can be attached to nothing.",
    tables=tables,
)
