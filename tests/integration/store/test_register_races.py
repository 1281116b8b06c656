"""The guards of the registers hold when two transactions overlap: the second begins when the first has written and not committed."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update

from service.domain.records import DocumentRecord
from service.store import Database
from service.store.tables.content import documents

from .making import DAY, NOW, at_once, overlapping, with_case

CASE = {"council": "north", "case_id": "c1"}


@pytest.fixture(autouse=True)
def case(database: Database) -> None:
    with_case(database)


def put_worker(unit: Any, *, person_id: str, status: str = "active", limit: int | None = 2) -> str:
    unit.registers.set_access_worker(council="north", person_id=person_id, status=status, now=NOW, limit=limit)
    return status


def put_account(database: Database, *names: str) -> None:
    with database.unit_of_work() as unit:
        for name in names or ("main",):
            unit.registers.put_account(council="north", account=name, platform="Facebook", handle=name, purpose="search")
        unit.commit()


def open_session(unit: Any, *, case_id: str, **given: Any) -> str:
    facts: dict[str, Any] = {"reference": "CD-1", "person_id": "ann", "subjects": ["Mary"], "now": NOW, **given}
    return str(unit.registers.open_session(council="north", case_id=case_id, **facts)["account"])


def open_foi(unit: Any, *, requester: str) -> str:
    days = {"received_on": date(2012, 3, 12), "due_on": date(2012, 4, 12)}
    return str(unit.registers.open_foi(**CASE, **days, requester=requester, text="Hours spent", now=NOW))


def open_authorisation(unit: Any, *, kind: str = "RIPA_DS") -> str:
    return str(unit.registers.open_authorisation(**CASE, kind=kind, applicant="ann", now=NOW))


def note(unit: Any, urn: str, event: str) -> str:
    return str(unit.registers.note_authorisation(**CASE, urn=urn, event=event, at=NOW, months=3)["status"])


def open_survey(unit: Any, *hashes: str) -> str:
    facts: dict[str, Any] = {"title": "Rules", "form_id": "form", "closes_at": NOW + DAY, "audience": ["staff"], "now": NOW}
    survey_id = unit.registers.open_survey(**CASE, **facts)
    unit.registers.invite_to_survey(council="north", survey_id=survey_id, person_ids=["ann", "bob"], token_hashes=hashes)
    return str(survey_id)


def answer(unit: Any, *, token_hash: str = "h1") -> str:
    unit.registers.answer_survey(token_hash=token_hash, answers={"q1": "yes"}, now=NOW)
    return "taken"


def mark(unit: Any, status: str) -> int:
    return int(unit.registers.mark_documents(council="north", status=status, document_ids=["d1"]))


def add_document(database: Database) -> None:
    document = DocumentRecord(
        document_id="d1",
        case_id="c1",
        name="a.pdf",
        media_type="application/pdf",
        size=1,
        sha256="s",
        added_at=NOW,
        added_by="ann",
    )
    with database.unit_of_work() as unit:
        unit.documents.add(document)
        unit.commit()


def test_an_account_never_has_two_open_sessions(database: Database) -> None:
    with_case(database, case_id="c2", number="WR-2")
    put_account(database)
    both = [partial(open_session, case_id=case_id) for case_id in ("c1", "c2")]
    assert overlapping(database, *both) == ["main", "ACCOUNT_BUSY"]
    assert sorted(map(str, at_once(database, *both))) == ["ACCOUNT_BUSY", "ACCOUNT_BUSY"]


def test_whoever_is_reported_while_they_check_an_account_out_is_refused_or_was_faster(database: Database) -> None:
    put_account(database)

    def report(unit: Any) -> str:
        return str(unit.registers.open_misuse(**CASE, person_id="ann", kind="personal_profile", now=NOW))

    assert overlapping(database, report, partial(open_session, case_id="c1")) == ["MU/26/0001", "WORKER_SUSPENDED"]


def test_the_looks_that_an_approval_allows_are_counted_once(database: Database) -> None:
    put_account(database, "main", "other")
    once = partial(open_session, case_id="c1", max_sessions=1)
    assert overlapping(database, once, once) == ["main", "SESSION_LIMIT"]


def test_whoever_is_suspended_while_they_check_an_account_out_is_refused(database: Database) -> None:
    put_account(database)
    with database.unit_of_work() as unit:
        put_worker(unit, person_id="ann")
        unit.commit()
    suspend = partial(put_worker, person_id="ann", status="suspended")
    assert overlapping(database, suspend, partial(open_session, case_id="c1")) == ["suspended", "WORKER_SUSPENDED"]


def test_an_account_that_is_closed_while_it_is_checked_out_is_none(database: Database) -> None:
    put_account(database)

    def close(unit: Any) -> str:
        return str(unit.registers.note_account(**CASE, account="main", status="closed", now=NOW))

    assert overlapping(database, close, partial(open_session, case_id="c1")) == ["closed", "NO_ACCOUNT"]


def test_an_account_is_entered_once(database: Database) -> None:
    def enter(unit: Any) -> str:
        return str(unit.registers.open_account(**CASE, platform="Facebook", handle="h", purpose="search", now=NOW))

    assert overlapping(database, enter, enter) == ["AC/26/0001", "Invalid"]


def test_an_authorisation_that_ends_while_a_look_begins_does_not_cover_it(database: Database) -> None:
    put_account(database)
    with database.unit_of_work() as unit:
        urn = open_authorisation(unit, kind="NON_RIPA")
        for event in ("granted", "activated"):
            note(unit, urn, event)
        unit.commit()
    cancel, look = partial(note, urn=urn, event="cancelled"), partial(open_session, case_id="c1", urn=urn)
    assert overlapping(database, cancel, look) == ["cancelled", "APPROVAL_EXPIRED"]


def test_an_application_is_decided_once(database: Database) -> None:
    with database.unit_of_work() as unit:
        urn = open_authorisation(unit)
        unit.commit()
    both = [partial(note, urn=urn, event=event) for event in ("refused", "granted")]
    assert overlapping(database, *both) == ["refused", "Invalid"]


def test_of_two_requests_about_one_person_the_second_sees_the_first(database: Database) -> None:
    with_case(database, case_id="c2", number="WR-2")

    def ask(unit: Any, *, case_id: str) -> list[str]:
        facts: dict[str, Any] = {"reference": "CD-1", "subjects": ["Mary"], "now": NOW}
        return list(unit.registers.check_subjects(council="north", case_id=case_id, **facts)["open_elsewhere"])

    assert overlapping(database, partial(ask, case_id="c1"), partial(ask, case_id="c2")) == [[], ["Mary"]]


def test_the_last_seat_of_the_access_workers_is_given_once(database: Database) -> None:
    with database.unit_of_work() as unit:
        put_worker(unit, person_id="ann")
        unit.commit()
    assert overlapping(database, partial(put_worker, person_id="bob"), partial(put_worker, person_id="cat")) == [
        "active",
        "LIMIT_REACHED",
    ]
    suspend, grant = partial(put_worker, person_id="bob", status="suspended"), partial(put_worker, person_id="cat")
    assert overlapping(database, suspend, grant) == ["suspended", "LIMIT_REACHED"]
    revoke = partial(put_worker, person_id="bob", status="revoked")
    assert overlapping(database, revoke, grant) == ["revoked", "active"]
    with database.unit_of_work() as unit:
        assert unit.registers.active_access_workers(council="north") == 2


def test_no_number_of_a_register_is_given_twice(database: Database) -> None:
    assert overlapping(database, open_authorisation, open_authorisation) == ["URN/26/0001", "URN/26/0002"]
    assert overlapping(database, partial(open_foi, requester="A"), partial(open_foi, requester="B")) == [
        "FOI/12/0001",
        "FOI/12/0002",
    ]
    given = at_once(database, *[open_authorisation] * 4, *[partial(open_foi, requester="C")] * 4)
    assert sorted(given) == [f"FOI/12/{n:04}" for n in range(3, 7)] + [f"URN/26/{n:04}" for n in range(3, 7)]


def test_a_token_is_good_for_one_answer(database: Database) -> None:
    with database.unit_of_work() as unit:
        survey_id = open_survey(unit, "h1", "h2")
        unit.commit()
    assert overlapping(database, answer, answer) == ["taken", "NotFound"]
    assert sorted(at_once(database, *[partial(answer, token_hash="h2")] * 3)) == ["NotFound", "NotFound", "taken"]
    with database.unit_of_work() as unit:
        assert unit.registers.survey_answers(council="north", survey_id=survey_id) == [{"q1": "yes"}] * 2


def test_an_answer_comes_before_the_survey_closes_or_not_at_all(database: Database) -> None:
    with database.unit_of_work() as unit:
        survey_id = open_survey(unit, "h1", "h2")
        unit.commit()

    def close(unit: Any) -> int:
        return int(unit.registers.close_survey(council="north", survey_id=survey_id, now=NOW))

    assert overlapping(database, answer, close) == ["taken", 1]
    assert overlapping(database, close, partial(answer, token_hash="h2")) == [1, "NotFound"]


@pytest.mark.parametrize("order", [("INADMISSIBLE", "OK"), ("OK", "INADMISSIBLE")])
def test_what_is_ruled_out_stays_so_whoever_is_faster(database: Database, order: tuple[str, str]) -> None:
    add_document(database)
    overlapping(database, *[partial(mark, status=status) for status in order])
    with database.unit_of_work() as unit:
        assert unit.documents.get("d1").evidential_status == "INADMISSIBLE"
        assert mark(unit, "INADMISSIBLE_PENDING") == 0


def test_the_database_itself_keeps_what_is_ruled_out(database: Database) -> None:
    add_document(database)
    with database.unit_of_work() as unit:
        assert (mark(unit, "INADMISSIBLE_PENDING"), mark(unit, "OK"), mark(unit, "INADMISSIBLE")) == (1, 1, 1)
        unit.commit()
    with pytest.raises(Exception, match="stays so"), database.engine.begin() as connection:
        connection.execute(update(documents).values(evidential_status="OK"))
