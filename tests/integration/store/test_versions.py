"""Deployed versions."""

from __future__ import annotations

import threading

import pytest

from service.domain.assurance import Assurance, StoredVerdict, Waiver
from service.domain.bundle import Bundle
from service.domain.errors import Conflict, NotFound
from service.store import Database

from .making import MINUTE, NOW, bundle

CHANGED = bundle(files={"a.bpmn": b"<b/>", "b.dmn": b"\x00"})


def test_a_version_becomes_live_and_keeps_its_files(database: Database) -> None:
    with database.unit_of_work() as unit:
        first = unit.versions.add(bundle(), name="Search", at=NOW, by="ann", note="one")
        second = unit.versions.add(CHANGED, name="Search", at=NOW + MINUTE, by="bob", note="two")
        assert (first.number, second.number, second.content_hash) == (1, 2, CHANGED.content_hash)
        assert unit.versions.live("north", "search") == second
        assert [(version.number, version.live) for version in unit.versions.all("north", "search")] == [(2, True), (1, False)]
        assert unit.versions.bundle(second.version_id) == CHANGED
        assert unit.versions.bundle(first.version_id) == bundle()


def test_deploying_what_is_live_returns_it(database: Database) -> None:
    with database.unit_of_work() as unit:
        first = unit.versions.add(bundle(), name="Search", at=NOW, by="ann", note="")
        assert unit.versions.add(bundle(), name="Search", at=NOW + MINUTE, by="bob", note="") == first
        assert unit.versions.all("north") == [first]


def test_going_back_to_an_earlier_content_is_a_new_version(database: Database) -> None:
    with database.unit_of_work() as unit:
        numbers = [
            unit.versions.add(one, name="Search", at=NOW, by="ann", note="").number for one in (bundle(), CHANGED, bundle())
        ]
    assert numbers == [1, 2, 3]


def test_procedures_and_councils_have_their_own_versions(database: Database) -> None:
    with database.unit_of_work() as unit:
        unit.versions.add(bundle(), name="Search", at=NOW, by="ann", note="")
        other = unit.versions.add(bundle(procedure_id="review", files={}), name="Review", at=NOW, by="ann", note="")
        south = unit.versions.add(bundle(council="south"), name="Search", at=NOW, by="ann", note="")
        assert (other.number, south.number, unit.versions.all("south")) == (1, 1, [south])
        assert unit.versions.bundle(other.version_id).files == {}


def test_what_is_not_deployed_is_not_found(database: Database) -> None:
    with database.unit_of_work(read_only=True) as unit:
        with pytest.raises(NotFound):
            unit.versions.live("north", "search")
        with pytest.raises(NotFound):
            unit.versions.bundle("v9")


def test_of_two_who_deploy_at_once_nobody_is_lost_unnoticed(database: Database) -> None:
    together, outcomes = threading.Barrier(2), []

    def deploy(one: Bundle) -> None:
        together.wait(60)
        try:
            with database.unit_of_work() as unit:
                unit.versions.add(one, name="Search", at=NOW, by="ann", note="")
                unit.commit()
            outcomes.append("live")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=deploy, args=[one]) for one in (bundle(), CHANGED)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with database.unit_of_work(read_only=True) as unit:
        stored = unit.versions.all("north")
    assert len(stored) == outcomes.count("live")
    assert sum(version.live for version in stored) == 1


def test_a_version_keeps_what_was_proved_of_it_and_what_was_let_through(database: Database) -> None:
    proved = StoredVerdict(check_id="W1-I01", sentence="Approved", level="C", outcome="proved", why="", procedure_id="search")
    broken = StoredVerdict(check_id="W1-I13", sentence="Asked", level="D", outcome="broken", why="One way", procedure_id="search")
    waived = Waiver(finding="W1-I13", sentence="Asked. One way", reason="Until May", by="bob", at=NOW)
    known = Assurance(verdicts=(proved, broken), waivers=(waived,))
    with database.unit_of_work() as unit:
        version = unit.versions.add(bundle(), name="Search", at=NOW, by="ann", note="", assurance=known)
        assert unit.versions.assurance(version.version_id) == known
        assert unit.versions.assurance("gone") == Assurance()
