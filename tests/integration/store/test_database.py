"""What every database promises: times in UTC, references held, an in-memory one shared by threads."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from service.domain.errors import Conflict
from service.store import Database
from service.store import database as database_module

from .making import NOW, case, on_postgresql, person, with_case


def test_a_naive_time_is_refused(database: Database) -> None:
    with database.unit_of_work() as unit, pytest.raises(StatementError, match="without zone"):
        unit.drafts.put("t1", "ann", {}, at=datetime(2026, 1, 1))


def test_times_come_back_in_utc(database: Database) -> None:
    stored = with_case(database, started_at=NOW.astimezone(timezone(timedelta(hours=5))))
    with database.unit_of_work(read_only=True) as unit:
        read = unit.cases.by_id("c1").started_at
    assert (read, read.utcoffset()) == (stored.started_at, timedelta(0))


def test_what_is_not_json_is_refused(database: Database) -> None:
    with database.unit_of_work() as unit, pytest.raises(StatementError, match="not a JSON value"):
        unit.drafts.put("t1", "ann", {"at": NOW}, at=NOW)


def test_a_case_of_no_version_is_refused_as_a_fault_and_not_as_a_race(database: Database) -> None:
    with pytest.raises(IntegrityError), database.unit_of_work() as unit:
        unit.cases.add(case("v9"))


def test_a_file_and_a_server_are_the_only_databases() -> None:
    with pytest.raises(ValueError, match="mysql"):
        Database("mysql://host/name")


def test_an_in_memory_database_is_shared_by_threads_one_unit_at_a_time() -> None:
    database = Database("sqlite://")
    database.migrate()

    def put(name: str) -> None:
        for number in range(10):
            with database.unit_of_work() as unit:
                unit.people.put(person(f"{name}{number}", "tm"))
                unit.commit()

    threads = [threading.Thread(target=put, args=[name]) for name in ("ann", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with database.unit_of_work(read_only=True) as unit:
        assert len(unit.people.all("north")) == 20
    database.close()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_writer_that_waits_too_long_gets_conflict(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_MS", 20)
    database = Database(database_url)
    with database.unit_of_work(), pytest.raises(Conflict), database.unit_of_work():
        pass
    database.close()


@on_postgresql
def test_a_deadlock_is_a_conflict_for_one_and_success_for_the_other(database: Database) -> None:
    one = with_case(database)
    two = with_case(database, case_id="c2", number="WR-2")
    both_hold, outcomes = threading.Barrier(2), []

    def save(first: str, second: str) -> None:
        records = {"c1": one, "c2": two}
        try:
            with database.unit_of_work() as unit:
                unit.cases.save(replace(records[first], title=first))
                both_hold.wait(60)
                unit.cases.save(replace(records[second], title=first))
                unit.commit()
            outcomes.append("saved")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=save, args=pair) for pair in (("c1", "c2"), ("c2", "c1"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["conflict", "saved"]


@pytest.mark.postgres
def test_a_connection_that_died_while_it_rested_is_replaced(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.store.database.RESTED_S", 0.0)
    database, other = Database(postgresql_url), Database(postgresql_url)
    with database.engine.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with other.engine.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != pid
    database.close()
    other.close()
