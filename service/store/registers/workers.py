"""Access workers, their personal links to subjects, and who is still there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from service.domain.errors import RegisterRefused
from service.store.reading import insert_unless_taken, upsert
from service.store.registers.identity import among, known
from service.store.registers.register import Register
from service.store.tables.people import people
from service.store.tables.registers import access_workers, personal_links


class AccessWorkers(Register):
    """Who may operate an official account. ``status`` is nominated, active, suspended, revoked or refused."""

    def access_workers(self, *, council: str) -> list[dict[str, Any]]:
        """Return the registered workers by person id: ``person_id, status, trained_on, until`` (dates or None)."""
        table = access_workers.c
        query = select(table.person_id, table.status, table.trained_on, table.until).where(table.council == council)
        return [dict(row) for row in self._connection.execute(query.order_by(table.person_id)).mappings()]

    def set_access_worker(
        self,
        *,
        council: str,
        person_id: str,
        status: str,
        now: datetime,
        until: date | str | None = None,
        trained_on: date | str | None = None,
        limit: int | None = None,
    ) -> int:
        """Register a person or change their status; dates left None stay as they are. Return how many are active then.
        Raises RegisterRefused LIMIT_REACHED when more than ``limit`` would be active or suspended, whoever else is being registered:
        a suspended worker keeps the seat, so that lifting the suspension never makes one too many."""
        self.take_turn(council=council)
        row: dict[str, Any] = {"council": council, "person_id": person_id, "status": status, "changed_at": now}
        dates = {"until": _date(until), "trained_on": _date(trained_on)}
        upsert(self._connection, access_workers, [row | {name: given for name, given in dates.items() if given}])
        active = self.active_access_workers(council=council)
        if limit is not None and status == "active" and self._seated(council) > limit:
            raise RegisterRefused(f"Only {limit} people may be authorised at one time.", code="LIMIT_REACHED")
        return active

    def active_access_workers(self, *, council: str) -> int:
        """Return how many are active."""
        return self._seated(council, statuses=("active",))

    def declare_link(
        self,
        *,
        council: str,
        person_id: str,
        subjects: Sequence[Mapping[str, Any] | str],
        now: datetime,
        case_id: str | None = None,
    ) -> None:
        """Keep that a person knows these subjects, as declared in a case or outside any. Declared before is success."""
        for subject in known(council, subjects):
            row = {"council": council, "person_id": person_id, "case_id": case_id or None, "at": now} | subject.row()
            insert_unless_taken(self._connection, personal_links, row)

    def linked(self, *, council: str, person_id: str, subjects: Sequence[Mapping[str, Any] | str]) -> bool:
        """Say whether a person has declared a link to any of these subjects."""
        table = personal_links.c
        asked = known(council, subjects)
        query = select(table.identity, table.name_key, table.birth_known)
        query = query.where(table.council == council, table.person_id == person_id, among(personal_links, asked))
        return any(subject.same_as(*row) for row in self._connection.execute(query) for subject in asked)

    def person_active(self, *, person_id: str) -> bool:
        """Say whether a person is known and has not left."""
        query = select(people.c.person_id).where(people.c.person_id == person_id, people.c.active)
        return self._connection.execute(query).first() is not None

    def _seated(self, council: str, *, statuses: tuple[str, ...] = ("active", "suspended")) -> int:
        here = (access_workers.c.council == council) & access_workers.c.status.in_(statuses)
        return int(self._connection.execute(select(func.count()).select_from(access_workers).where(here)).scalar_one())


def _date(given: date | str | None) -> date | None:
    return date.fromisoformat(given) if isinstance(given, str) else given
