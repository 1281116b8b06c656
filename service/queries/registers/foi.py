"""Requests for information with their deadlines."""

from __future__ import annotations

from service.queries.reading import Reading
from service.queries.registers.table import Kind, Table


def tables(reading: Reading) -> tuple[Table, ...]:
    """Return the requests: open ones first, by the day they are due."""
    registers, council = reading.registers, reading.council
    found = sorted(registers.foi_requests(council=council), key=lambda row: (row["closed_at"] is not None, row["due_on"]))
    numbers = registers.case_numbers(case_ids={row["case_id"] for row in found})
    return (
        Table(
            key="requests",
            caption="Requests for information, open ones first",
            columns=("Reference", "Requester", "Came by", "Received", "Due", "Status", "Minutes counted", "Closed", "Case"),
            rows=tuple(
                (
                    row["reference"],
                    row["requester"],
                    row["channel"] or None,
                    row["received_on"],
                    row["due_on"],
                    row["status"].replace("_", " "),
                    round(row["minutes"], 1),
                    row["closed_at"],
                    numbers[row["case_id"]],
                )
                for row in found
            ),
            empty="No request for information was registered.",
        ),
    )


KIND = Kind(
    name="foi",
    title="Requests for information",
    lead="Requests under the Freedom of Information Act, with the twentieth working day after each was received.",
    tables=tables,
)
