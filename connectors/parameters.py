"""Reading a call's parameters: each function takes one apart or says in words what is wrong with it, as Broken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from connectors.protocol import Broken, Call

LONDON = ZoneInfo("Europe/London")


def text(call: Call, name: str) -> str:
    """Return a text that must be there. Numbers are taken as text."""
    value = optional_text(call, name)
    if value is None:
        raise Broken(f"{call.operation} needs the parameter “{name}”")
    return value


def optional_text(call: Call, name: str) -> str | None:
    """Return a text, or None when it is missing or blank."""
    value = call.parameters.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Broken(f"{call.operation} needs text in “{name}”")
    return str(value).strip() or None


def names(call: Call, name: str) -> tuple[str, ...]:
    """Return a list of texts, each once, in order; a single text counts as a list of one, nothing as an empty one."""
    value = call.parameters.get(name)
    given = value if isinstance(value, list | tuple) else [value]
    if not all(item is None or isinstance(item, str) for item in given):
        raise Broken(f"{call.operation} needs a list of texts in “{name}”")
    return tuple(dict.fromkeys(item.strip() for item in given if item and item.strip()))


def rows(call: Call, name: str) -> list[Mapping[str, Any]]:
    """Return a list of contexts; a single context counts as a list of one, nothing as an empty one."""
    value = call.parameters.get(name)
    given = [] if value is None else value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(item, Mapping) for item in given):
        raise Broken(f"{call.operation} needs a list of contexts in “{name}”")
    return list(given)


def context(call: Call, name: str) -> Mapping[str, Any]:
    """Return a context, an empty one when it is missing."""
    value = call.parameters.get(name)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise Broken(f"{call.operation} needs a context in “{name}”")
    return value


def whole_number(call: Call, name: str) -> int | None:
    """Return a whole number, or None when it is missing."""
    value = call.parameters.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise Broken(f"{call.operation} needs a whole number in “{name}”")
    return int(value)


def moment(call: Call, name: str) -> datetime | None:
    """Return an aware time, or None when it is missing. A date counts as its midnight in UTC."""
    value = optional_text(call, name)
    if value is None:
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError as error:
        raise Broken(f"{call.operation} needs a date and time in “{name}”") from error
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def local_day(call: Call, name: str) -> date | None:
    """Return a date, or the day in London of a date and time; None when it is missing."""
    value = optional_text(call, name)
    read = moment(call, name)
    if value is None or read is None:
        return None
    return date.fromisoformat(value) if len(value) == len("2026-01-01") else read.astimezone(LONDON).date()


def yes_or_no(call: Call, name: str) -> bool:
    """Return whether something is so; missing is no. ``"yes"`` and ``"no"`` are taken as forms give them."""
    value = call.parameters.get(name)
    if value not in (None, True, False, "yes", "no"):
        raise Broken(f"{call.operation} needs yes or no in “{name}”")
    return value in (True, "yes")


def day(call: Call, name: str) -> date | None:
    """Return a date, or None when it is missing."""
    read = moment(call, name)
    return read.date() if read else None
