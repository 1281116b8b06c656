"""Writing one Advance: everything arrives, and in few statements."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.domain.errors import NotFound
from service.domain.execution import DecisionMade, End, MatchedRule, OpenIncident, OpenSubscription, Thrown
from service.domain.records import AuditEntry, EventRecord, IncidentRecord, JobRecord, SubscriptionRecord, TaskRecord
from service.store import Database

from .making import (
    DAY,
    MINUTE,
    NOW,
    advance,
    applied,
    closed,
    job,
    statements,
    step,
    task,
    timer,
    with_case,
)

LATER = NOW + MINUTE


def test_an_advance_without_change_sends_no_statement(database: Database) -> None:
    record = with_case(database)
    with database.unit_of_work() as unit, statements(database) as sent:
        unit.work.apply(record, advance(), at=NOW, by="ann")
    assert sent == []


def test_an_opened_task_comes_back_with_everything(database: Database) -> None:
    record = with_case(database)
    opened = task(place=("Search[2]",), lane="Director", form_id="form", assignee="bob", candidate_users=("bob",), priority=70)
    applied(
        database, record, tasks_opened=[replace(opened, candidate_groups=("director",), due_at=NOW + DAY, properties={"a": "b"})]
    )
    with database.unit_of_work(read_only=True) as unit:
        found, its_case = unit.work.task("t1")
    assert its_case == record
    assert found == TaskRecord(
        task_id="t1",
        case_id="c1",
        element_id="Decide",
        name="Decide",
        visit=1,
        place=("Search[2]",),
        lane="Director",
        form_id="form",
        assignee="bob",
        candidate_users=("bob",),
        candidate_groups=("director",),
        properties={"a": "b"},
        priority=70,
        opened_at=NOW,
        due_at=NOW + DAY,
        sent_by="ann",
    )


def test_closing_tasks_says_who_when_and_how(database: Database) -> None:
    record = with_case(database)
    applied(database, record, tasks_opened=[task("t1"), task("t2")])
    with database.unit_of_work() as unit, statements(database) as sent:
        ended = advance(tasks_closed=[closed("t1"), closed("t2", end=End.CANCELLED)])
        unit.work.apply(record, ended, at=LATER, by="bob")
        unit.commit()
    assert len(sent) == 1
    with database.unit_of_work(read_only=True) as unit:
        found = [(item.task_id, item.closed_at, item.closed_by, item.end) for item in unit.records.tasks_of("c1")]
    assert found == [("t1", LATER, "bob", "completed"), ("t2", LATER, "bob", "cancelled")]


def test_history_keeps_steps_answers_and_decisions_in_their_order(database: Database) -> None:
    record = with_case(database)
    applied(database, record, tasks_opened=[task("t1")])
    made = DecisionMade(
        decision_id="d",
        name="Fit?",
        element_id="Check",
        inputs={"age": 20},
        matched=(MatchedRule(number=2, rule_id="r"),),
        output=True,
    )
    lost = DecisionMade(decision_id="e", name="Lost", element_id="Gone", inputs={}, matched=(), output=None)
    done = advance(
        tasks_closed=[closed("t1")],
        steps=[step("Decide"), replace(step("Check", "entered"), place=("Sub",), via=("F1",)), step("Check")],
        decisions=[made, lost],
        thrown=[Thrown(kind="message", name="msg.done", payload={"a": 1})],
        incidents_opened=[OpenIncident(incident_id="i1", element_id="Next", message="no such variable")],
    )
    with database.unit_of_work() as unit:
        unit.work.apply(record, done, at=LATER, by="ann", answers={"outcome": "yes"}, task_id="t1")
        unit.commit()
    with database.unit_of_work(read_only=True) as unit:
        found = unit.records.events("c1")
    assert [(line.what, line.element_id) for line in found] == [
        ("completed", "Decide"),
        ("entered", "Check"),
        ("decided", "Check"),
        ("completed", "Check"),
        ("decided", "Gone"),
        ("thrown", ""),
        ("stopped", "Next"),
    ]
    assert found[0] == EventRecord(
        seq=found[0].seq,
        at=LATER,
        by="ann",
        what="completed",
        element_id="Decide",
        element_type="userTask",
        name="Decide",
        visit=1,
        answers={"outcome": "yes"},
        facts={"task_id": "t1"},
    )
    assert found[1].facts == {"place": ["Sub"], "via": ["F1"]}
    assert found[2].decision == {
        "decision_id": "d",
        "name": "Fit?",
        "element_id": "Check",
        "inputs": {"age": 20},
        "matched": [{"number": 2, "rule_id": "r", "annotation": ""}],
        "output": True,
        "rules_in_table": 0,
    }
    assert found[5].facts == {"payload": {"a": 1}}


def test_a_job_comes_back_due_at_once(database: Database) -> None:
    record = with_case(database)
    applied(database, record, jobs_opened=[job(parameters={"to": ["ann"]}, headers={"h": "v"}, retries=5)])
    with database.unit_of_work(read_only=True) as unit:
        assert unit.work.job("j1") == (
            JobRecord(
                job_id="j1",
                case_id="c1",
                council="north",
                element_id="Send",
                name="Send",
                operation="email.send",
                key="c1/Send/j1",
                retries=5,
                parameters={"to": ["ann"]},
                headers={"h": "v"},
                state="open",
                tries=0,
                run_at=NOW,
            ),
            record,
        )
        with pytest.raises(NotFound):
            unit.work.job("j9")


def test_subscriptions_are_found_by_name_key_and_case_until_they_close(database: Database) -> None:
    record = with_case(database)
    stop = OpenSubscription(
        subscription_id="s1", element_id="Stop", kind="message", name="msg.stop", key="k", raised_by=("tm",), label="Stop"
    )
    applied(database, record, subscriptions_opened=[stop])
    expected = SubscriptionRecord(
        subscription_id="s1",
        case_id="c1",
        element_id="Stop",
        kind="message",
        name="msg.stop",
        key="k",
        raised_by=("tm",),
        label="Stop",
    )
    with database.unit_of_work(read_only=True) as unit:
        assert unit.work.subscription("s1") == (expected, record)
        asked = {"council": "north", "kind": "message", "name": "msg.stop"}
        assert unit.work.subscriptions(**asked) == [expected]
        assert unit.work.subscriptions(**asked, key="k", case_id="c1") == [expected]
        assert unit.work.subscriptions(**asked, key="other") == []
        assert unit.records.subscriptions_of("c1") == [expected]
    applied(database, record, subscriptions_closed=[closed("s1")])
    with database.unit_of_work(read_only=True) as unit, pytest.raises(NotFound):
        unit.work.subscription("s1")


def test_an_incident_stands_until_it_closes_and_may_stand_again(database: Database) -> None:
    record = with_case(database)
    stuck = OpenIncident(incident_id="i1", element_id="Gate", message="no such variable")
    applied(database, record, incidents_opened=[stuck])
    expected = IncidentRecord(incident_id="i1", case_id="c1", element_id="Gate", message="no such variable", opened_at=NOW)
    with database.unit_of_work(read_only=True) as unit:
        assert unit.work.incident("i1") == (expected, record)
        assert unit.records.incidents("north", case_id="c1") == [(expected, replace(record, snapshot=b""))]
    applied(database, record, incidents_closed=[closed("i1")])
    with database.unit_of_work(read_only=True) as unit:
        assert unit.records.incidents("north") == []
        with pytest.raises(NotFound):
            unit.work.incident("i1")
    applied(database, record, incidents_opened=[stuck])
    with database.unit_of_work(read_only=True) as unit:
        assert unit.work.incident("i1") == (expected, record)


def test_a_closed_job_takes_its_incident_with_it(database: Database) -> None:
    record = with_case(database)
    applied(database, record, jobs_opened=[job()])
    broken = IncidentRecord(incident_id="i1", case_id="c1", element_id="Send", message="refused", opened_at=NOW)
    with database.unit_of_work() as unit:
        unit.work.give_up_job("j1", fence=0, incident=broken)
        unit.commit()
    applied(database, record, jobs_closed=[closed("j1", end=End.CANCELLED)])
    with database.unit_of_work(read_only=True) as unit:
        assert (unit.records.incidents("north"), unit.records.jobs("north")) == ([], [])


def test_one_statement_for_each_kind_however_many(database: Database) -> None:
    record = with_case(database)
    many = range(5)
    applied(database, record, tasks_opened=[task(f"t{n}") for n in many], jobs_opened=[job(f"j{n}") for n in many])
    applied(database, record, timers_opened=[timer(f"m{n}") for n in many])
    with database.unit_of_work() as unit, statements(database) as sent:
        everything = advance(
            tasks_closed=[closed(f"t{n}") for n in many],
            tasks_opened=[task(f"u{n}") for n in many],
            jobs_opened=[job(f"k{n}") for n in many],
            timers_closed=[closed(f"m{n}") for n in many],
            timers_opened=[timer(f"n{n}") for n in many],
            steps=[step(f"s{n}") for n in many],
        )
        unit.work.apply(record, everything, at=NOW, by="ann")
    assert len(sent) == 6


def test_completing_a_task_overall_stays_within_its_budget(database: Database) -> None:
    record = with_case(database)
    applied(database, record, tasks_opened=[task("t1")], timers_opened=[timer("m1")])
    with statements(database) as sent, database.unit_of_work() as unit:
        found, its_case = unit.work.task("t1")
        unit.cases.save(replace(its_case, updated_by="bob", updated_at=NOW))
        done = advance(
            tasks_closed=[closed("t1")],
            tasks_opened=[task("t2")],
            jobs_opened=[job()],
            timers_closed=[closed("m1")],
            timers_opened=[timer("m2")],
            steps=[step("Decide")],
        )
        unit.work.apply(its_case, done, at=NOW, by="bob", answers={}, task_id=found.task_id)
        unit.drafts.drop(found.task_id)
        unit.audit.add([AuditEntry(verb="task_completed", actor_id="bob", council="north", at=NOW, case_id="c1", object_id="t1")])
        unit.commit()
    assert len(sent) == 11
