"""What the register operations do: each takes a call apart, asks the registers and answers with what diagrams get."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from connectors.entries import today
from connectors.parameters import LONDON, context, day, moment, names, optional_text, rows, text, whole_number
from connectors.protocol import Broken, Call, InCase
from connectors.register_operation import Run, case_id, council

THIN_DESCRIPTION = 40
ADULT_AT = 18
NO_ACCESS = ("suspended", "revoked")
SEATED = ("active", "suspended")


def prior_sessions(call: Call, case: InCase) -> Mapping[str, Any]:
    """Count earlier looks at these subjects, under this reference and in the last twelve months; the highest of the subjects."""
    subjects = [*rows(call, "subject"), *rows(call, "subjects")]
    episode, year = case.registers.prior_sessions(
        council=council(call), reference=text(call, "reference"), subjects=subjects, now=call.now
    )
    return {"priorSessionsEpisode": episode, "priorSessions12m": year}


def check_subjects(call: Call, case: InCase) -> Mapping[str, Any]:
    """Say who was looked at before, who stands in another open request, and whether somebody is too young or too thinly described.
    The subjects are linked to this case, so that the next case sees them."""
    subjects, reference = rows(call, "subjects"), text(call, "reference")
    found = case.registers.check_subjects(
        council=council(call), case_id=case_id(call), reference=reference, subjects=subjects, now=call.now
    )
    ages = [age for age in (age_of(subject, today(call)) for subject in subjects) if age is not None]
    return {
        "underAge": any(age < int(case.parameters.get("subjectMinAge") or ADULT_AT) for age in ages),
        "youngestAge": min(ages, default=None),
        "searchedBefore": list(found["searched_before"]),
        "openElsewhere": list(found["open_elsewhere"]),
        "unnamedThin": any(is_thin(subject) for subject in subjects),
        **prior_sessions(call, case),
    }


def age_of(subject: Mapping[str, Any], today: date) -> int | None:
    """Return a subject's age in years: from the date of birth, else as estimated, else None."""
    born = subject.get("dateOfBirth")
    if born:
        try:
            birth = date.fromisoformat(str(born)[:10])
        except ValueError as error:
            raise Broken("A date of birth is not a date") from error
        return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    estimate = subject.get("approxAge")
    return int(estimate) if isinstance(estimate, int | float) else None


def is_thin(subject: Mapping[str, Any]) -> bool:
    """Say whether a subject without a name is described too thinly to be recognised."""
    named = str(subject.get("fullName") or "").strip()
    return not named and len(str(subject.get("description") or "").strip()) < THIN_DESCRIPTION


def access_workers(call: Call, case: InCase) -> Mapping[str, Any]:
    """List the register of access workers: all of it as ``workers``, and as ``candidates`` the ids of those who may be offered a
    search, without the ``excluding``."""
    subjects, excluded = rows(call, "subjects"), set(names(call, "excluding"))
    registered = case.registers.access_workers(council=council(call))
    called = case.names([worker["person_id"] for worker in registered])
    workers = [
        {
            "id": worker["person_id"],
            "name": called[worker["person_id"]],
            "status": worker["status"],
            "linked": bool(subjects)
            and case.registers.linked(council=council(call), person_id=worker["person_id"], subjects=subjects),
            "openMisuse": case.registers.has_misuse(council=council(call), person_id=worker["person_id"]),
        }
        for worker in registered
    ]
    free = [item for item in workers if item["status"] == "active" and not item["linked"] and not item["openMisuse"]]
    return {
        "workers": workers,
        "candidates": [item["id"] for item in free if item["id"] not in excluded],
        "activeCount": sum(item["status"] == "active" for item in workers),
    }


def nominate(call: Call, case: InCase) -> Mapping[str, Any]:
    """Say what the register knows of somebody who is to become an access worker. Whoever is suspended counts as active: they keep
    their place until it is settled."""
    person, workers = text(call, "person"), case.registers.access_workers(council=council(call))
    return {
        "activeCount": sum(worker["status"] in SEATED for worker in workers),
        "registered": any(worker["person_id"] == person and worker["status"] != "revoked" for worker in workers),
        "openMisuse": case.registers.has_misuse(council=council(call), person_id=person),
    }


def worker_sessions(call: Call, case: InCase) -> Mapping[str, Any]:
    """Count the looks of one person since a time, or ever."""
    person, since = text(call, "person"), moment(call, "from")
    held = [row for row in case.registers.sessions(council=council(call)) if row["person_id"] == person]
    return {"sessionCount": sum(since is None or row["opened_at"] >= since for row in held)}


def grant_access(call: Call, case: InCase) -> Mapping[str, Any]:
    """Enter an access worker as active, within the limit of the policy pack."""
    case.registers.set_access_worker(
        council=council(call),
        person_id=text(call, "person"),
        status="active",
        now=call.now,
        until=day(call, "until"),
        trained_on=day(call, "trainedOn"),
        limit=case.parameters.get("maxActiveAccessWorkers"),
    )
    return {"accessWorkerStatus": "active", "activeCount": nominate(call, case)["activeCount"]}


