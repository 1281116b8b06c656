"""The migrations and the tables say the same, on both databases, and can be taken back."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from service.store import Database
from service.store.tables import metadata


def test_migrated_tables_are_the_ones_the_code_uses(empty_url: str) -> None:
    database = Database(empty_url)
    database.migrate()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_migrating_again_changes_nothing(database: Database) -> None:
    before = _tables(database)
    database.migrate()
    assert _tables(database) == before


def test_taking_migrations_back_leaves_nothing(database: Database) -> None:
    database.unmigrate()
    assert _tables(database) == {"alembic_version"}
    database.migrate()
    assert _tables(database) == {"alembic_version", *metadata.tables}


def _tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())
