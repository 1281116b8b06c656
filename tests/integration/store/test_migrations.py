"""The migrations and the tables say the same, on both databases, and can be taken back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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


def test_two_replicas_may_migrate_at_once(empty_url: str) -> None:
    migrate = "import sys; from service.store import Database; Database(sys.argv[1]).migrate()"
    root = Path(__file__).parents[3]
    replicas = [subprocess.Popen([sys.executable, "-c", migrate, empty_url], cwd=root) for _ in range(2)]
    assert [replica.wait(120) for replica in replicas] == [0, 0]
    database = Database(empty_url)
    assert _tables(database) == {"alembic_version", *metadata.tables}
    database.close()


def test_taking_migrations_back_leaves_nothing(database: Database) -> None:
    database.unmigrate()
    assert _tables(database) == {"alembic_version"}
    database.migrate()
    assert _tables(database) == {"alembic_version", *metadata.tables}


def _tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())
