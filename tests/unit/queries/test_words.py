"""History and steps in words, from records alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from service.domain.execution import Description, Element
from service.domain.pack import Pack, Role
from service.domain.records import EventRecord, IncidentRecord
from service.queries.history import Teller
from service.queries.rows import sender_of, with_whom
from service.queries.steps import Standing, stages, states_of, steps
from service.queries.views import EventRow
from tests.records import case_record, task_record

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
CASE = case_record(procedure_id="main", started_by="ann", updated_by="ann")
TASK = task_record("Ask", lane="Asker")


def element(element_id, kind="userTask", *, parent=None, process_id="main", called=None, then=(), **more):
    return Element(
        element_id=element_id, kind=kind, name=element_id, process_id=process_id, parent=parent, called=called, then=then, **more
    )


DESCRIPTION = Description(
    procedure_id="main",
    name="Main",
    documentation="",
    properties={},
    lanes=(),
    elements=(
        element("Start", "startEvent", then=(("", "One"),)),
        element("One", "subProcess", then=(("", "Two"),)),
        element("Ask", parent="One", lane="Asker"),
        element("Two", "callActivity", called="other", then=(("yes", "End"), ("", "Else"))),
        element("End", "endEvent"),
        element("Late", "subProcess"),
        element("Inner", process_id="other", candidate_groups=("checker",)),
    ),
)
READING = SimpleNamespace(
    who=SimpleNamespace(pack=Pack(council="ashdale", name="A", parameters={}, roles=(Role(key="checker", name="Checker"),)))
)


def event(what="completed", element_id="Ask", element_type="userTask", **more):
    given = {"seq": 1, "at": NOW, "by": "ann", "name": element_id, "visit": 1} | more
    return EventRecord(what=what, element_id=element_id, element_type=element_type, **given)


def job(element_id):
    return SimpleNamespace(element_id=element_id)


def state(element_id, **standing):
    return states_of(DESCRIPTION, Standing(case=CASE, **standing))[element_id]


def test_a_container_takes_the_most_pressing_state_of_what_is_inside():
    incident = IncidentRecord(incident_id="i", case_id="c1", element_id="Inner", message="", opened_at=NOW)
    assert (state("One", tasks=[TASK]), state("Two", jobs=[job("Inner")]), state("Two", incidents=[incident])) == (
        "here",
        "waiting",
        "paused",
    )


def test_a_container_that_was_entered_and_not_left_is_here():
    assert state("Two", events=[event("entered", "Two", "callActivity")]) == "here"


def test_what_did_not_happen_is_to_come_until_the_case_ends():
    over = replace(CASE, state="ended", ended="End")
    assert state("End") == "to_come"
    assert states_of(DESCRIPTION, Standing(case=over, events=[event()]))["End"] == "not_needed"
    assert states_of(DESCRIPTION, Standing(case=over, events=[event()]))["Ask"] == "done"


def test_steps_say_who_and_when_and_where_next():
    done = replace(TASK, closed_at=NOW, closed_by="ann", end="completed")
    standing = Standing(case=CASE, tasks=[done], events=[event()], names={"ann": "Ann Ask"})
    rows = {row.element_id: row for row in steps(READING, DESCRIPTION, standing)}
    assert (rows["Ask"].note, rows["Ask"].who) == ("Done by Ann Ask, 20 March", "Asker")
    assert (rows["Inner"].who, rows["Two"].then) == ("Checker", "yes: End; Else")


def test_what_a_called_procedure_does_stands_where_it_is_called():
    order = [row.element_id for row in steps(READING, DESCRIPTION, Standing(case=CASE))]
    assert order == ["Start", "One", "Ask", "Two", "Inner", "End", "Late"]


def test_a_step_here_now_says_by_when():
    task = replace(TASK, assignee="ann", due_at=NOW)
    rows = {
        row.element_id: row for row in steps(READING, DESCRIPTION, Standing(case=CASE, tasks=[task], names={"ann": "Ann Ask"}))
    }
    assert rows["Ask"].note == "Here now: Ann Ask, by 20 March"


def test_phases_are_what_flows_reach_and_not_event_sub_processes():
    rows = steps(READING, DESCRIPTION, Standing(case=CASE))
    assert [row.element_id for row in stages(DESCRIPTION, rows)] == ["One", "Two"]


def test_a_task_is_sent_by_the_last_person_where_a_job_came_between():
    assert sender_of(replace(TASK, sent_by="triangulate"), CASE) == "ann"
    assert sender_of(replace(TASK, sent_by="cy"), CASE) == "cy"


@pytest.mark.parametrize(
    ("task", "words"),
    [
        (TASK, "Asker"),
        (replace(TASK, candidate_groups=("checker",)), "Checker"),
        (replace(TASK, candidate_users=("ann",)), "Ann Ask"),
        (replace(TASK, assignee="cy", candidate_groups=("checker",)), "cy"),
        (replace(TASK, lane=None), ""),
    ],
)
def test_a_task_is_with_its_holder_else_its_roles_people_or_lane(task, words):
    assert with_whom(READING, [task], names={"ann": "Ann Ask"}) == words


def teller(**more):
    description = SimpleNamespace(element=lambda element_id: element("Withdraw", "startEvent", properties={"raisedBy": "asker"}))
    opened = SimpleNamespace(procedure=SimpleNamespace(description=description), forms={})
    return Teller(**{"reading": READING, "case": CASE, "opened": opened, "names": {"ann": "Ann Ask"}} | more)


MADE = {"name": "Grounds", "matched": [{"number": 12, "rule_id": "r", "annotation": "Record why"}], "rules_in_table": 15}


def test_a_decision_shows_the_rule_that_matched():
    row = teller().row(event("decided", "Check", "decision", decision=MADE, name=""))
    assert row == EventRow(
        at=NOW, title="Grounds", by="", element_id="Check", what="decision", rules=("Record why",), rule_of="Rule 12 of 15"
    )


def test_a_decision_may_match_several_rules_or_none():
    two = {**MADE, "matched": MADE["matched"] * 2}
    assert teller().row(event("decided", decision=two)).rule_of == "Rules 12, 12 of 15"
    assert teller().row(event("decided", decision={**MADE, "matched": []})).rule_of == "None of 15 rules"


def test_without_content_a_decision_is_only_that_there_was_one():
    row = teller(content=False).row(event("decided", decision=MADE))
    assert (row.rules, row.rule_of) == ((), "")


@pytest.mark.parametrize(
    "silent", [event("entered"), event(element_type="exclusiveGateway"), event(name=""), event(element_type="endEvent")]
)
def test_what_says_nothing_to_a_reader_is_left_out(silent):
    assert teller().row(silent) is None


def test_raised_events_ends_pauses_and_rounds_are_told():
    assert teller().row(event(element_id="Withdraw", element_type="startEvent")).by == "Ann Ask"
    assert teller(case=replace(CASE, ended="Ask")).row(event(element_type="endEvent")).what == "ended"
    assert teller().row(event("stopped")).title == "Paused: a step could not be done"
    assert teller().row(event(visit=2)).detail == "Round 2"
