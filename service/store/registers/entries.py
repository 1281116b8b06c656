"""Entries of the registers that a council names in its pack: numbered, found by key, ended by their status or their date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from service.domain.entries import ENDED, EXPIRED, as_of
from service.domain.errors import RegisterRefused
from service.store.reading import insert_unless_taken
from service.store.registers.register import Register
from service.store.tables.entries import register_entries


class Entries(Register):
    """Rows have ``number, key, title, status, details, review_on, expires_on, opened_at, ended_at, case_id``. An entry past
    ``expires_on`` is told as expired, and ends the moment its key is wanted again."""

    def enter(
        self,
        *,
        council: str,
        register: str,
        prefix: str,
        today: date,
        now: datetime,
        case_id: str | None = None,
        key: str | None = None,
        title: str = "",
        status: str = "open",
        details: Mapping[str, Any] | None = None,
        review_on: date | None = None,
        expires_on: date | None = None,
    ) -> dict[str, Any]:
        """Make an entry and return it. Raises RegisterRefused KEY_TAKEN while an entry of the same key has not ended, also when a rival
        was faster."""
        number = self._numbered(prefix, council=council, year=today.year)
        self._end_expired(council, register, key, case_id=case_id, today=today, now=now)
        row: dict[str, Any] = {"council": council, "register": register, "number": number, "key": key, "title": title}
        row |= {"status": status, "details": dict(details or {}), "review_on": review_on, "expires_on": expires_on}
        row |= {"opened_at": now, "ended_at": now if status in ENDED else None, "case_id": case_id}
        if not insert_unless_taken(self._connection, register_entries, row):
            raise taken()
        self._note(register, number, "entered", council=council, case_id=case_id, at=now, details={"status": status})
        return as_of(row, today)

    def note_entry(
        self,
        *,
        council: str,
        register: str,
        today: date,
        now: datetime,
        case_id: str | None = None,
        number: str | None = None,
        key: str | None = None,
        event: str = "noted",
        status: str | None = None,
        details: Mapping[str, Any] | None = None,
        review_on: date | None = None,
        expires_on: date | None = None,
    ) -> dict[str, Any]:
        """Write an event down, change what is given, and return the entry then; ``details`` are added to those that stand. By key the
        latest entry is meant. Raises RegisterRefused: ENTRY_UNKNOWN where there is none; KEY_TAKEN when an entry that ended would open
        again while another of its key is open."""
        found = self.entry(council=council, register=register, number=number, key=key, today=today)
        if found is None:
            raise RegisterRefused("There is no such entry in the register.", code="ENTRY_UNKNOWN")
        here = (register_entries.c.council == council) & (register_entries.c.number == found["number"])
        row = self._locked(register_entries, here, what="entry")
        given = {"status": status, "review_on": review_on, "expires_on": expires_on}
        changed: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        changed["details"] = {**row["details"], **(details or {})}
        if status is not None:
            changed["ended_at"] = (row["ended_at"] or now) if status in ENDED else None
        if row["ended_at"] is not None and changed.get("ended_at", now) is None and self._is_open(council, register, row["key"]):
            raise taken()
        self._connection.execute(update(register_entries).where(here).values(changed))
        said = {**(details or {}), **({"status": status} if status else {})}
        self._note(register, row["number"], event, council=council, case_id=case_id, at=now, details=said)
        return as_of({**row, **changed}, today)

    def entry(
        self, *, council: str, register: str, today: date, number: str | None = None, key: str | None = None
    ) -> dict[str, Any] | None:
        """Return an entry by number, or the latest of a key, ended or not; None where there is none."""
        where = register_entries.c.number == number if number is not None else register_entries.c.key == key
        latest = select(register_entries).where(_of(council, register) & where).order_by(register_entries.c.seq.desc()).limit(1)
        row = self._connection.execute(latest).mappings().one_or_none()
        return None if row is None else as_of(dict(row), today)

    def entries(self, *, council: str, register: str, today: date) -> list[dict[str, Any]]:
        """Return every entry of a register, oldest first."""
        here = _of(council, register) & self._shown(register_entries.c.case_id)
        query = select(register_entries).where(here).order_by(register_entries.c.seq)
        return [as_of(dict(row), today) for row in self._connection.execute(query).mappings()]

    def _end_expired(
        self, council: str, register: str, key: str | None, *, case_id: str | None, today: date, now: datetime
    ) -> None:
        """End the entry of a key whose last day is over."""
        table = register_entries.c
        over = _of(council, register) & (table.key == key) & table.ended_at.is_(None) & (table.expires_on < today)
        ending = update(register_entries).where(over).values(status=EXPIRED, ended_at=now)
        for number in self._connection.execute(ending.returning(table.number)).scalars().all():
            self._note(register, number, EXPIRED, council=council, case_id=case_id, at=now)

    def _is_open(self, council: str, register: str, key: str | None) -> bool:
        table = register_entries.c
        query = select(table.seq).where(_of(council, register), table.key == key, table.ended_at.is_(None)).limit(1)
        return self._connection.execute(query).first() is not None


def taken() -> RegisterRefused:
    """Return the refusal of a key that another entry has."""
    return RegisterRefused("The register has an open entry of this key.", code="KEY_TAKEN")


def _of(council: str, register: str) -> ColumnElement[bool]:
    return (register_entries.c.council == council) & (register_entries.c.register == register)
