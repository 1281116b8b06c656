"""Requests for information and subject access as operations; their deadlines are counted in the council's calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from connectors.parameters import LONDON, context, local_day, optional_text, text
from connectors.protocol import Broken, Call, InCase
from connectors.register_operation import council, of_case, operation

DUE, CHASE, WARN, RED = 20, 10, 15, 18
"""Working days after receipt. The first is the law's (Freedom of Information Act 2000 s.10)."""

TOGETHER = 60
"""Working days within which requests for similar information count together for the limit of cost (Fees Regulations 2004 reg. 5)."""


def open_foi(call: Call, case: InCase) -> Mapping[str, Any]:
    """Enter a request for information, and say when what is due."""
    received = local_day(call, "receivedAt")
    if received is None:
        raise Broken("register.open_foi needs the parameter “receivedAt”")
    due = case.working_days_after(received, DUE)
    reference = case.registers.open_foi(
        **of_case(call),
        received_on=received,
        due_on=due,
        requester=text(call, "requester"),
        text=text(call, "text"),
        channel=optional_text(call, "channel") or "",
        reply_to=optional_text(call, "replyTo") or "",
        now=call.now,
    )
    moments = {"chaseAt": CHASE, "warnAt": WARN, "redAt": RED}
    begins = {name: morning(case.working_days_after(received, days)) for name, days in moments.items()}
    return {"foiReference": reference, "dueDate": due.isoformat(), **begins}


def morning(on: date) -> str:
    """Return the beginning of a day in London."""
    return datetime.combine(on, time(), LONDON).isoformat()


def note_foi(call: Call, case: InCase) -> Mapping[str, Any]:
    """Enter what happened to a request. ``clarified`` starts the clock again, on ``answeredOn`` of the details or today; ``minutes`` of
    the details are those that count for the limit of cost."""
    event, details = text(call, "event"), dict(context(call, "details"))
    minutes = details.get("minutes")
    if minutes is not None and (isinstance(minutes, bool) or not isinstance(minutes, int | float)):
        raise Broken("register.note_foi needs a number in “details.minutes”")
    row = case.registers.note_foi(
        **of_case(call),
        reference=text(call, "foiReference"),
        event=event,
        due_on=case.working_days_after(answered_on(call, details), DUE) if event == "clarified" else None,
        minutes=minutes,
        details=details,
        now=call.now,
    )
    return {"foiStatus": row["status"], "dueDate": row["due_on"].isoformat()}


def answered_on(call: Call, details: Mapping[str, Any]) -> date:
    """Return the day on which the requester answered."""
    try:
        return date.fromisoformat(str(details["answeredOn"])[:10])
    except KeyError:
        return call.now.astimezone(LONDON).date()
    except ValueError as error:
        raise Broken("register.note_foi needs a date in “details.answeredOn”") from error


def foi_linked(call: Call, case: InCase) -> Mapping[str, Any]:
    """Find the requests that count together with this one, and how many minutes they took."""
    reference = text(call, "foiReference")
    received = case.registers.foi_request(council=council(call), reference=reference)["received_on"]
    since = case.working_days_after(received, -TOGETHER)
    linked = case.registers.foi_linked(council=council(call), reference=reference, since=since)
    return {
        "linkedMinutes": sum(row["minutes"] for row in linked),
        "linkedReferences": [row["reference"] for row in linked],
    }


def open_sar(call: Call, case: InCase) -> Mapping[str, Any]:
    """Enter a subject access request, due one month after it was verified, or after today until it is."""
    verified = local_day(call, "verifiedAt")
    due = month_after(verified or call.now.astimezone(LONDON).date(), months=1)
    reference = case.registers.open_sar(
        **of_case(call),
        requester=text(call, "requester"),
        subject=text(call, "subject"),
        due_on=due,
        verified_on=verified,
        now=call.now,
    )
    return {"sarReference": reference, "dueDate": due.isoformat()}


