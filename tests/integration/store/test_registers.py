"""The registers keep what the domain asks for, also when two act at once."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest

from service.domain.errors import NotFound, RegisterRefused
from service.domain.records import CaseRecord
from service.store import Database

from .making import DAY, MINUTE, NOW, on_postgresql, person, with_case

MARY = {"fullName": "Mary O'Brien", "dateOfBirth": "1990-01-02"}
JOHN = {"fullName": "John Hill", "description": "tall, red hair"}
OPEN: dict[str, Any] = {
    "council": "north",
    "case_id": "c1",
    "reference": "CD-1",
    "person_id": "ann",
    "subjects": [MARY],
    "now": NOW,
}


@pytest.fixture
def record(database: Database) -> CaseRecord:
    made = with_case(database)
    with database.unit_of_work() as unit:
        _put_account(unit, "main")
        unit.commit()
    return made


def test_a_session_is_opened_and_closed_with_its_minutes(database: Database, record: CaseRecord) -> None:
    with database.unit_of_work() as unit:
        session = unit.registers.open_session(**OPEN, account="main-handle", valid_until=NOW, max_sessions=1)
        assert session == {
            "session_id": session["session_id"],
            "number": 1,
            "account": "main",
            "handle": "main-handle",
            "opened_at": NOW,
        }
        [listed] = unit.registers.sessions(council="north", case_id="c1", only_open=True)
        assert (listed["person_id"], listed["closed_at"]) == ("ann", None)
        ends = {"council": "north", "session_id": session["session_id"]}
        assert unit.registers.close_session(**ends, now=NOW + 90 * MINUTE / 60, details={"terms": ["mary"]}) == 2
        assert unit.registers.close_session(**ends, now=NOW + DAY) == 2
        assert unit.registers.sessions(council="north", only_open=True) == []
        [listed] = unit.registers.sessions(council="north")
        assert (listed["minutes"], listed["details"]) == (2, {"terms": ["mary"]})
        with pytest.raises(NotFound):
            unit.registers.close_session(council="south", session_id=session["session_id"], now=NOW)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"valid_until": NOW - MINUTE}, "APPROVAL_EXPIRED"),
        ({"max_sessions": 0}, "SESSION_LIMIT"),
        ({"person_id": "bob"}, "WORKER_SUSPENDED"),
        ({"person_id": "cat"}, "WORKER_SUSPENDED"),
        ({"person_id": "dan"}, "WORKER_SUSPENDED"),
        ({"account": "other"}, "NO_ACCOUNT"),
        ({"platform": "elsewhere"}, "NO_ACCOUNT"),
    ],
)
def test_a_session_is_refused_with_the_code_for_the_diagram(
    database: Database, record: CaseRecord, given: dict[str, Any], code: str
) -> None:
    with database.unit_of_work() as unit:
        _put_worker(unit, "ann", until=NOW.date())
        _put_worker(unit, "bob", status="suspended")
        _put_worker(unit, "cat", until="2026-01-01")
        with pytest.raises(RegisterRefused) as refused:
            unit.registers.open_session(**OPEN | given)
        assert refused.value.code == code
        assert unit.registers.open_session(**OPEN)["number"] == 1


def test_the_last_day_of_an_access_worker_ends_at_the_councils_midnight(database: Database, record: CaseRecord) -> None:
    midnight = datetime(2026, 6, 30, 23, tzinfo=UTC)  # in summer time
    with database.unit_of_work() as unit:
        _put_worker(unit, "ann", until="2026-06-30")
        with pytest.raises(RegisterRefused) as refused:
            unit.registers.open_session(**OPEN | {"now": midnight})
        assert refused.value.code == "WORKER_SUSPENDED"
        assert unit.registers.open_session(**OPEN | {"now": midnight - MINUTE})["number"] == 1


def test_where_no_access_worker_is_registered_only_a_report_of_misuse_keeps_somebody_from_the_account(
    database: Database, record: CaseRecord
) -> None:
    with database.unit_of_work() as unit:
        number = unit.registers.open_misuse(council="north", case_id="c1", person_id="ann", kind="personal_profile", now=NOW)
        unit.registers.flag_misuse(council="south", person_id="bob", now=NOW)
        with pytest.raises(RegisterRefused) as refused:
            unit.registers.open_session(**OPEN)
        assert refused.value.code == "WORKER_SUSPENDED"
        first = unit.registers.open_session(**OPEN | {"person_id": "bob"})
        unit.registers.close_session(council="north", session_id=first["session_id"], now=NOW)
        unit.registers.close_misuse(council="north", case_id="c1", number=number, outcome="not_substantiated", now=NOW)
        assert unit.registers.open_session(**OPEN)["number"] == 2


def test_an_account_in_use_is_busy_until_its_session_closes(database: Database, record: CaseRecord) -> None:
    with database.unit_of_work() as unit:
        session = unit.registers.open_session(**OPEN)
        with pytest.raises(RegisterRefused) as refused:
            unit.registers.open_session(**OPEN)
        assert refused.value.code == "ACCOUNT_BUSY"
        unit.registers.close_session(council="north", session_id=session["session_id"], now=NOW)
        assert unit.registers.open_session(**OPEN)["number"] == 2


def test_any_free_account_of_the_platform_will_do(database: Database, record: CaseRecord) -> None:
    with database.unit_of_work() as unit:
        _put_account(unit, "second")
        _put_account(unit, "chat", purpose="closed_communication")
        _put_account(unit, "shut", status="closed")
        assert [item["account"] for item in unit.registers.accounts(council="north")] == ["chat", "main", "second", "shut"]
        taken = [unit.registers.open_session(**OPEN, platform="Facebook", account="official")["account"] for _ in range(2)]
        assert taken == ["main", "second"]


def test_of_two_who_open_a_session_at_once_one_is_told_it_is_busy(database: Database, record: CaseRecord) -> None:
    with_case(database, case_id="c2", number="WR-2")
    together, outcomes = threading.Barrier(2), []

    def work(case_id: str) -> None:
        together.wait(60)
        try:
            with database.unit_of_work() as unit:
                unit.registers.open_session(**OPEN | {"case_id": case_id})
                unit.commit()
            outcomes.append("open")
        except RegisterRefused as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=work, args=[case_id]) for case_id in ("c1", "c2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["ACCOUNT_BUSY", "open"]


@on_postgresql
def test_a_rival_who_has_not_committed_yet_makes_the_other_wait_and_then_busy(database: Database, record: CaseRecord) -> None:
    with_case(database, case_id="c2", number="WR-2")
    outcomes: list[str] = []

    def second() -> None:
        try:
            with database.unit_of_work() as unit:
                unit.registers.open_session(**OPEN | {"case_id": "c2"})
                outcomes.append("open")
        except RegisterRefused as refused:
            outcomes.append(refused.code)

    thread = threading.Thread(target=second)
    with database.unit_of_work() as unit:
        unit.registers.open_session(**OPEN)
        thread.start()
        thread.join(0.2)
        assert outcomes == []
        unit.commit()
    thread.join(60)
    assert outcomes == ["ACCOUNT_BUSY"]


def test_prior_sessions_count_under_the_reference_and_within_a_year(database: Database, record: CaseRecord) -> None:
    with database.unit_of_work() as unit:
        for ago, reference in ((400, "CD-1"), (10, "CD-1"), (5, "CD-2")):
            opened = OPEN | {"now": NOW - ago * DAY, "reference": reference, "subjects": [MARY, JOHN] if ago == 10 else [MARY]}
            session = unit.registers.open_session(**opened)
            unit.registers.close_session(council="north", session_id=session["session_id"], now=NOW)
        asked = {"council": "north", "reference": "CD-1", "now": NOW}
        again = {"name": "MARY  O’Brien", "dob": "1990-01-02"}
        other = {"fullName": "Mary O'Brien", "dateOfBirth": "1991-01-02"}
        assert unit.registers.prior_sessions(**asked, subjects=[again]) == (2, 2)
        assert unit.registers.prior_by_subject(**asked, subjects=[JOHN, again, other]) == [
            ("John Hill", 1, 1),
            ("MARY  O’Brien", 2, 2),
            ("Mary O'Brien", 0, 0),
        ]
        assert unit.registers.prior_sessions(**asked, subjects=[]) == (0, 0)
        assert unit.registers.prior_sessions(**asked | {"council": "south"}, subjects=[MARY]) == (0, 0)


def test_leaving_out_a_date_of_birth_hides_no_earlier_look_request_or_link(database: Database, record: CaseRecord) -> None:
    with_case(database, case_id="c2", number="WR-2")
    bare = {"fullName": "Mary O'Brien"}
    with database.unit_of_work() as unit:
        unit.registers.open_session(**OPEN | {"subjects": [MARY]})
        unit.registers.declare_link(council="north", person_id="ann", subjects=[bare], now=NOW)
        asked = {"council": "north", "reference": OPEN["reference"], "now": NOW}
        assert unit.registers.prior_sessions(**asked, subjects=[bare]) == (1, 1)
        assert unit.registers.linked(council="north", person_id="ann", subjects=[MARY])
        unit.registers.link_subjects(case_id="c1", **asked, subjects=[bare])
        assert unit.registers.check_subjects(case_id="c2", **asked, subjects=[MARY])["open_elsewhere"] == ["Mary O'Brien"]


def test_subjects_of_another_case_that_has_not_ended_are_named(database: Database, record: CaseRecord) -> None:
    with_case(database, case_id="c2", number="WR-2")
    with_case(database, case_id="c3", number="WR-3", state="ended")
    with database.unit_of_work() as unit:

        def check(case_id: str, *subjects: Any) -> dict[str, list[str]]:
            asked = {"council": "north", "reference": "CD-1", "subjects": subjects, "now": NOW}
            return dict(unit.registers.check_subjects(case_id=case_id, **asked))

        nobody: dict[str, list[str]] = {"searched_before": [], "open_elsewhere": []}
        assert check("c3", MARY) == nobody
        assert (check("c1", MARY, JOHN, "Ann Other"), check("c1", MARY, MARY)) == (nobody, nobody)
        assert check("c2", JOHN, MARY) == {"searched_before": [], "open_elsewhere": ["Mary O'Brien"]}
        assert check("c2") == nobody
        assert (check("c1", {"dateOfBirth": "1990-01-02"}), check("c2", {"dateOfBirth": "1990-01-02"})) == (nobody, nobody)
        unit.registers.open_session(**OPEN)
        assert check("c1", {"description": "unknown man"}, MARY) == {"searched_before": ["Mary O'Brien"], "open_elsewhere": []}
        assert check("c2", {"description": "Unknown  man"})["open_elsewhere"] == ["Unknown  man"]


def test_access_workers_keep_their_dates_through_a_change_of_status(database: Database) -> None:
    with database.unit_of_work() as unit:
        _put_worker(unit, "ann", trained_on=date(2026, 1, 5), until="2027-01-05")
        assert _put_worker(unit, "bob", status="nominated") == 1
        assert _put_worker(unit, "ann", status="suspended") == 0
        assert unit.registers.access_workers(council="north") == [
            {"person_id": "ann", "status": "suspended", "trained_on": date(2026, 1, 5), "until": date(2027, 1, 5)},
            {"person_id": "bob", "status": "nominated", "trained_on": None, "until": None},
        ]
        assert unit.registers.access_workers(council="south") == []


def test_the_limit_of_active_access_workers_holds_when_two_are_granted_at_once(database: Database) -> None:
    together, outcomes = threading.Barrier(3), []

    def grant(person_id: str) -> None:
        together.wait(60)
        try:
            with database.unit_of_work() as unit:
                _put_worker(unit, person_id, limit=2)
                unit.commit()
            outcomes.append("active")
        except RegisterRefused as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=grant, args=[person_id]) for person_id in ("ann", "bob", "cat")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["LIMIT_REACHED", "active", "active"]


def test_a_declared_link_is_known_for_that_person_and_subject(database: Database, record: CaseRecord) -> None:
    with database.unit_of_work() as unit:
        declared = {"council": "north", "person_id": "ann", "subjects": [MARY]}
        unit.registers.declare_link(**declared, case_id="c1", now=NOW)
        unit.registers.declare_link(**declared, now=NOW)
        assert unit.registers.linked(council="north", person_id="ann", subjects=[JOHN, MARY])
        assert not unit.registers.linked(council="north", person_id="ann", subjects=[JOHN])
        assert not unit.registers.linked(council="north", person_id="bob", subjects=[MARY])


def test_misuse_is_open_until_it_is_cleared(database: Database, record: CaseRecord) -> None:
    with database.unit_of_work() as unit:
        who = {"council": "north", "person_id": "ann"}
        unit.registers.flag_misuse(**who, case_id="c1", now=NOW)
        assert unit.registers.has_misuse(**who)
        unit.registers.clear_misuse(**who, now=NOW)
        assert not unit.registers.has_misuse(**who)


def test_somebody_who_left_or_is_unknown_is_not_active(database: Database) -> None:
    with database.unit_of_work() as unit:
        unit.people.put(person("ann"))
        unit.people.put(person("bob", active=False))
        assert [unit.registers.person_active(person_id=person_id) for person_id in ("ann", "bob", "cat")] == [True, False, False]


def test_measures_are_kept_by_request_number_within_a_window(database: Database, record: CaseRecord) -> None:
    with database.unit_of_work() as unit:
        kept = {"council": "north", "case_id": "c1", "now": NOW}
        unit.registers.store_feedback(**kept, values={"useful": 1})
        unit.registers.store_feedback(**kept, values={"useful": 2})
        unit.registers.store_usefulness(**kept, values={"still": 3})
        session = unit.registers.open_session(**OPEN)
        assert unit.registers.measures(council="north", since=NOW, until=NOW + DAY)["sessions"] == []
        unit.registers.close_session(council="north", session_id=session["session_id"], now=NOW + MINUTE)
        number = record.number
        assert unit.registers.measures(council="north", since=NOW, until=NOW + DAY) == {
            "sessions": [{"number": number, "minutes": 1}],
            "feedback": [{"useful": 2, "number": number}],
            "usefulness": [{"still": 3, "number": number}],
        }
        nothing: dict[str, list[Any]] = {"sessions": [], "feedback": [], "usefulness": []}
        assert unit.registers.measures(council="north", since=NOW - DAY, until=NOW) == nothing
        with pytest.raises(NotFound):
            unit.registers.store_feedback(council="north", case_id="c9", values={}, now=NOW)


def _put_account(unit: Any, account: str, **given: Any) -> None:
    facts = {"platform": "Facebook", "handle": f"{account}-handle", "purpose": "search"}
    unit.registers.put_account(council="north", account=account, **{**facts, **given})


def _put_worker(unit: Any, person_id: str, **given: Any) -> int:
    active: int = unit.registers.set_access_worker(
        **{"council": "north", "person_id": person_id, "status": "active", "now": NOW, **given}
    )
    return active
