"""Official accounts and their check-outs: who used which, when, for which request. No page, no term, no subject."""

from __future__ import annotations

from service.queries.reading import Reading
from service.queries.registers.table import Kind, Table


def tables(reading: Reading) -> tuple[Table, ...]:
    """Return the accounts, and every session on them, latest first."""
    registers, council = reading.registers, reading.council
    accounts, sessions = registers.accounts(council=council), list(reversed(registers.sessions(council=council)))
    people = {person for row in accounts for person in (row["overseer"], *(row["holders"] or ()))}
    names = reading.names(people | {row["person_id"] for row in sessions})
    numbers = registers.case_numbers(case_ids={row["case_id"] for row in sessions})
    used = {row["account"]: [item for item in sessions if item["account"] == row["account"]] for row in accounts}
    return (
        Table(
            key="accounts",
            caption="Official accounts",
            columns=(
                *("Account", "Handle", "Platform", "Purpose", "Status", "Looked after by", "Used by"),
                *("Settings checked", "Opened", "Expires", "Closed", "Sessions", "Last used", "In use by"),
            ),
            rows=tuple(
                (
                    row["account"],
                    row["handle"],
                    row["platform"],
                    row["purpose"].replace("_", " "),
                    row["status"],
                    names.get(row["overseer"] or ""),
                    ", ".join(names[person] for person in row["holders"] or ()) or None,
                    row["settings_checked_on"],
                    row["opened_at"],
                    row["expires_on"],
                    row["closed_at"],
                    len(used[row["account"]]),
                    max((item["opened_at"] for item in used[row["account"]]), default=None),
                    next((names[item["person_id"]] for item in used[row["account"]] if item["closed_at"] is None), None),
                )
                for row in accounts
            ),
            empty="No official account is registered.",
        ),
        Table(
            key="check-outs",
            caption="Check-outs, latest first",
            columns=("Request", "Account", "Session", "Used by", "From", "To", "Minutes"),
            rows=tuple(
                (
                    numbers[row["case_id"]],
                    row["account"],
                    row["number"],
                    names[row["person_id"]],
                    row["opened_at"],
                    row["closed_at"],
                    row["minutes"],
                )
                for row in sessions
            ),
            empty="No account was checked out yet.",
        ),
    )


KIND = Kind(
    name="accounts",
    title="Official accounts",
    lead="Every account that the council uses on social media, and every time that one was checked out.",
    tables=tables,
)
