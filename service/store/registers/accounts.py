"""Official accounts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from service.store.reading import upsert
from service.store.registers.register import Register
from service.store.tables.registers import accounts


class Accounts(Register):
    """Accounts that a council has set up. ``purpose`` is search, closed_communication, key_messages or pseudonym_exception;
    ``status`` is active, suspended or closed."""

    def put_account(
        self, *, council: str, account: str, platform: str, handle: str, purpose: str, status: str = "active"
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
        upsert(self._connection, accounts, [row])

    def accounts(self, *, council: str) -> list[dict[str, Any]]:
        """Return a council's accounts by id."""
        query = select(accounts).where(accounts.c.council == council).order_by(accounts.c.account)
        return [dict(row) for row in self._connection.execute(query).mappings()]
