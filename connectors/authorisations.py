"""Covert authorisations as operations: the number, what happens to them, and whether one covers this moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.parameters import context, moment, optional_text, rows, text, yes_or_no
from connectors.protocol import Broken, Call, InCase
from connectors.register_operation import council, of_case, operation

MONTHS = {"RIPA_DS": 3, "RIPA_CHIS": 12, "NON_RIPA": 3}
"""How long an authorisation lasts (Regulation of Investigatory Powers Act 2000 s.43; the last by analogy), where the pack's parameter
``authorisationMonths`` says nothing else."""


def open_authorisation(call: Call, case: InCase) -> Mapping[str, Any]:
    """Enter an application under a number of its own."""
    urn = case.registers.open_authorisation(
        **of_case(call),
        kind=text(call, "kind"),
        applicant=text(call, "applicant"),
        reference=optional_text(call, "reference") or "",
        title=optional_text(call, "title") or "",
        description=optional_text(call, "description") or "",
        subjects=subject_names(call),
        confidential=yes_or_no(call, "confidential"),
        now=call.now,
    )
    return {"urn": urn}


def subject_names(call: Call) -> list[str]:
    """Return the names of the subjects, given as texts or as contexts with a name."""
    given = call.parameters.get("subjects")
    if isinstance(given, str) or (isinstance(given, list) and all(isinstance(item, str) for item in given)):
        return [given] if isinstance(given, str) else list(given)
    named = (
        row.get("fullName") or row.get("name") or row.get("text") or row.get("description") for row in rows(call, "subjects")
    )
    return [str(name) for name in named if name]


def note_authorisation(call: Call, case: InCase) -> Mapping[str, Any]:
    """Enter what happened to an authorisation, and say where it stands."""
    urn = text(call, "urn")
    kind = str(case.registers.authorisation(council=council(call), urn=urn)["kind"])
    found = case.registers.note_authorisation(
        **of_case(call),
        urn=urn,
        event=text(call, "event"),
        at=moment(call, "at") or call.now,
        months=months_of(kind, case.parameters.get("authorisationMonths")),
        by=optional_text(call, "by"),
        details=dict(context(call, "details")),
    )
    until = found["valid_until"]
    return {"authorisationStatus": found["status"], "validUntil": until.isoformat() if until else None}


def months_of(kind: str, parameter: Any) -> int:
    """Return how many months an authorisation of a kind lasts."""
    if parameter is None:
        return MONTHS[kind]
    if not isinstance(parameter, Mapping) or not isinstance(parameter.get(kind, MONTHS[kind]), int):
        raise Broken("authorisationMonths must give months by kind")
    return int(parameter.get(kind, MONTHS[kind]))


def authorisation(call: Call, case: InCase) -> Mapping[str, Any]:
    """Return an authorisation, and whether it is in force now."""
    row = case.registers.authorisation(council=council(call), urn=text(call, "urn"))
    since, until = row["effective_at"], row["valid_until"]
    record = {
        "urn": row["urn"],
        "kind": row["kind"],
        "applicant": row["applicant"],
        "reference": row["reference"],
        "title": row["title"],
        "subjects": row["subjects"],
        "confidential": row["confidential"],
        "status": row["status"],
        "effectiveAt": since.isoformat() if since else None,
        "validUntil": until.isoformat() if until else None,
        "reviewOn": row["review_on"].isoformat() if row["review_on"] else None,
    }
    valid = row["status"] == "active" and since <= call.now <= until
    return {"authorisation": record, "authorisationValid": valid}


AUTHORISATION_OPERATIONS = (
    operation(
        "open_authorisation",
        "Enter an application for a covert authorisation in the central record",
        open_authorisation,
        needs="kind applicant",
        may_have="reference title description subjects confidential",
        gives="urn",
    ),
    operation(
        "note_authorisation",
        "Enter what happened to a covert authorisation",
        note_authorisation,
        needs="urn event",
        may_have="by at details",
        gives="authorisationStatus validUntil",
    ),
    operation(
        "authorisation",
        "Look a covert authorisation up, and whether it is in force",
        authorisation,
        needs="urn",
        gives="authorisation authorisationValid",
    ),
)
