"""Who may use an official account, and how many seats are taken."""

from __future__ import annotations

from service.queries.reading import Reading
from service.queries.registers.table import Kind, Table


def tables(reading: Reading) -> tuple[Table, ...]:
    """Return the register of access workers by name. Of misuse only what is looked into in cases that the actor may know of."""
    registers, council = reading.registers, reading.council
    workers = registers.access_workers(council=council)
    names = reading.names({row["person_id"] for row in workers})
    rows = [
        (
            names[row["person_id"]],
            row["status"],
            row["trained_on"],
            row["until"],
            registers.has_misuse(council=council, person_id=row["person_id"]),
        )
        for row in workers
    ]
    return (
        Table(
            key="workers",
            caption="Access workers",
            columns=("Name", "Status", "Trained", "Until", "Misuse being looked into"),
            rows=tuple(sorted(rows, key=lambda row: str(row[0]))),
            empty="Nobody is registered as an access worker.",
        ),
    )


def facts(reading: Reading) -> tuple[str, ...]:
    """Say how many are active, and how many the policy pack allows."""
    active = reading.registers.active_access_workers(council=reading.council)
    limit = reading.who.pack.parameters.get("maxActiveAccessWorkers")
    return (f"{active} active" + (f" of at most {limit}. Somebody who is suspended keeps the place." if limit else "."),)


KIND = Kind(
    name="access_workers",
    title="Access workers",
    lead="People who are trained and authorised to use an official account.",
    tables=tables,
    facts=facts,
)
