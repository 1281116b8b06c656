"""What every register stands on."""

from __future__ import annotations

from sqlalchemy import Connection

from service.store.reading import counted
from service.store.tables.registers import access_seats


class Register:
    """A register over the connection of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take_turn(self, *, council: str) -> None:
        """Keep everybody else from changing this council's registers, and from judging by them, until the transaction ends: what is
        read after this call is still true at the commit. Whatever changes sessions, access workers or the standing of documents
        begins with it, and so does a guard that reads them."""
        counted(self._connection, access_seats, {"council": council}, "changes")
