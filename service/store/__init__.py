"""The store: the only room that knows SQLAlchemy. It implements the ports of the domain on SQLite and PostgreSQL; no row, session
or connection leaves it, every time in and out is aware UTC, and only the unit of work commits."""

from service.store.database import Database
from service.store.evidence import FolderEvidence

__all__ = ["Database", "FolderEvidence"]
