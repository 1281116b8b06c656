"""The audit can only grow, and shows when somebody got round that."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.domain.records import AuditEntry
from service.store import Database
from service.store.audit import Audit

from .making import MINUTE, NOW, statements

ENTRY = AuditEntry(
    verb="task_claimed", actor_id="ann", council="north", at=NOW, case_id="c1", object_id="t1", rule="SOD-01", facts={"visit": 2}
)


def test_entries_come_back_newest_first(database: Database) -> None:
    second, other = (
        replace(ENTRY, verb="task_completed", at=NOW + MINUTE),
        AuditEntry(verb="seen", actor_id="b", council="south", at=NOW),
    )
    _add(database, ENTRY, second, other)
    with database.unit_of_work(read_only=True) as unit:
        assert unit.records.audit("north") == [second, ENTRY]
        assert unit.records.audit("north", limit=1) == [second]
        assert unit.records.audit("north", case_id="c2") == []
        assert unit.records.audit("south") == [other]


def test_appending_takes_two_statements_and_nothing_none(database: Database) -> None:
    with database.unit_of_work() as unit, statements(database) as sent:
        unit.audit.add([])
        assert sent == []
        unit.audit.add([ENTRY, ENTRY])
        assert len(sent) == 2


def test_an_untouched_chain_is_intact(database: Database) -> None:
    assert _verify(database) == []
    _add(database, ENTRY)
    _add(database, ENTRY, ENTRY)
    assert _verify(database) == []


def test_what_is_rolled_back_leaves_no_gap(database: Database) -> None:
    with database.unit_of_work() as unit:
        unit.audit.add([ENTRY])
    _add(database, ENTRY)
    assert _verify(database) == []


def test_many_writers_make_one_chain(database: Database) -> None:
    def write() -> None:
        for _ in range(5):
            _add(database, ENTRY, ENTRY)

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with database.unit_of_work(read_only=True) as unit:
        assert len(unit.records.audit("north")) == 30
    assert _verify(database) == []


@pytest.mark.parametrize("attempt", ["DELETE FROM audit", "UPDATE audit SET verb = 'x'", "UPDATE audit SET payload = '{}'"])
def test_an_entry_cannot_be_changed_or_removed(database: Database, attempt: str) -> None:
    _add(database, ENTRY)
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.execute(text(attempt))


def test_an_erased_payload_leaves_the_chain_intact(database: Database) -> None:
    _add(database, ENTRY)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE audit SET payload = NULL"))
    assert _verify(database) == []
    with database.unit_of_work(read_only=True) as unit:
        assert unit.records.audit("north") == [replace(ENTRY, actor_id="", object_id="", rule="", facts={})]


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        (
            "UPDATE audit SET verb = 'x' WHERE seq = 2",
            ["Entry 2: its time, verb, council, case or place in the chain was changed."],
        ),
        ("UPDATE audit SET payload = '{}' WHERE seq = 2", ["Entry 2: who did it, on what or with which facts was changed."]),
        (
            "DELETE FROM audit WHERE seq = 2",
            ["Entry 3: does not follow entry 1.", "Entry 3: names another entry before it than the one that stands there."],
        ),
        ("DELETE FROM audit WHERE seq = 3", ["The chain ends at entry 2, but 3 were written."]),
    ],
)
def test_tampering_below_the_guard_is_found(database: Database, backend: str, tampering: str, found: list[str]) -> None:
    _add(database, ENTRY, ENTRY, ENTRY)
    with database.engine.begin() as connection:
        for statement in _unguard(backend):
            connection.execute(text(statement))
        connection.execute(text(tampering))
    assert _verify(database) == found


def _unguard(backend: str) -> list[str]:
    if backend == "postgresql":
        return ["ALTER TABLE audit DISABLE TRIGGER ALL"]
    return ["DROP TRIGGER audit_no_delete", "DROP TRIGGER audit_only_erase"]


def _add(database: Database, *entries: AuditEntry) -> None:
    with database.unit_of_work() as unit:
        unit.audit.add(entries)
        unit.commit()


def _verify(database: Database) -> list[str]:
    with database.engine.connect() as connection:
        return Audit(connection).verify()
