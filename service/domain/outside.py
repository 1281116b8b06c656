"""What commands and queries need that no transaction holds: the time, and encrypted bytes. Given to them by bootstrap."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """Return the aware time in UTC."""
        ...


class EvidenceStore(Protocol):
    """Encrypted bytes by document id."""

    def put(self, document_id: str, content: bytes) -> None:
        """Encrypt and keep bytes; the id is bound as associated data."""
        ...

    def get(self, document_id: str) -> bytes:
        """Return the plain bytes. Raises NotFound; raises Invalid when they were changed."""
        ...
