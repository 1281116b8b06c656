"""Run migrations on the connection that Database hands over, inside its transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

from service.store.tables import metadata

ONE_AT_A_TIME = 7_240_116
"""The number of PostgreSQL's advisory lock that keeps two starting replicas from migrating together. SQLite locks anyway."""


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(:number)"), {"number": ONE_AT_A_TIME})
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
    context.run_migrations()


_run(context.config.attributes["connection"])
