"""Claiming tasks, and drafts of their answers."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from service.domain.errors import Conflict, NotFound
from service.store import Database

from .making import MINUTE, NOW, applied, closed, person, statements, task, with_case


def test_claim_sets_who_holds_a_task_and_release_frees_it(database: Database) -> None:
    applied(database, with_case(database), tasks_opened=[task()])
    with database.unit_of_work() as unit:
        unit.work.claim("t1", person_id="bob", at=NOW, expected=None)
        held = unit.work.task("t1")[0]
        unit.work.claim("t1", person_id=None, at=NOW, expected="bob")
        free = unit.work.task("t1")[0]
    assert (held.assignee, held.claimed_at, free.assignee, free.claimed_at) == ("bob", NOW, None, None)


def test_claim_is_refused_when_another_holds_it(database: Database) -> None:
    applied(database, with_case(database), tasks_opened=[task()])
    with database.unit_of_work() as unit:
        unit.people.put(person("bob", name="Bob Hall"))
        unit.work.claim("t1", person_id="bob", at=NOW, expected=None)
        with pytest.raises(Conflict) as refused:
            unit.work.claim("t1", person_id="ann", at=NOW + MINUTE, expected=None)
    assert (refused.value.by, refused.value.at) == ("Bob Hall", NOW)


def test_release_is_refused_when_nobody_holds_it_any_longer(database: Database) -> None:
    applied(database, with_case(database), tasks_opened=[task()])
    with database.unit_of_work() as unit, pytest.raises(Conflict) as refused:
        unit.work.claim("t1", person_id=None, at=NOW, expected="bob")
    assert (refused.value.by, refused.value.at) == (None, None)


def test_a_task_that_somebody_holds_is_offered_to_others_alone(database: Database) -> None:
    applied(database, with_case(database), tasks_opened=[task()])
    with database.unit_of_work() as unit:
        unit.work.claim("t1", person_id="bob", at=NOW, expected=None)
        unit.work.offer("t1", users=["ann", "cy"], expected="bob")
        offered = unit.work.task("t1")[0]
        with pytest.raises(Conflict):
            unit.work.offer("t1", users=["ann"], expected="bob")
        unit.work.offer("t1", users=["cy"], expected=None)
        narrowed = unit.work.task("t1")[0]
    assert (offered.assignee, offered.claimed_at, offered.candidate_users, offered.candidate_groups) == (
        None,
        None,
        ("ann", "cy"),
        (),
    )
    assert narrowed.candidate_users == ("cy",)


def test_claim_of_a_closed_task_is_refused_and_says_who_closed_it(database: Database) -> None:
    record = with_case(database)
    applied(database, record, tasks_opened=[task()])
    applied(database, record, tasks_closed=[closed("t1")])
    with database.unit_of_work() as unit, pytest.raises(Conflict) as refused:
        unit.work.claim("t1", person_id="bob", at=NOW, expected=None)
    assert (refused.value.by, refused.value.at) == ("ann", NOW)


def test_claim_of_an_unknown_task_is_not_found(database: Database) -> None:
    with database.unit_of_work() as unit, pytest.raises(NotFound):
        unit.work.claim("t9", person_id="bob", at=NOW, expected=None)


def test_of_two_who_claim_at_once_one_gets_the_task(database: Database) -> None:
    applied(database, with_case(database), tasks_opened=[task()])
    together = threading.Barrier(2)
    outcomes: dict[str, str | None] = {}

    def claim(person_id: str) -> None:
        together.wait(60)
        try:
            with database.unit_of_work() as unit:
                unit.work.claim("t1", person_id=person_id, at=NOW, expected=None)
                unit.commit()
            outcomes[person_id] = "held"
        except Conflict as conflict:
            outcomes[person_id] = conflict.by

    threads = [threading.Thread(target=claim, args=[person_id]) for person_id in ("ann", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with database.unit_of_work(read_only=True) as unit:
        holder = unit.work.task("t1")[0].assignee
    assert holder is not None
    assert outcomes == {"ann": holder, "bob": holder} | {holder: "held"}


def test_a_task_with_its_case_takes_one_statement(database: Database) -> None:
    applied(database, with_case(database), tasks_opened=[task()])
    with database.unit_of_work(read_only=True) as unit, statements(database) as sent:
        unit.work.task("t1")
        with pytest.raises(NotFound):
            unit.work.task("t9")
    assert len(sent) == 2


def test_a_draft_is_kept_per_person_over_the_one_before_until_dropped(database: Database) -> None:
    answers: dict[str, Any] = {"b": 1, "a": ["x", None], "c": {"d": 1.5}}
    with database.unit_of_work() as unit:
        unit.drafts.put("t1", "ann", {"b": 0}, at=NOW)
        unit.drafts.put("t1", "ann", answers, at=NOW)
        found = unit.drafts.get("t1", "ann")
        assert (found, list(found or {}), unit.drafts.get("t1", "bob")) == (answers, ["b", "a", "c"], None)
        unit.drafts.drop("t1")
        assert unit.drafts.get("t1", "ann") is None
