"""Material that may not be used, without its names: those tell of children."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.queries.reading import Reading
from service.queries.registers.table import Kind, Table

HELD_BACK = "INADMISSIBLE_PENDING"
WORDS = {"INADMISSIBLE": "inadmissible", HELD_BACK: "not to be used until decided"}


def tables(reading: Reading) -> tuple[Table, ...]:
    """Return what is marked, latest first."""
    found = [row for row in reading.registers.evidence_not_usable(council=reading.council) if is_told(reading, row)]
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


def is_told(reading: Reading, row: Mapping[str, Any]) -> bool:
    """Say whether the actor may be told that a document is marked. Not that one of their own is held back while a case is hidden from them:
    it would say what that case is about."""
    return not (reading.hidden and row["added_by"] == reading.actor_id and row["status"] == HELD_BACK)


KIND = Kind(
    name="evidence",
    title="Evidence status",
    lead="Material that may not be relied on. It is kept, never deleted, and can be attached to nothing.",
    tables=tables,
)
