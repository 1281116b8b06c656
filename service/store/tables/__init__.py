"""The tables, one file per group. Constraints are named by one convention, so that migrations can name them on both databases."""

from service.store.tables import audit, cases, content, disclosure, entries, oversight, people, registers, surveys, work
from service.store.tables.metadata import metadata

__all__ = [
    "audit",
    "cases",
    "content",
    "disclosure",
    "entries",
    "metadata",
    "oversight",
    "people",
    "registers",
    "surveys",
    "work",
]
