"""Online incidents, as the log of the designated person keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from service.store.registers.register import Register
from service.store.tables.oversight import online_incidents

CLOSING = ("closed", "no_further_action")


class OnlineIncidents(Register):
    """Incidents by number. An incident is open until an event closes it; what comes later is still entered."""

    def open_incident(
        self,
        *,
        council: str,
        case_id: str,
        kind: str,
        reported_by: str,
        now: datetime,
        reference: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> str:
        """Enter an incident and return its number."""
        number = self._numbered("OI", council=council, year=now.year)
        row = {
            "council": council,
            "number": number,
            "kind": kind,
            "reported_by": reported_by,
            "reference": reference,
            "status": "open",
            "opened_at": now,
            "details": dict(details or {}),
            "case_id": case_id,
        }
        self._connection.execute(insert(online_incidents), row)
        self._note("incident", number, "opened", council=council, case_id=case_id, at=now, by=reported_by)
        return number

    def note_incident(
        self,
        *,
        council: str,
        case_id: str,
        number: str,
        event: str,
        now: datetime,
        details: Mapping[str, Any] | None = None,
    ) -> str:
        """Enter an event and return the status then. Raises NotFound."""
        here = (online_incidents.c.council == council) & (online_incidents.c.number == number)
        row = self._locked(online_incidents, here, what="incident")
        status = event if event in CLOSING else row["status"]
        closed_at = row["closed_at"] or (now if event in CLOSING else None)
        self._connection.execute(update(online_incidents).where(here).values(status=status, closed_at=closed_at))
        self._note("incident", number, event, council=council, case_id=case_id, at=now, details=details)
        return str(status)

    def online_incidents(self, *, council: str) -> list[dict[str, Any]]:
        """Return the incidents of a council by number."""
        return self._rows(online_incidents, council=council, order=online_incidents.c.number)
