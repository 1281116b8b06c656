"""Official accounts: who set them up for what, who looks after them, who may use them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, or_, select, update

from service.domain.errors import Invalid
from service.store.reading import upsert
from service.store.registers.register import Register
from service.store.tables.people import people
from service.store.tables.registers import accounts

STATUSES = ("active", "suspended", "closed")


class Accounts(Register):
    """Accounts that a council has set up. ``purpose`` is search, closed_communication, key_messages or pseudonym_exception;
    ``status`` is active, suspended or closed, and nothing opens again what was closed."""

    def put_account(
        self,
        *,
        council: str,
        account: str,
        platform: str,
        handle: str,
        purpose: str,
        status: str = "active",
        overseer: str | None = None,
    ) -> None:
        """Register an account or change it; ``account`` is its id within the council."""
        row = {
            "council": council,
            "account": account,
            "platform": platform,
            "handle": handle,
            "purpose": purpose,
            "status": status,
        }
        upsert(self._connection, accounts, [row | ({"overseer": overseer} if overseer else {})])

    def open_account(
        self,
        *,
        council: str,
        case_id: str,
        platform: str,
        handle: str,
        purpose: str,
        now: datetime,
        overseer: str | None = None,
        holders: Sequence[str] = (),
        settings_checked_on: date | None = None,
        expires_on: date | None = None,
        account: str | None = None,
    ) -> str:
        """Enter a new account as active and return its id. Raises Invalid when the id is taken, or the handle on that platform by
        an account that is not closed."""
        self.take_turn(council=council)
        name = account or self._numbered("AC", council=council, year=now.year)
        known = self.accounts(council=council)
        if any(row["account"] == name for row in known):
            raise Invalid(f"There is an account {name} already")
        if any((row["platform"], row["handle"]) == (platform, handle) and row["status"] != "closed" for row in known):
            raise Invalid("This account is registered already")
        row = {
            "council": council,
            "account": name,
            "platform": platform,
            "handle": handle,
            "purpose": purpose,
            "status": "active",
            "overseer": overseer,
            "holders": list(holders),
            "settings_checked_on": settings_checked_on,
            "opened_at": now,
            "expires_on": expires_on,
        }
        self._connection.execute(insert(accounts), row)
        self._note("account", name, "opened", council=council, case_id=case_id, at=now)
        return name

    def note_account(
        self,
        *,
        council: str,
        case_id: str,
        account: str,
        now: datetime,
        status: str | None = None,
        overseer: str | None = None,
        holders: Sequence[str] | None = None,
        settings_checked_on: date | None = None,
        expires_on: date | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> str:
        """Change what is given and leave the rest; return the status then. Raises NotFound; Invalid for an unknown status, or one that
        would open what was closed."""
        self.take_turn(council=council)
        here = (accounts.c.council == council) & (accounts.c.account == account)
        row = self._locked(accounts, here, what="account")
        if status is not None and (status not in STATUSES or (row["status"] == "closed" and status != "closed")):
            raise Invalid(f"An account that is {row['status']} cannot become {status}")
        given: dict[str, Any] = {
            "status": status,
            "overseer": overseer,
            "holders": list(holders) if holders is not None else None,
            "settings_checked_on": settings_checked_on,
            "expires_on": expires_on,
            "closed_at": now if status == "closed" and row["closed_at"] is None else None,
        }
        changed = {name: value for name, value in given.items() if value is not None}
        if changed:
            self._connection.execute(update(accounts).where(here).values(changed))
        event = "closed" if "closed_at" in changed else "noted"
        self._note("account", account, event, council=council, case_id=case_id, at=now, details=details)
        return str(changed.get("status", row["status"]))

    def accounts(self, *, council: str) -> list[dict[str, Any]]:
        """Return a council's accounts by id."""
        query = select(accounts).where(accounts.c.council == council).order_by(accounts.c.account)
        return [dict(row) for row in self._connection.execute(query).mappings()]

    def overseen_accounts(self, *, council: str) -> list[dict[str, Any]]:
        """Return a council's accounts by id, as those see them who use them: whoever has left oversees nothing."""
        query = select(accounts.c.account).where(accounts.c.council == council, nobody_oversees())
        alone = set(self._connection.execute(query).scalars())
        return [row | ({"overseer": None} if row["account"] in alone else {}) for row in self.accounts(council=council)]


def nobody_oversees() -> ColumnElement[bool]:
    """Return the condition that nobody looks after an account: no overseer is named, or the one who is has left."""
    left = select(people.c.person_id).where(people.c.active.is_(False))
    return or_(accounts.c.overseer.is_(None), accounts.c.overseer == "", accounts.c.overseer.in_(left))
