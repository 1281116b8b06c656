"""Requests for information: when they came, when they are due, and which belong together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from service.domain.errors import NotFound, RegisterRefused
from service.store.registers.identity import plain
from service.store.registers.register import Register
from service.store.tables.disclosure import foi_requests

CLOSING = frozenset(
    "closed correspondence lapsed not_held partly_supplied refused_cost refused_exempt rerouted supplied withdrawn".split()
)
SIMILAR = 0.25
"""Share of the words of two requests that they have in common from which on they count as asking for similar information."""

WORDS_OF_LETTERS = re.compile(r"\w{4,}")


class FoiRequests(Register):
    """Requests by reference, such as ``FOI/12/0385``."""

    def open_foi(
        self,
        *,
        council: str,
        case_id: str,
        received_on: date,
        due_on: date,
        requester: str,
        text: str,
        now: datetime,
        channel: str = "",
        reply_to: str = "",
    ) -> str:
        """Enter a request and return its reference, which no other of the council has."""
        reference = self._numbered("FOI", council=council, year=received_on.year)
        row = {
            "council": council,
            "reference": reference,
            "received_on": received_on,
            "due_on": due_on,
            "requester": requester,
            "requester_key": requester_key(council, requester),
            "text": text,
            "channel": channel,
            "reply_to": reply_to,
            "status": "registered",
            "minutes": 0,
            "opened_at": now,
            "case_id": case_id,
        }
        self._connection.execute(insert(foi_requests), row)
        self._note("foi", reference, "registered", council=council, case_id=case_id, at=now)
        return reference

    def foi_request(self, *, council: str, reference: str) -> dict[str, Any]:
        """Return a request, locked until the transaction ends. Raises RegisterRefused REQUEST_UNKNOWN: it may be older than the
        register, or the reference mistyped."""
        here = (foi_requests.c.council == council) & (foi_requests.c.reference == reference)
        try:
            return self._locked(foi_requests, here, what="request for information")
        except NotFound as error:
            raise RegisterRefused("The register has no such request for information.", code="REQUEST_UNKNOWN") from error

    def note_foi(
        self,
        *,
        council: str,
        case_id: str,
        reference: str,
        event: str,
        now: datetime,
        due_on: date | None = None,
        minutes: float | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Enter an event and return the request as it stands then; ``due_on`` and ``minutes`` (spent or estimated) replace what was
        known. Raises RegisterRefused REQUEST_UNKNOWN."""
        row = self.foi_request(council=council, reference=reference)
        changed: dict[str, Any] = {"status": event}
        changed |= {"due_on": due_on} if due_on else {}
        changed |= {"minutes": minutes} if minutes is not None else {}
        changed |= {"closed_at": now} if event in CLOSING and row["closed_at"] is None else {}
        here = (foi_requests.c.council == council) & (foi_requests.c.reference == reference)
        self._connection.execute(update(foi_requests).where(here).values(changed))
        self._note("foi", reference, event, council=council, case_id=case_id, at=now, details=details)
        return row | changed

    def foi_linked(self, *, council: str, reference: str, since: date) -> list[dict[str, Any]]:
        """Return other requests that count together with this one for the limit of cost: of the same requester, received from ``since``
        to the day of this one, for the same or similar information (Fees Regulations 2004 reg. 5). Raises RegisterRefused
        REQUEST_UNKNOWN."""
        mine, table = self.foi_request(council=council, reference=reference), foi_requests.c
        query = select(foi_requests).where(table.council == council, table.requester_key == mine["requester_key"])
        query = query.where(table.received_on >= since, table.received_on <= mine["received_on"], table.reference != reference)
        rows = [dict(row) for row in self._connection.execute(query.order_by(table.reference)).mappings()]
        return [row for row in rows if similarity(row["text"], mine["text"]) >= SIMILAR]

    def foi_requests(self, *, council: str) -> list[dict[str, Any]]:
        """Return the requests of a council by day of receipt."""
        return self._rows(foi_requests, council=council, order=foi_requests.c.received_on)


def requester_key(council: str, requester: str) -> str:
    """Return the key under which a council knows a requester: the same however the name is typed."""
    return hashlib.sha256(f"{council}\0{plain(requester)}".encode()).hexdigest()


def similarity(one: str, other: str) -> float:
    """Return which share of the words of four letters and more, of both texts together, stands in both; 1 where neither has any."""
    mine, theirs = (set(WORDS_OF_LETTERS.findall(plain(text))) for text in (one, other))
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0