def note_sar(call: Call, case: InCase) -> Mapping[str, Any]:
    """Enter what happened to a subject access request. ``verified`` starts the month; ``extended`` makes it three (UK GDPR art. 12(3));
    ``dueDate`` of the details, where the clock stood still, replaces what was due."""
    reference, event, details = text(call, "sarReference"), text(call, "event"), dict(context(call, "details"))
    today = call.now.astimezone(LONDON).date()
    verified = (local_day(call, "verifiedAt") or today) if event == "verified" else None
    row = case.registers.note_sar(
        **of_case(call),
        reference=reference,
        event=event,
        verified_on=verified,
        due_on=due_then(call, case, reference, details, verified=verified),
        details=details,
        now=call.now,
    )
    return {"sarStatus": row["status"], "dueDate": row["due_on"].isoformat()}


def due_then(call: Call, case: InCase, reference: str, details: Mapping[str, Any], *, verified: date | None) -> date | None:
    """Return the new day on which a subject access request is due, None when it stays."""
    if details.get("dueDate"):
        try:
            return date.fromisoformat(str(details["dueDate"])[:10])
        except ValueError as error:
            raise Broken("register.note_sar needs a date in “details.dueDate”") from error
    if verified:
        return month_after(verified, months=1)
    if text(call, "event") != "extended":
        return None
    row = case.registers.sar_request(council=council(call), reference=reference)
    return month_after(row["verified_on"] or row["opened_at"].astimezone(LONDON).date(), months=3)


def month_after(start: date, *, months: int) -> date:
    """Return the same day some months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for last in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(start.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def collect_bundle(call: Call, case: InCase) -> Mapping[str, Any]:
    """List what is held about somebody, and keep which documents are on the list: whoever acts in the case may open them while the request is
    open. ``review`` is proposed wherever somebody else may be told of, or the material is ruled out. ``keptFrom`` are the people from whom a
    case on the list is hidden: the list names it, so it is not for them."""
    given = call.parameters["subject"]
    subject = given if isinstance(given, Mapping) else text(call, "subject")
    items = case.registers.bundle(council=council(call), subject=subject)
    bundle = [
        {
            "kind": item["kind"],
            "date": item["at"].astimezone(LONDON).date().isoformat(),
            "title": item["title"],
            "caseNumber": item["number"],
            "documentId": item["document_id"],
            "status": "supply" if item["alone"] and item["evidential_status"] in (None, "OK") else "review",
        }
        for item in items
    ]
    documents = sorted({item["document_id"] for item in items if item["document_id"]})
    details = {"items": len(bundle), "documents": documents}
    case.registers.note_sar(
        **of_case(call), reference=text(call, "sarReference"), event="collected", details=details, now=call.now
    )
    return {"bundle": bundle, "keptFrom": sorted({person for item in items for person in item["hidden_from"]})}


DISCLOSURE_OPERATIONS = (
    operation(
        "open_foi",
        "Enter a request for information and count its deadlines",
        open_foi,
        needs="receivedAt requester text",
        may_have="channel replyTo",
        gives="foiReference dueDate chaseAt warnAt redAt",
    ),
    operation(
        "note_foi",
        "Enter what happened to a request for information",
        note_foi,
        needs="foiReference event",
        may_have="details",
        gives="foiStatus dueDate",
        errors="REQUEST_UNKNOWN",
    ),
    operation(
        "foi_linked",
        "Find the requests that count together with this one",
        foi_linked,
        needs="foiReference",
        gives="linkedMinutes linkedReferences",
        errors="REQUEST_UNKNOWN",
    ),
    operation(
        "open_sar",
        "Enter a subject access request",
        open_sar,
        needs="requester subject",
        may_have="verifiedAt",
        gives="sarReference dueDate",
    ),
    operation(
        "note_sar",
        "Enter what happened to a subject access request",
        note_sar,
        needs="sarReference event",
        may_have="verifiedAt details",
        gives="sarStatus dueDate",
    ),
    operation(
        "collect_bundle",
        "List what is held about somebody",
        collect_bundle,
        needs="subject sarReference",
        gives="bundle keptFrom",
    ),
)
