"""Covert authorisations: the central record, and what each may go through. The forms and the hearing stay outside."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update

from service.domain.errors import Invalid
from service.store.registers.register import Register
from service.store.tables.oversight import authorisations

KINDS = ("RIPA_DS", "RIPA_CHIS", "NON_RIPA")
NEEDS_COURT = ("RIPA_DS", "RIPA_CHIS")
AFTER: Mapping[str, Mapping[str, str]] = {
    "applied": {"open": "applied", "returned": "applied", "applied": "applied"},
    "quality_checked": {"open": "quality_checked", "applied": "quality_checked", "quality_checked": "quality_checked"},
    "granted": {"open": "granted", "applied": "granted", "quality_checked": "granted"},
    "refused": {"open": "refused", "applied": "refused", "quality_checked": "refused", "granted": "refused"},
    "jp_approved": {"granted": "granted", "active": "active"},
    "jp_refused": {"granted": "jp_refused", "active": "active"},
    "activated": {"granted": "active"},
    "reviewed": {"active": "active"},
    "renewed": {"active": "active"},
    "cancelled": {"active": "cancelled", "granted": "cancelled", "expired": "expired", "cancelled": "cancelled"},
    "expired": {"active": "expired", "expired": "expired"},
}
"""By event and status before: the status after. What is not here cannot happen."""

OVER = ("refused", "jp_refused", "cancelled", "expired")


class Authorisations(Register):
    """Authorisations by their unique reference number."""

    def open_authorisation(
        self,
        *,
        council: str,
        case_id: str,
        kind: str,
        applicant: str,
        now: datetime,
        reference: str = "",
        title: str = "",
        description: str = "",
        subjects: Sequence[str] = (),
        confidential: bool = False,
    ) -> str:
        """Enter an application and return its number, which no other of the council has. Raises Invalid for an unknown kind."""
        if kind not in KINDS:
            raise Invalid(f"An authorisation is one of {', '.join(KINDS)}")
        urn = self._numbered("URN", council=council, year=now.year)
        row = {
            "council": council,
            "urn": urn,
            "kind": kind,
            "applicant": applicant,
            "reference": reference,
            "title": title,
            "description": description,
            "subjects": list(subjects),
            "confidential": confidential,
            "status": "open",
            "court_approved": False,
            "opened_at": now,
            "case_id": case_id,
        }
        self._connection.execute(insert(authorisations), row)
        self._note("authorisation", urn, "opened", council=council, case_id=case_id, at=now, by=applicant)
        return urn

    def note_authorisation(
        self,
        *,
        council: str,
        case_id: str,
        urn: str,
        event: str,
        at: datetime,
        months: int,
        by: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Enter an event and return the authorisation as it stands then. Activation and renewal last ``months`` from ``at``, a renewal
        from the end of what it renews; a date ``reviewDate`` among the details is the next review.

        Raises: NotFound; Invalid when the event cannot follow what was: nothing that RIPA governs is active or renewed before a
        magistrate approved (Regulation of Investigatory Powers Act 2000 s.32A), and nothing comes back that is over.
        """
        here = (authorisations.c.council == council) & (authorisations.c.urn == urn)
        row = self._locked(authorisations, here, what="authorisation")
        status = AFTER.get(event, {}).get(row["status"])
        if status is None:
            raise Invalid(f"{event} cannot follow {row['status']} for {urn}")
        changed: dict[str, Any] = {"status": status}
        if event in ("activated", "renewed"):
            if row["kind"] in NEEDS_COURT and not row["court_approved"]:
                raise Invalid(f"{urn} has no effect before a magistrate approves")
            since = row["valid_until"] if event == "renewed" else at
            changed |= {"valid_until": months_after(since, months), "court_approved": False}
            changed |= {"effective_at": at} if event == "activated" else {}
        if event in ("granted", "jp_approved", "jp_refused"):
            changed["court_approved"] = event == "jp_approved"
        if (details or {}).get("reviewDate"):
            changed["review_on"] = date.fromisoformat(str((details or {})["reviewDate"])[:10])
        if status in OVER and row["ended_at"] is None:
            changed["ended_at"] = at
        self._connection.execute(update(authorisations).where(here).values(changed))
        self._note("authorisation", urn, event, council=council, case_id=case_id, at=at, by=by, details=details)
        return row | changed

    def authorisation(self, *, council: str, urn: str) -> dict[str, Any]:
        """Return one authorisation, locked so that what is judged by it stays true. Raises NotFound."""
        return self._locked(
            authorisations, (authorisations.c.council == council) & (authorisations.c.urn == urn), what="authorisation"
        )

    def authorisations(self, *, council: str) -> list[dict[str, Any]]:
        """Return the central record, oldest first: nothing that was ever entered is missing from it."""
        return self._rows(authorisations, council=council, order=authorisations.c.urn)


def is_valid(row: Mapping[str, Any], at: datetime) -> bool:
    """Say whether an authorisation covers a moment."""
    return bool(row["status"] == "active" and row["effective_at"] <= at <= row["valid_until"])


def months_after(start: datetime, months: int) -> datetime:
    """Return the same day some months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1, day=min(start.day, calendar.monthrange(year, month + 1)[1]))
