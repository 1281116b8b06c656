"""Reads for queries."""

from __future__ import annotations

from dataclasses import replace

from service.domain.execution import End
from service.domain.records import IncidentRecord
from service.store import Database

from .making import DAY, MINUTE, NOW, applied, closed, job, statements, task, with_case


def test_open_tasks_come_oldest_first_with_their_cases(database: Database) -> None:
    record = with_case(database)
    applied(database, record, tasks_opened=[task("t2"), task("t1"), task("t3")])
    applied(database, record, tasks_closed=[closed("t3")])
    over = with_case(database, case_id="c2", number="WR-2", state="ended")
    applied(database, over, tasks_opened=[task("t4")])
    with database.unit_of_work(read_only=True) as unit, statements(database) as sent:
        found = unit.records.open_tasks("north")
        assert len(sent) == 1
        assert [(item.task_id, its_case) for item, its_case in found] == [
            (task_id, replace(record, snapshot=b"")) for task_id in ("t1", "t2")
        ]
        assert unit.records.open_tasks("south") == []


def test_open_tasks_concern_who_holds_them_is_offered_them_or_took_part(database: Database) -> None:
    record = with_case(database, doers={"Ask": ("cat",)})
    held, groups = task("t1", assignee="bob"), task("t3", candidate_groups=("osw", "manager"))
    users = task("t4", candidate_users=("bob",))
    applied(database, record, tasks_opened=[held, groups, users])
    with database.unit_of_work() as unit:

        def found(person_id: str, *roles: str) -> list[str]:
            return [item.task_id for item, _ in unit.records.open_tasks("north", person_id=person_id, roles=roles)]

        everything = ["t1", "t3", "t4"]
        assert (found("bob"), found("bo")) == (["t1", "t4"], [])
        assert (found("ann"), found("cat"), found("ca")) == (everything, everything, [])
        assert (found("dan", "manager"), found("dan", "manage", "o_w"), found("bob", "osw", "sd")) == (["t3"], [], everything)


def test_tasks_done_by_somebody_are_those_they_completed_since(database: Database) -> None:
    record = with_case(database)
    applied(database, record, tasks_opened=[task("t1"), task("t2"), task("t3")])
    applied(database, record, tasks_closed=[closed("t1"), closed("t2", end=End.CANCELLED)])
    with database.unit_of_work(read_only=True) as unit:
        assert [item.task_id for item, _ in unit.records.tasks_done_by("ann", since=NOW)] == ["t1"]
        assert unit.records.tasks_done_by("ann", since=NOW + MINUTE) == []
        assert unit.records.tasks_done_by("bob", since=NOW) == []


def test_cases_are_filtered_searched_and_paged_newest_first(database: Database) -> None:
    one = with_case(database)
    two = with_case(
        database, case_id="c2", number="WR-2026-0002", title="100% other", started_at=NOW + DAY, procedure_id="review"
    )
    three = with_case(database, case_id="c3", number="UR-1", reference="XY_9", state="ended", parent_case_id="c1")
    a, b, c = (replace(record, snapshot=b"") for record in (one, two, three))
    with database.unit_of_work(read_only=True) as unit:
        cases = unit.records.cases
        assert cases("north") == [b, a, c]
        assert cases("north", state="ended") == [c]
        assert cases("north", procedure_id="review") == [b]
        assert cases("north", search="wr-2026") == [b, a]
        assert (cases("north", search="100% OTHER"), cases("north", search="xy_"), cases("north", search="%x")) == ([b], [c], [])
        assert cases("north", limit=1, offset=1) == [a]
        assert cases("south") == []
        assert unit.records.children("c1") == [c]


def test_counts_of_elements_count_cases_that_are_open_and_times_done(database: Database) -> None:
    one, two = with_case(database), with_case(database, case_id="c2", number="WR-2")
    over = with_case(database, case_id="c3", number="WR-3", state="ended")
    applied(
        database, one, tasks_opened=[task("t1", due_at=NOW - MINUTE), task("t2", due_at=NOW + MINUTE)], jobs_opened=[job("j1")]
    )
    applied(database, two, tasks_opened=[task("t3"), task("t4")], jobs_opened=[job("j2")])
    applied(database, over, tasks_opened=[task("t5")])
    applied(database, two, tasks_closed=[closed("t3"), closed("t4", end=End.CANCELLED)], jobs_closed=[closed("j2")])
    with database.unit_of_work() as unit:
        broken = IncidentRecord(incident_id="i1", case_id="c1", element_id="Send", message="refused", opened_at=NOW)
        unit.work.give_up_job("j1", fence=0, incident=broken)
        assert unit.records.counts("north", "search", now=NOW) == {
            "Decide": {"open": 1, "overdue": 1, "incidents": 0, "done": 1},
            "Send": {"open": 1, "overdue": 0, "incidents": 1, "done": 1},
        }
        assert unit.records.counts("north", "review", now=NOW) == {}


def test_running_counts_cases_per_version(database: Database) -> None:
    record = with_case(database)
    with_case(database, case_id="c2", number="WR-2", state="paused")
    with_case(database, case_id="c3", number="WR-3", state="ended")
    with database.unit_of_work(read_only=True) as unit:
        assert (unit.records.running("north"), unit.records.running("south")) == ({record.version_id: 2}, {})


def test_jobs_are_listed_by_case_and_state(database: Database) -> None:
    record = with_case(database)
    applied(database, record, jobs_opened=[job("j1"), job("j2")])
    applied(database, record, jobs_closed=[closed("j1")])
    with database.unit_of_work(read_only=True) as unit:
        assert [item.job_id for item in unit.records.jobs("north")] == ["j2"]
        assert [item.job_id for item in unit.records.jobs("north", case_id="c1", states=["done"])] == ["j1"]
        assert unit.records.jobs("north", case_id="c2") == []


def test_looks_show_the_latest_of_each_person_latest_first(database: Database) -> None:
    with_case(database)
    with database.unit_of_work() as unit:
        for minute, (person_id, why) in enumerate([("ann", "task"), ("bob", "manager"), ("ann", "took part")]):
            unit.look("c1", person_id, why=why, at=NOW + minute * MINUTE)
        unit.look("c1", "ann", why="task", at=NOW + 2 * MINUTE)
        assert unit.records.looks("c1") == [("ann", "task", NOW + 2 * MINUTE), ("bob", "manager", NOW + MINUTE)]
        assert unit.records.looks("c2") == []
