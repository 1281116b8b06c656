"""The log of online incidents: what kind, when, how it stands. What happened to a child stands in the case."""

from __future__ import annotations

from collections import Counter

from service.queries.reading import Reading
from service.queries.registers.table import Kind, Table


def tables(reading: Reading) -> tuple[Table, ...]:
    """Return the incidents, latest first."""
    registers, council = reading.registers, reading.council
    found = list(reversed(registers.online_incidents(council=council)))
    names = reading.names({row["reported_by"] for row in found})
    numbers = registers.case_numbers(case_ids={row["case_id"] for row in found})
    entries = Counter(event["number"] for event in registers.history(council=council, register="incident"))
    return (
        Table(
            key="incidents",
            caption="Online incidents, latest first",
            columns=("Number", "Kind", "Status", "Reported by", "Reported", "Closed", "Entries", "Case"),
            rows=tuple(
                (
                    row["number"],
                    row["kind"].replace("_", " "),
                    row["status"].replace("_", " "),
                    names[row["reported_by"]],
                    row["opened_at"],
                    row["closed_at"],
                    entries[row["number"]],
                    numbers[row["case_id"]],
                )
                for row in found
            ),
            empty="No online incident was reported.",
        ),
    )


KIND = Kind(
    name="incidents",
    title="Online incidents",
    lead="What was seen online that had to be acted on, and whether it has been closed.",
    tables=tables,
)
