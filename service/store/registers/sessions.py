"""Sessions on official accounts: at most one open per account, tied to one case, by somebody who may."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update

from service.domain.calendar import local_day
from service.domain.errors import NotFound, RegisterRefused
from service.store.reading import insert_unless_taken
from service.store.registers.authorisations import is_valid
from service.store.registers.identity import known
from service.store.registers.misuse import is_flagged
from service.store.registers.register import Register
from service.store.tables.oversight import authorisations
from service.store.tables.registers import access_workers, account_sessions, accounts, session_subjects


class Sessions(Register):
    """The log of who used which account, when, for which case and on which subjects."""

    def open_session(
        self,
        *,
        council: str,
        case_id: str,
        reference: str,
        person_id: str,
        subjects: Sequence[Mapping[str, Any] | str],
        now: datetime,
        account: str | None = None,
        platform: str | None = None,
        max_sessions: int | None = None,
        valid_until: datetime | None = None,
        urn: str | None = None,
        needs_access_worker: bool = True,
    ) -> dict[str, Any]:
        """Open a session and return ``session_id, number`` (counted from 1 in the case), ``account, handle, opened_at``.
        ``account`` is an id or a handle; None or ``official`` takes any free one. Raises RegisterRefused, judged in this order:
        APPROVAL_EXPIRED after ``valid_until``, or while the authorisation ``urn`` does not cover this moment; SESSION_LIMIT after
        ``max_sessions`` of the case; WORKER_SUSPENDED when the council registers access workers and the person is not an active one, or
        when it registers none and misuse by the person is being looked into; NO_ACCOUNT when there is no such active search account;
        ACCOUNT_BUSY when none of them is free, also when a rival was faster."""
        if valid_until is not None and now > valid_until:
            raise RegisterRefused("The approval has expired.", code="APPROVAL_EXPIRED")
        self.take_turn(council=council)
        if urn is not None and not self._is_authorised(council, urn, now):
            raise RegisterRefused("The authorisation does not cover this moment.", code="APPROVAL_EXPIRED")
        used = self._sessions_of(case_id)
        if max_sessions is not None and used >= max_sessions:
            raise RegisterRefused("The approval allows no further session.", code="SESSION_LIMIT")
        if needs_access_worker and not self._may_operate(council, person_id, now):
            raise RegisterRefused("This person is not an active access worker.", code="WORKER_SUSPENDED")
        chosen, handle = self._free_account(council, account=account, platform=platform)
        session = {
            "session_id": str(uuid.uuid4()),
            "council": council,
            "account": chosen,
            "case_id": case_id,
            "number": used + 1,
            "reference": reference,
            "person_id": person_id,
            "opened_at": now,
            "details": {},
        }
        if not insert_unless_taken(self._connection, account_sessions, session):
            raise _busy()
        seen = [{"session_id": session["session_id"]} | subject.row() for subject in known(council, subjects)]
        if seen:
            self._connection.execute(insert(session_subjects), seen)
        return {key: session[key] for key in ("session_id", "number", "account", "opened_at")} | {"handle": handle}

    def close_session(self, *, council: str, session_id: str, now: datetime, details: Mapping[str, Any] | None = None) -> int:
        """Close a session and return its minutes, begun ones counted, at least 1; a session closed before keeps its end.
        ``details`` (terms, pages, …) are kept as given. Raises NotFound."""
        table = account_sessions.c
        here = (table.session_id == session_id) & (table.council == council)
        row = self._connection.execute(select(table.opened_at, table.minutes).where(here)).one_or_none()
        if row is None:
            raise NotFound("There is no such session.")
        if row.minutes is not None:
            return int(row.minutes)
        self.take_turn(council=council)
        minutes = max(1, -int(-(now - row.opened_at).total_seconds() // 60))
        ending = {"closed_at": now, "minutes": minutes, "details": dict(details or {})}
        self._connection.execute(update(account_sessions).where(here, table.closed_at.is_(None)).values(ending))
        return minutes

    def sessions(self, *, council: str, case_id: str | None = None, only_open: bool = False) -> list[dict[str, Any]]:
        """Return sessions, oldest first, with all that is kept of them but the subjects."""
        query = select(account_sessions).where(account_sessions.c.council == council, self._shown(account_sessions.c.case_id))
        if case_id is not None:
            query = query.where(account_sessions.c.case_id == case_id)
        if only_open:
            query = query.where(account_sessions.c.closed_at.is_(None))
        rows = self._connection.execute(query.order_by(account_sessions.c.opened_at, account_sessions.c.session_id))
        return [dict(row) for row in rows.mappings()]

    def _sessions_of(self, case_id: str) -> int:
        query = select(func.count()).select_from(account_sessions).where(account_sessions.c.case_id == case_id)
        return int(self._connection.execute(query).scalar_one())

    def _may_operate(self, council: str, person_id: str, now: datetime) -> bool:
        table = access_workers.c
        query = select(table.person_id, table.status, table.until).where(table.council == council)
        registered = {row.person_id: row for row in self._connection.execute(query.with_for_update(read=True))}
        if not registered:
            return not is_flagged(self._connection, council, person_id)
        mine = registered.get(person_id)
        return mine is not None and mine.status == "active" and (mine.until is None or mine.until >= local_day(now))

    def _is_authorised(self, council: str, urn: str, now: datetime) -> bool:
        here = (authorisations.c.council == council) & (authorisations.c.urn == urn)
        row = self._connection.execute(select(authorisations).where(here).with_for_update(read=True)).mappings().one_or_none()
        return row is not None and is_valid(dict(row), now)

    def _free_account(self, council: str, *, account: str | None, platform: str | None) -> tuple[str, str]:
        """Return id and handle of the first free account that fits."""
        fit: ColumnElement[bool] = (
            (accounts.c.council == council) & (accounts.c.purpose == "search") & (accounts.c.status == "active")
        )
        if platform is not None:
            fit &= accounts.c.platform == platform
        if account not in (None, "official"):
            fit &= (accounts.c.account == account) | (accounts.c.handle == account)
        fitting = select(accounts.c.account, accounts.c.handle).where(fit).order_by(accounts.c.account)
        known = dict(self._connection.execute(fitting).all())
        if not known:
            raise RegisterRefused("There is no active official account for this.", code="NO_ACCOUNT")
        table = account_sessions.c
        query = select(table.account).where(table.council == council, table.account.in_(list(known)), table.closed_at.is_(None))
        busy = set(self._connection.execute(query).scalars())
        free = next(((name, handle) for name, handle in known.items() if name not in busy), None)
        if free is None:
            raise _busy()
        return free


def _busy() -> RegisterRefused:
    return RegisterRefused("The official account is in use. Only one session can be open on it.", code="ACCOUNT_BUSY")
