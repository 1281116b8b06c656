"""Who was looked at, how often: in the assessment episode and in twelve months. Read by very few, and every reading is recorded."""

from __future__ import annotations

from service.queries.reading import Reading
from service.queries.registers.table import Kind, Table


def tables(reading: Reading) -> tuple[Table, ...]:
    """Return each subject under each case reference with the looks so far, and then look by look, latest first."""
    registers, council = reading.registers, reading.council
    looks = registers.looks_at_subjects(council=council, now=reading.now)
    names = reading.names({look["person_id"] for look in looks})
    views: dict[tuple[str, str], tuple[str, str, int, int, object]] = {}
    for look in looks:
        key = look["identity"], look["reference"]
        views.setdefault(key, (look["name"], look["reference"], look["episode"], look["year"], look["opened_at"]))
    return (
        Table(
            key="subjects",
            caption="Subjects, those looked at last first",
            columns=("Subject", "Case reference", "Looks in this episode", "Looks in 12 months", "Last look"),
            rows=tuple(views.values()),  # type: ignore[arg-type]  # an aware time
            empty="Nobody was looked at.",
        ),
        Table(
            key="looks",
            caption="Looks, latest first",
            columns=("Subject", "Request", "Case reference", "Account", "Session", "Looked by", "From", "Minutes"),
            rows=tuple(
                (
                    look["name"],
                    look["number"],
                    look["reference"],
                    look["account"],
                    look["session"],
                    names[look["person_id"]],
                    look["opened_at"],
                    look["minutes"],
                )
                for look in looks
            ),
            empty="Nobody was looked at.",
        ),
    )


KIND = Kind(
    name="subjects",
    title="Subjects and sessions",
    lead="Who was looked at and how often. A second look in one episode, or several in a year, may be surveillance.",
    tables=tables,
)
