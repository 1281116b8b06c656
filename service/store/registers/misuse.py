"""Misuse that is looked into: while it is, the person is offered no search and may not become an access worker."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from service.domain.errors import NotFound
from service.store.registers.register import Register
from service.store.tables.registers import misuse_flags


class Misuse(Register):
    """Flags of misuse by person; those that a case opened have a number."""

    def flag_misuse(self, *, council: str, person_id: str, now: datetime, case_id: str | None = None) -> None:
        """Keep that misuse by a person is being looked into."""
        self.take_turn(council=council)
        row = {"council": council, "person_id": person_id, "case_id": case_id, "opened_at": now}
        self._connection.execute(insert(misuse_flags), row)

    def clear_misuse(self, *, council: str, person_id: str, now: datetime) -> None:
        """Close every open flag of a person that has no number of its own."""
        self.take_turn(council=council)
        table = misuse_flags.c
        mine = (table.council == council) & (table.person_id == person_id) & table.number.is_(None)
        self._connection.execute(update(misuse_flags).where(mine, table.closed_at.is_(None)).values(closed_at=now))

    def has_misuse(self, *, council: str, person_id: str) -> bool:
        """Say whether a misuse flag of a person is open."""
        return is_flagged(self._connection, council, person_id, shown=self._shown(misuse_flags.c.case_id))

    def open_misuse(
        self, *, council: str, case_id: str, person_id: str, kind: str, now: datetime, reference: str | None = None
    ) -> str:
        """Enter misuse that a case looks into, and return its number. Whether anybody is suspended is for others to say."""
        self.take_turn(council=council)
        number = self._numbered("MU", council=council, year=now.year)
        row = {"council": council, "person_id": person_id, "case_id": case_id, "opened_at": now, "number": number}
        self._connection.execute(insert(misuse_flags), row | {"kind": kind, "reference": reference})
        self._note("misuse", number, "opened", council=council, case_id=case_id, at=now)
        return number

    def close_misuse(self, *, council: str, case_id: str, number: str, outcome: str, now: datetime) -> None:
        """Enter what came of it; said again replaces the outcome. Raises NotFound."""
        self.take_turn(council=council)
        here = (misuse_flags.c.council == council) & (misuse_flags.c.number == number)
        changed = self._connection.execute(update(misuse_flags).where(here).values(closed_at=now, outcome=outcome)).rowcount
        if not changed:
            raise NotFound("There is no such misuse.")
        self._note("misuse", number, "closed", council=council, case_id=case_id, at=now, details={"outcome": outcome})

    def misuse(self, *, council: str) -> list[dict[str, Any]]:
        """Return every flag ever raised, oldest first."""
        return self._rows(misuse_flags, council=council, order=misuse_flags.c.seq)


def is_flagged(connection: Connection, council: str, person_id: str, *, shown: ColumnElement[bool] | None = None) -> bool:
    """Say whether misuse by a person is being looked into, as far as flags are ``shown``."""
    table = misuse_flags.c
    query = select(table.seq).where(table.council == council, table.person_id == person_id, table.closed_at.is_(None))
    query = query if shown is None else query.where(shown)
    return connection.execute(query.limit(1)).first() is not None
