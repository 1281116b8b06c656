"""What every register stands on."""

from __future__ import annotations

from sqlalchemy import Connection


class Register:
    """A register over the connection of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
