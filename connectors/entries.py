"""The registers that a council names in its pack, as operations: each keeps entries by a key that is taken while one stands open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from connectors.parameters import LONDON, context, local_day, optional_text, text
from connectors.protocol import Broken, Call, InCase
from connectors.register_operation import council, of_case, operation


def enter(call: Call, case: InCase) -> Mapping[str, Any]:
    """Make an entry, numbered under the register's prefix; open unless it says otherwise."""
    register = text(call, "register")
    entry = case.registers.enter(
        **of_case(call),
        register=register,
        prefix=case.register_prefix(register),
        key=optional_text(call, "key"),
        title=optional_text(call, "title") or "",
        status=optional_text(call, "status") or "open",
        details=dict(context(call, "details")),
        review_on=local_day(call, "reviewOn"),
        expires_on=local_day(call, "expiresOn"),
        today=today(call),
        now=call.now,
    )
    return standing(entry)


def note(call: Call, case: InCase) -> Mapping[str, Any]:
    """Write down what happened to an entry, and change what is given of it; the rest stays."""
    entry = case.registers.note_entry(
        **of_case(call),
        **named(call, case),
        event=optional_text(call, "event") or "noted",
        status=optional_text(call, "status"),
        details=dict(context(call, "details")),
        review_on=local_day(call, "reviewOn"),
        expires_on=local_day(call, "expiresOn"),
        today=today(call),
        now=call.now,
    )
    return standing(entry)


def look_up(call: Call, case: InCase) -> Mapping[str, Any]:
    """Find an entry: by number, or the latest of a key, whether it has ended or not."""
    found = case.registers.entry(council=council(call), **named(call, case), today=today(call))
    return {"found": found is not None, "entry": None if found is None else told(found, case)}


def listed(call: Call, case: InCase) -> Mapping[str, Any]:
    """List entries, oldest first: of a status, with details that equal those of ``where``."""
    register, status, where = text(call, "register"), optional_text(call, "status"), context(call, "where")
    case.register_prefix(register)
    rows = case.registers.entries(council=council(call), register=register, today=today(call))
    fitting = [
        row
        for row in rows
        if status in (None, row["status"]) and all(row["details"].get(name) == value for name, value in where.items())
    ]
    numbers = case.registers.case_numbers(case_ids={row["case_id"] for row in fitting if row["case_id"]})
    entries = [
        {
            **record(row, numbers),
            "value": row["key"] or row["number"],
            "label": row["title"] or row["key"] or row["number"],
        }
        for row in fitting
    ]
    return {"entries": entries, "entryCount": len(entries)}


def named(call: Call, case: InCase) -> dict[str, str | None]:
    """Return which entry of which register is meant. Raises Broken when the call names neither a number nor a key."""
    register, number, key = text(call, "register"), optional_text(call, "entryNumber"), optional_text(call, "key")
    case.register_prefix(register)
    if number is None and key is None:
        raise Broken(f"{call.operation} needs the parameter “entryNumber” or “key”")
    return {"register": register, "number": number, "key": key}


def standing(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a diagram gets of an entry that it wrote to."""
    return {"entryNumber": entry["number"], "entryStatus": entry["status"]}


def told(row: Mapping[str, Any], case: InCase) -> Mapping[str, Any]:
    """Return one entry as a diagram sees it."""
    return record(row, case.registers.case_numbers(case_ids={row["case_id"]} if row["case_id"] else set()))


def record(row: Mapping[str, Any], numbers: Mapping[str, str]) -> Mapping[str, Any]:
    """Return an entry with its details beside what every entry has; a detail never hides one of those."""
    return {
        **row["details"],
        "number": row["number"],
        "key": row["key"],
        "title": row["title"],
        "status": row["status"],
        "openedOn": day_of(row["opened_at"]).isoformat(),
        "reviewOn": iso(row["review_on"]),
        "expiresOn": iso(row["expires_on"]),
        "caseNumber": numbers.get(row["case_id"]),
    }


def iso(day: date | None) -> str | None:
    """Return a date as diagrams keep it."""
    return day.isoformat() if day else None


def today(call: Call) -> date:
    """Return the day of the call where the councils are."""
    return day_of(call.now)


def day_of(at: datetime) -> date:
    """Return the day of a time where the councils are."""
    return at.astimezone(LONDON).date()


ENTRY_OPERATIONS = (
    operation(
        "enter",
        "Make an entry in a register that the pack names",
        enter,
        needs="register",
        may_have="key title status details reviewOn expiresOn",
        gives="entryNumber entryStatus",
        errors="KEY_TAKEN",
    ),
    operation(
        "note",
        "Enter what happened to an entry, and change what is given",
        note,
        needs="register",
        may_have="entryNumber key event status details reviewOn expiresOn",
        gives="entryNumber entryStatus",
        errors="ENTRY_UNKNOWN KEY_TAKEN",
    ),
    operation(
        "entry",
        "Look an entry up",
        look_up,
        needs="register",
        may_have="entryNumber key",
        gives="found entry",
    ),
    operation(
        "entries",
        "List the entries of a register",
        listed,
        needs="register",
        may_have="status where",
        gives="entries entryCount",
    ),
)
