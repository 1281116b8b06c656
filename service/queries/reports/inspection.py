"""The register for an inspection: the central record, assessments and what is outside the Act, official accounts. Three tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.domain.calendar import local_day
from service.domain.unnamed import unnamed
from service.queries.reading import Reading
from service.queries.registers import authorisations
from service.queries.registers.table import Cell, Table

OUTSIDE = "NON_RIPA"
ASSESSMENTS = (
    *("Reference", "Procedure", "Made", "Outcome", "Result", "Confirmed by", "Legal basis"),
    *("Looks allowed", "Looks used", "Expires"),
)
ACCOUNTS = (
    *("Account", "Handle", "Platform", "Purpose", "Status", "Looked after by", "Used by", "Opened", "Last used"),
    *("Sessions by date and request", "Expires", "Closed"),
)


def tabs(reading: Reading, since: datetime, until: datetime) -> tuple[Table, ...]:
    """Return what was in force, assessed or used in [since, until). A nil return is a sentence; no title has a name."""
    return central_record(reading, since, until), assessed(reading, since, until), used(reading, since, until)


def central_record(reading: Reading, since: datetime, until: datetime) -> Table:
    """Return the authorisations under the Act that were applied for or in force in the window, refused ones too."""
    rows = authorisations.lines(reading, lambda row: row["kind"] != OUTSIDE and concerns(row, since, until))
    return Table(
        key="central-record",
        caption="1. Central record of authorisations",
        columns=authorisations.COLUMNS,
        rows=rows,
        empty="Nil return: nothing was applied for or in force in this period.",
    )


def assessed(reading: Reading, since: datetime, until: datetime) -> Table:
    """Return each assessment of the window, oldest first, and then each application outside the Act."""
    registers, council = reading.registers, reading.council
    found = registers.assessments(
        council=council, since=since, until=until, now=reading.now, parameters=reading.who.pack.parameters
    )
    names = reading.names({each["confirmed_by"] for each in found})
    rows: list[tuple[Cell, ...]] = [
        (
            each["reference"],
            each["procedure"],
            each["at"],
            each["outcome"].replace("_", " ").lower(),
            each["result"],
            names.get(each["confirmed_by"] or ""),
            " ".join(sentence(text) for text in each["basis"]) or None,
            each["allowed"],
            each["used"],
            day(each["until"]),
        )
        for each in found
    ]
    return Table(
        key="assessments",
        caption="2. Assessments, and applications outside the Act",
        columns=ASSESSMENTS,
        rows=(*rows, *outside(reading, since, until)),
        empty="Nil return: nothing was assessed in this period.",
    )


def outside(reading: Reading, since: datetime, until: datetime) -> tuple[tuple[Cell, ...], ...]:
    """Return the applications outside the Act, refused ones too, in the columns of the assessments."""
    registers, council = reading.registers, reading.council
    found = [row for row in registers.authorisations(council=council) if row["kind"] == OUTSIDE and concerns(row, since, until)]
    history = registers.history(council=council, register="authorisation")
    numbers = registers.case_numbers(case_ids={row["case_id"] for row in found})
    decisions = {event["number"]: event for event in history if event["event"] in ("granted", "refused")}
    names = reading.names({event["by"] for event in decisions.values()})
    return tuple(
        (
            row["urn"],
            f"Application outside the Act, {numbers[row['case_id']]}",
            row["opened_at"],
            "outside the Act",
            row["status"].replace("_", " "),
            names.get(decision.get("by") or ""),
            unnamed(str(decision.get("details", {}).get("reason") or ""), row["subjects"]) or None,
            None,
            None,
            row["valid_until"],
        )
        for row in found
        for decision in (decisions.get(row["urn"], {}),)
    )


def used(reading: Reading, since: datetime, until: datetime) -> Table:
    """Return the official accounts that were open in the window, with the sessions on each in it."""
    registers, council = reading.registers, reading.council
    accounts = [row for row in registers.accounts(council=council) if concerns(row, since, until, closed="closed_at")]
    sessions = [row for row in registers.sessions(council=council) if since <= row["opened_at"] < until]
    names = reading.names({person for row in accounts for person in (row["overseer"], *(row["holders"] or ()))})
    numbers = registers.case_numbers(case_ids={row["case_id"] for row in sessions})
    by_account = {row["account"]: [each for each in sessions if each["account"] == row["account"]] for row in accounts}
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row["account"],
            row["handle"],
            row["platform"],
            row["purpose"].replace("_", " "),
            row["status"],
            names.get(row["overseer"] or ""),
            ", ".join(names[person] for person in row["holders"] or ()) or None,
            row["opened_at"],
            max((each["opened_at"] for each in mine), default=None),
            "; ".join(f"{local_day(each['opened_at']):%d/%m/%Y} {numbers[each['case_id']]}" for each in mine) or None,
            row["expires_on"],
            row["closed_at"],
        )
        for row in accounts
        for mine in (by_account[row["account"]],)
    )
    return Table(
        key="accounts",
        caption="3. Official accounts",
        columns=ACCOUNTS,
        rows=rows,
        empty="Nil return: there was no official account in this period.",
    )


def concerns(row: Mapping[str, Any], since: datetime, until: datetime, *, closed: str = "ended_at") -> bool:
    """Say whether an entry was open at some moment of the window; one without a beginning always was."""
    return (row["opened_at"] is None or row["opened_at"] < until) and (row[closed] is None or row[closed] >= since)


def sentence(text: str) -> str:
    """Return a text that ends as a sentence does."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def day(value: str | None) -> Cell:
    """Return a moment or day out of answers as one, or as it is written."""
    try:
        return datetime.fromisoformat(value).date() if value else None
    except ValueError:
        return value
