"""One database, SQLite or PostgreSQL, made ready so that both keep the same promises: foreign keys held, times in UTC, and a
writing transaction that cannot be overtaken between its first read and its commit without noticing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import StaticPool

from service.store.unit_of_work import UnitOfWork

BUSY_TIMEOUT_MS = 10_000
RESTED_S = 2.0

MIGRATING = threading.Lock()
"""Alembic keeps what it works on in module globals. Other processes are kept off by the database's own lock."""


class Database:
    """A database by URL: ``sqlite:///path``, ``sqlite://`` (in memory, one connection, one unit of work at a time, gone after
    ``close``) or ``postgresql+psycopg://…``. Creating it connects to nothing. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        on_sqlite = self.engine.dialect.name == "sqlite"
        in_memory = isinstance(self.engine.pool, StaticPool)
        self._gate: AbstractContextManager[Any] = threading.RLock() if on_sqlite else nullcontext()
        self._gate_for_reading: AbstractContextManager[Any] = self._gate if in_memory else nullcontext()

    def unit_of_work(self, *, read_only: bool = False) -> UnitOfWork:
        """Return one transaction, begun when it is entered. On SQLite a writing one holds the write lock from its beginning;
        a read-only one never waits for it. A read-only one refuses every write, and to commit.

        Writers of one process stand in line at a lock of its own: SQLite lets those who wait sleep longer and longer, up to
        100 ms each time, however soon the lock is free."""
        return UnitOfWork(self.engine, gate=self._gate_for_reading if read_only else self._gate, read_only=read_only)

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables up to a revision, by default the newest. Already there is success; safe with several at once."""
        self._alembic(lambda config: command.upgrade(config, revision))

    def unmigrate(self, revision: str = "base") -> None:
        """Take the tables down to a revision, by default to nothing. What they held is lost."""
        self._alembic(lambda config: command.downgrade(config, revision))

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def _alembic(self, run: Any) -> None:
        config = Config()
        config.set_main_option("script_location", "service.store:migrations")
        with MIGRATING, self._gate, self.engine.connect() as connection:
            config.attributes["connection"] = connection
            with ForeignKeysOff(connection), connection.begin():
                run(config)


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        server = create_engine(parsed, connect_args={"options": "-c timezone=utc"})
        event.listen(server, "checkin", _note_use)
        event.listen(server, "checkout", _refuse_when_gone(server))
        return server
    if parsed.get_backend_name() != "sqlite":
        raise ValueError(f"the store runs on SQLite and PostgreSQL, not on {parsed.get_backend_name()}")
    in_memory = parsed.database in (None, "", ":memory:")
    kept: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    engine = create_engine(parsed, connect_args={"check_same_thread": False}, **kept)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _note_use(_raw: Any, record: Any) -> None:
    record.info["used_at"] = time.monotonic()


def _refuse_when_gone(server: Engine) -> Callable[..., None]:
    """Return what asks a connection that has rested whether the server is still there; the pool brings another for one that is
    dead. One used a moment ago is not asked, for that would cost every transaction a round trip."""

    def ask(raw: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("used_at", time.monotonic()) < RESTED_S:
            return
        try:
            server.dialect.do_ping(raw)
        except server.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    return ask


def _prepare_sqlite(raw: Any, _record: Any) -> None:
    raw.isolation_level = None  # the driver would begin transactions late, after the first read: we begin them ourselves
    raw.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute(
        "PRAGMA synchronous = FULL"
    )  # synced at every commit: what was answered outlives a power cut, not only a killed process
    raw.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get("read_only", False)
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA query_only = {int(read_only)}")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


class ForeignKeysOff(AbstractContextManager[None]):
    """Rebuilding a SQLite table (batch migration) must not cascade into the rows that refer to it. Outside a transaction only."""

    def __init__(self, connection: Connection) -> None:
        self._sqlite = connection.dialect.name == "sqlite"
        self._raw: Any = connection.connection.dbapi_connection

    def __enter__(self) -> None:
        if self._sqlite:
            self._raw.execute("PRAGMA foreign_keys = OFF")

    def __exit__(self, *_error: object) -> None:
        if self._sqlite:
            self._raw.execute("PRAGMA foreign_keys = ON")
