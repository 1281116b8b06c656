"""The central record of covert authorisations, with the fields that an inspection asks for. Refusals stay in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from service.domain.calendar import local_day
from service.queries.reading import Reading
from service.queries.registers.table import Cell, Kind, Table

COLUMNS = (
    *("Number", "Type", "Status", "Applicant", "Investigation", "Description", "Subjects", "Confidential material likely"),
    *("Authorising officer", "Rank", "Directly involved", "Granted or refused", "Court", "Heard", "Outcome"),
    *("In force from", "In force until", "Next review", "Reviews", "Renewals", "Ended", "Reason", "Case"),
)


def tables(reading: Reading) -> tuple[Table, ...]:
    """Return every authorisation that was ever applied for, by number."""
    empty = "No covert authorisation was applied for. This is a nil return."
    return (Table(key="record", caption="Central record", columns=COLUMNS, rows=lines(reading, lambda row: True), empty=empty),)


def lines(reading: Reading, wanted: Callable[[Mapping[str, Any]], bool]) -> tuple[tuple[Cell, ...], ...]:
    """Return the lines of the central record that are wanted, by number."""
    registers, council = reading.registers, reading.council
    found = [row for row in registers.authorisations(council=council) if wanted(row)]
    history = registers.history(council=council, register="authorisation")
    names = reading.names({row["applicant"] for row in found} | {event["by"] for event in history})
    numbers = registers.case_numbers(case_ids={row["case_id"] for row in found})
    by_urn: dict[str, list[Mapping[str, Any]]] = {row["urn"]: [] for row in found}
    for event in history:
        if event["number"] in by_urn:
            by_urn[event["number"]].append(event)
    return tuple(line(row, by_urn[row["urn"]], names, numbers) for row in found)


def line(
    row: Mapping[str, Any], events: Iterable[Mapping[str, Any]], names: Mapping[str, str], numbers: Mapping[str, str]
) -> tuple[Cell, ...]:
    """Return one authorisation as the central record tells it; of several decisions the last counts."""
    last = {event["event"]: event for event in events}
    decision = last.get("granted") or last.get("refused") or {}
    court = last.get("jp_approved") or last.get("jp_refused") or {}
    ending = last.get("cancelled") or last.get("expired") or {}
    said = [event for event in (decision, court, ending) if event]
    details = {key: value for event in said for key, value in event["details"].items()}

    def times(event: str) -> str | None:
        return ", ".join(f"{local_day(item['at']):%d/%m/%Y}" for item in events if item["event"] == event) or None

    return (
        row["urn"],
        row["kind"].replace("_", " "),
        row["status"].replace("_", " "),
        names[row["applicant"]],
        row["title"] or None,
        row["description"] or None,
        ", ".join(row["subjects"]) or None,
        row["confidential"],
        names.get(decision.get("by") or ""),
        text(details.get("rank")),
        text(details.get("aoDirectlyInvolved")),
        decision.get("at"),
        text(details.get("court")),
        court.get("at"),
        text(court["event"].removeprefix("jp_")) if court else None,
        row["effective_at"],
        row["valid_until"],
        row["review_on"],
        times("reviewed"),
        times("renewed"),
        row["ended_at"],
        text((ending or decision).get("details", {}).get("reason")),
        numbers[row["case_id"]],
    )


def text(value: Any) -> str | None:
    """Return a detail in words: yes and no for what is true or false."""
    if value in (None, ""):
        return None
    return {"True": "yes", "False": "no"}.get(str(value), str(value))


KIND = Kind(
    name="authorisations",
    title="Covert authorisations",
    lead="The central record: what was applied for, who decided, what the court said, reviews, renewals and how it ended.",
    tables=tables,
)