def change_access(status: str, *, misuse: bool | None = None) -> Run:
    """Return the operation that gives an access worker this status, and raises (True) or clears (False) the flag of misuse.
    Somebody who is no access worker keeps having none; whoever loses access holds no task any longer that another may do."""

    def change(call: Call, case: InCase) -> Mapping[str, Any]:
        person = text(call, "person")
        if misuse is True:
            case.registers.flag_misuse(council=council(call), person_id=person, case_id=case_id(call), now=call.now)
        if misuse is False:
            case.registers.clear_misuse(council=council(call), person_id=person, now=call.now)
        known = {worker["person_id"]: worker["status"] for worker in case.registers.access_workers(council=council(call))}
        still_open = misuse is False and case.registers.has_misuse(council=council(call), person_id=person)
        if known.get(person) in (None, "revoked") or still_open:
            return {"accessWorkerStatus": known.get(person), "tasksKept": 0}
        case.registers.set_access_worker(council=council(call), person_id=person, status=status, now=call.now)
        _, kept = case.hand_over(person) if status in NO_ACCESS else (0, 0)
        return {"accessWorkerStatus": status, "tasksKept": kept}

    return change


def declare_link(call: Call, case: InCase) -> Mapping[str, Any]:
    """Remember that a person knows these subjects, so that they are not offered a search of them again."""
    case.registers.declare_link(
        council=council(call),
        person_id=text(call, "person"),
        subjects=rows(call, "subjects"),
        case_id=case_id(call),
        now=call.now,
    )
    return {"linkDeclared": True}


def open_session(call: Call, case: InCase) -> Mapping[str, Any]:
    """Check out an official account to one person for one look."""
    opened = case.registers.open_session(
        council=council(call),
        account=optional_text(call, "account"),
        platform=optional_text(call, "platform"),
        case_id=case_id(call),
        person_id=text(call, "person"),
        subjects=rows(call, "subjects"),
        reference=text(call, "reference"),
        now=call.now,
        max_sessions=whole_number(call, "maxSessions"),
        valid_until=moment(call, "validUntil"),
        urn=optional_text(call, "urn"),
    )
    return {
        "accountSessionId": opened["session_id"],
        "sessionOpenedAt": opened["opened_at"].isoformat(),
        "sessionNumber": opened["number"],
        "account": opened["account"],
    }


def close_session(call: Call, case: InCase) -> Mapping[str, Any]:
    """Give the account back and say how long the look took."""
    minutes = case.registers.close_session(
        council=council(call),
        session_id=text(call, "accountSessionId"),
        now=call.now,
        details=dict(context(call, "details")) or None,
    )
    return {"searchMinutes": minutes, "sessionClosedAt": call.now.isoformat()}


def store(method: str) -> Run:
    """Return the operation that keeps ``values`` in the named data set, with the session and reference they belong to."""

    def keep(call: Call, case: InCase) -> Mapping[str, Any]:
        known = {name: value for name in ("accountSessionId", "reference") if (value := optional_text(call, name))}
        getattr(case.registers, method)(
            council=council(call), case_id=case_id(call), values={**context(call, "values"), **known}, now=call.now
        )
        return {"stored": True}

    return keep


def measures(call: Call, case: InCase) -> Mapping[str, Any]:
    """Compute the measures of a period from what was stored."""
    return {"measures": case.registers.measures(council=council(call), since=moment(call, "from"), until=moment(call, "to"))}


def person_active(call: Call, case: InCase) -> Mapping[str, Any]:
    """Say whether somebody still works here, and who holds a role instead."""
    role = optional_text(call, "role")
    holders = case.holders(role) if role else ()
    return {
        "personActive": case.registers.person_active(person_id=text(call, "person")),
        "replacement": holders[0] if holders else None,
    }


def role_holders(call: Call, case: InCase) -> Mapping[str, Any]:
    """List the active people who hold a role, without the ``excluding``."""
    excluded = set(names(call, "excluding"))
    return {"holders": [person for person in case.holders(text(call, "role")) if person not in excluded]}


STANDINGS = {
    "OK": "OK",
    "USABLE": "OK",
    "INADMISSIBLE_PENDING": "INADMISSIBLE_PENDING",
    "INADMISSIBLE": "INADMISSIBLE",
}
"""What a diagram may say of a document, and what is kept."""


def documents_of(call: Call, case: InCase) -> Mapping[str, Any]:
    """List the documents that somebody added, as a form offers them: by id, and called by case and day, for names tell of children."""
    added = case.registers.documents_added(
        council=council(call), person_id=text(call, "person"), reference=optional_text(call, "reference")
    )
    return {"documents": [{"value": row["document_id"], "label": _called(row)} for row in added]}


def _called(row: Mapping[str, Any]) -> str:
    return f"{row['procedure_name']} {row['number']}, document of {row['added_at'].astimezone(LONDON):%d %B %Y, %H:%M}"


def mark_documents(call: Call, case: InCase) -> Mapping[str, Any]:
    """Mark documents as usable or not, by id or all that one person added. They are kept either way; ruled out is for ever."""
    status = STANDINGS.get(text(call, "status"))
    if status is None:
        raise Broken(f"A document is one of {', '.join(STANDINGS)}")
    marked = case.registers.mark_documents(
        council=council(call), status=status, document_ids=names(call, "documents"), added_by=optional_text(call, "person")
    )
    return {"marked": marked}
