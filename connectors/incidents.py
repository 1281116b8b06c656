"""Online incidents and misuse as operations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.parameters import context, optional_text, text
from connectors.protocol import Call, InCase
from connectors.register_operation import of_case, operation


def open_incident(call: Call, case: InCase) -> Mapping[str, Any]:
    """Enter an online incident in the log of the designated person."""
    number = case.registers.open_incident(
        **of_case(call),
        kind=text(call, "kind"),
        reported_by=text(call, "reportedBy"),
        reference=optional_text(call, "reference") or "",
        details=dict(context(call, "details")),
        now=call.now,
    )
    return {"incidentNumber": number}


def note_incident(call: Call, case: InCase) -> Mapping[str, Any]:
    """Enter what happened to an online incident."""
    status = case.registers.note_incident(
        **of_case(call),
        number=text(call, "incidentNumber"),
        event=text(call, "event"),
        details=dict(context(call, "details")),
        now=call.now,
    )
    return {"incidentStatus": status}


def open_misuse(call: Call, case: InCase) -> Mapping[str, Any]:
    """Enter misuse that is looked into. Suspends nobody."""
    number = case.registers.open_misuse(
        **of_case(call),
        person_id=text(call, "person"),
        kind=text(call, "kind"),
        reference=optional_text(call, "reference"),
        now=call.now,
    )
    return {"misuseNumber": number}


def close_misuse(call: Call, case: InCase) -> Mapping[str, Any]:
    """Enter what came of misuse."""
    outcome = text(call, "outcome")
    case.registers.close_misuse(**of_case(call), number=text(call, "misuseNumber"), outcome=outcome, now=call.now)
    return {"misuseStatus": outcome}


INCIDENT_OPERATIONS = (
    operation(
        "open_incident",
        "Enter an online incident",
        open_incident,
        needs="kind reportedBy",
        may_have="reference details",
        gives="incidentNumber",
    ),
    operation(
        "note_incident",
        "Enter what happened to an online incident",
        note_incident,
        needs="incidentNumber event",
        may_have="details",
        gives="incidentStatus",
    ),
    operation(
        "open_misuse",
        "Enter misuse by a person that is being looked into",
        open_misuse,
        needs="person kind",
        may_have="reference",
        gives="misuseNumber",
    ),
    operation("close_misuse", "Enter what came of misuse", close_misuse, needs="misuseNumber outcome", gives="misuseStatus"),
)
