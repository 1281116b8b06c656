"""Jobs: leases, fences, giving up; timers and starts that come due."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain.errors import Conflict
from service.domain.records import IncidentRecord, ScheduledStart
from service.store import Database

from .making import DAY, MINUTE, NOW, applied, job, on_postgresql, statements, timer, with_case

BROKEN = IncidentRecord(incident_id="i1", case_id="c1", element_id="Send", message="refused", opened_at=NOW)
LEASE = {"lease_s": 60, "limit": 10}


def test_a_lease_hides_a_job_and_raises_fence_and_tries(database: Database) -> None:
    applied(database, with_case(database), jobs_opened=[job()])
    with database.unit_of_work() as unit, statements(database) as sent:
        [leased] = unit.work.lease_jobs(now=NOW, **LEASE)
        assert unit.work.lease_jobs(now=NOW, **LEASE) == []
        unit.commit()
    assert (leased.fence, leased.tries, leased.run_at, len(sent)) == (1, 1, NOW + MINUTE, 2)


def test_a_lease_that_ran_out_is_taken_again_with_a_higher_fence(database: Database) -> None:
    applied(database, with_case(database), jobs_opened=[job()])
    with database.unit_of_work() as unit:
        unit.work.lease_jobs(now=NOW, **LEASE)
        [again] = unit.work.lease_jobs(now=NOW + MINUTE, **LEASE)
        assert (again.fence, again.tries) == (2, 2)
        with pytest.raises(Conflict):
            unit.work.put_off_job("j1", fence=1, run_at=NOW, message="late")
        with pytest.raises(Conflict):
            unit.work.give_up_job("j1", fence=1, incident=BROKEN)


def test_two_workers_never_lease_one_job(database: Database) -> None:
    applied(database, with_case(database), jobs_opened=[job(f"j{n:02d}") for n in range(20)])
    together = threading.Barrier(2)
    taken: list[str] = []

    def work() -> None:
        together.wait(60)
        for _ in range(10):
            with database.unit_of_work() as unit:
                leased = unit.work.lease_jobs(now=NOW, lease_s=60, limit=3)
                unit.commit()
            taken.extend(item.job_id for item in leased)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == [f"j{n:02d}" for n in range(20)]


@on_postgresql
def test_a_worker_passes_over_what_another_is_taking(database: Database) -> None:
    applied(database, with_case(database), jobs_opened=[job("j1"), job("j2")])
    with database.unit_of_work() as one, database.unit_of_work() as other:
        first = one.work.lease_jobs(now=NOW, lease_s=60, limit=1)
        second = other.work.lease_jobs(now=NOW, lease_s=60, limit=1)
        assert [item.job_id for item in [*first, *second]] == ["j1", "j2"]


def test_the_oldest_jobs_are_leased_first(database: Database) -> None:
    applied(database, with_case(database), jobs_opened=[job("j2"), job("j1"), job("j3")])
    with database.unit_of_work() as unit:
        unit.work.lease_jobs(now=NOW, lease_s=60, limit=1)
        leased = unit.work.lease_jobs(now=NOW + 2 * MINUTE, lease_s=60, limit=2)
    assert [item.job_id for item in leased] == ["j2", "j3"]


def test_a_job_put_off_is_leased_when_its_time_comes(database: Database) -> None:
    applied(database, with_case(database), jobs_opened=[job()])
    with database.unit_of_work() as unit:
        unit.work.lease_jobs(now=NOW, **LEASE)
        unit.work.put_off_job("j1", fence=1, run_at=NOW + 5 * MINUTE, message="no answer")
        assert unit.work.next_due_at() == NOW + 5 * MINUTE
        assert unit.work.lease_jobs(now=NOW + 4 * MINUTE, **LEASE) == []
        assert len(unit.work.lease_jobs(now=NOW + 5 * MINUTE, **LEASE)) == 1


def test_a_job_given_up_stands_as_an_incident_until_it_is_reopened(database: Database) -> None:
    applied(database, with_case(database), jobs_opened=[job()])
    with database.unit_of_work() as unit:
        unit.work.lease_jobs(now=NOW, **LEASE)
        unit.work.give_up_job("j1", fence=1, incident=BROKEN)
        assert [item for item, _ in unit.records.incidents("north")] == [replace(BROKEN, job_id="j1")]
        assert (unit.work.job("j1")[0].state, unit.work.lease_jobs(now=NOW + DAY, **LEASE)) == ("failed", [])
        unit.work.reopen_job("j1", now=NOW + DAY)
        assert unit.records.incidents("north") == []
        again = unit.work.job("j1")[0]
        assert (again.state, again.tries, again.run_at) == ("open", 0, NOW + DAY)
        with pytest.raises(Conflict):
            unit.work.reopen_job("j1", now=NOW + DAY)


def test_cases_that_have_not_ended_have_due_timers_most_overdue_first(database: Database) -> None:
    for number, state in enumerate(["running", "ended", "paused"]):
        record = with_case(database, case_id=f"c{number}", number=f"WR-{number}", state=state)
        due = [timer(f"m{number}{n}", due_at=NOW - timedelta(minutes=number + n)) for n in range(2)]
        applied(database, record, timers_opened=due)
    with database.unit_of_work(read_only=True) as unit:
        assert unit.work.cases_with_due_timers(now=NOW, limit=10) == ["c2", "c0"]
        assert unit.work.cases_with_due_timers(now=NOW, limit=1) == ["c2"]
        assert unit.work.next_due_at() == NOW - 3 * MINUTE


def test_nothing_is_due_where_nothing_waits(database: Database) -> None:
    with database.unit_of_work(read_only=True) as unit:
        assert unit.work.next_due_at() is None


def test_a_scheduled_start_is_due_once(database: Database) -> None:
    with_case(database)
    start = ScheduledStart(
        scheduled_id="s1",
        council="north",
        procedure_id="review",
        due_at=NOW,
        variables={"a": 1},
        started_by="ann",
        parent_case_id="c1",
    )
    with database.unit_of_work() as unit:
        unit.work.schedule(start)
        unit.commit()
    with database.unit_of_work() as unit:
        assert unit.records.scheduled("north", parent_case_id="c1") == [start]
        assert (unit.records.scheduled("north"), unit.records.scheduled("north", parent_case_id="c2")) == ([start], [])
        assert unit.work.due_starts(now=NOW - MINUTE, limit=5) == []
        assert unit.work.due_starts(now=NOW, limit=5) == [start]
        unit.work.drop_start("s1")
        assert unit.work.due_starts(now=NOW, limit=5) == []
