"""Cases and their compare-and-swap."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from service.domain.errors import Conflict, NotFound
from service.store import Database

from .making import MINUTE, NOW, bundle, case, on_postgresql, person, with_case


def test_a_case_comes_back_as_it_was_stored(database: Database) -> None:
    stored = with_case(database, doers={"Ask": ("ann", "bob")}, readers=("manager",), flagged=True, ended_at=NOW, ended="End")
    with database.unit_of_work(read_only=True) as unit:
        assert unit.cases.by_id("c1") == stored
        assert unit.cases.get("WR-2026-0001") == stored


def test_an_unknown_case_is_not_found(database: Database) -> None:
    with database.unit_of_work(read_only=True) as unit:
        with pytest.raises(NotFound):
            unit.cases.get("WR-2026-0001")
        with pytest.raises(NotFound):
            unit.cases.by_id("c1")


def test_saving_raises_the_revision(database: Database) -> None:
    stored = with_case(database)
    with database.unit_of_work() as unit:
        unit.cases.save(replace(stored, title="Other", snapshot=b"new"))
        unit.commit()
    with database.unit_of_work(read_only=True) as unit:
        assert unit.cases.by_id("c1") == replace(stored, title="Other", snapshot=b"new", revision=2)


def test_of_two_transactions_on_one_case_the_second_gets_conflict_naming_the_first(database: Database) -> None:
    stored = with_case(database)
    with database.unit_of_work() as unit:
        unit.people.put(person("bob", name="Bob Hall"))
        unit.commit()
    both_have_read, faster_is_done = threading.Barrier(2), threading.Event()
    lost: list[Conflict] = []

    def slower() -> None:
        with database.unit_of_work(read_only=True) as unit:
            read = unit.cases.by_id("c1")
        both_have_read.wait(60)
        faster_is_done.wait(60)
        try:
            with database.unit_of_work() as unit:
                unit.cases.save(replace(read, title="Slower"))
                unit.commit()
        except Conflict as conflict:
            lost.append(conflict)

    thread = threading.Thread(target=slower)
    thread.start()
    with database.unit_of_work() as unit:
        read = unit.cases.by_id("c1")
        both_have_read.wait(60)
        unit.cases.save(replace(read, title="Faster", updated_by="bob", updated_at=NOW + MINUTE))
        unit.commit()
    faster_is_done.set()
    thread.join(60)
    with database.unit_of_work(read_only=True) as unit:
        assert unit.cases.by_id("c1") == replace(stored, title="Faster", updated_by="bob", updated_at=NOW + MINUTE, revision=2)
    assert [(conflict.by, conflict.at) for conflict in lost] == [("Bob Hall", NOW + MINUTE)]


@on_postgresql
def test_a_save_waits_for_an_open_transaction_on_the_case_and_then_gets_conflict(database: Database) -> None:
    stored = with_case(database)
    lost: list[Conflict] = []

    def slower() -> None:
        try:
            with database.unit_of_work() as unit:
                unit.cases.save(replace(stored, title="Slower"))
                unit.commit()
        except Conflict as conflict:
            lost.append(conflict)

    thread = threading.Thread(target=slower)
    with database.unit_of_work() as unit:
        unit.cases.save(replace(stored, title="Faster"))
        thread.start()
        thread.join(0.2)
        assert thread.is_alive()
        unit.commit()
    thread.join(60)
    assert [conflict.by for conflict in lost] == ["ann"]


def test_saving_a_case_that_is_gone_is_not_found(database: Database) -> None:
    stored = with_case(database)
    with database.unit_of_work() as unit, pytest.raises(NotFound):
        unit.cases.save(replace(stored, case_id="c9"))


def test_numbers_count_per_council_prefix_and_year(database: Database) -> None:
    with database.unit_of_work() as unit:
        numbers = [unit.cases.next_number(council="north", prefix="WR", year=2026) for _ in range(2)]
        others = [
            unit.cases.next_number(council="north", prefix="WR", year=2027),
            unit.cases.next_number(council="north", prefix="UR", year=2026),
            unit.cases.next_number(council="south", prefix="WR", year=2026),
        ]
    assert (numbers, others) == (["WR-2026-0001", "WR-2026-0002"], ["WR-2027-0001", "UR-2026-0001", "WR-2026-0001"])


def test_two_who_start_at_once_get_different_numbers(database: Database) -> None:
    numbers: list[str] = []

    def start() -> None:
        for _ in range(5):
            with database.unit_of_work() as unit:
                number = unit.cases.next_number(council="north", prefix="WR", year=2026)
                unit.commit()
            numbers.append(number)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(numbers) == [f"WR-2026-{count:04d}" for count in range(1, 16)]


def test_leaving_without_commit_keeps_nothing(database: Database) -> None:
    with database.unit_of_work() as unit:
        version = unit.versions.add(bundle(), name="Search", at=NOW, by="ann", note="")
        unit.cases.add(case(version.version_id))
    with database.unit_of_work(read_only=True) as unit:
        assert (unit.records.cases("north"), unit.versions.all("north")) == ([], [])


def test_an_error_keeps_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.unit_of_work() as unit:
        unit.people.put(person("ann"))
        raise ZeroDivisionError
    with database.unit_of_work(read_only=True) as unit, pytest.raises(NotFound):
        unit.people.get("ann")


def test_a_number_taken_twice_is_a_conflict(database: Database) -> None:
    stored = with_case(database)
    with pytest.raises(Conflict), database.unit_of_work() as unit:
        unit.cases.add(replace(stored, case_id="c2"))


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    with_case(database)
    with database.unit_of_work() as writer, database.unit_of_work(read_only=True) as reader:
        writer.people.put(person("ann"))
        assert reader.cases.by_id("c1").number == "WR-2026-0001"


def test_a_read_only_unit_refuses_to_write_and_to_commit(database: Database) -> None:
    with database.unit_of_work(read_only=True) as unit, pytest.raises(RuntimeError):
        unit.commit()
    with pytest.raises(DBAPIError), database.unit_of_work(read_only=True) as unit:
        unit.people.put(person("ann"))
    with database.unit_of_work() as unit:
        unit.people.put(person("ann"))
        unit.commit()
