"""What an audit of technology counts, each from its own record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from service.store import Database
from service.store.reports import REPORTS, Asked
from service.store.tables.entries import register_entries
from service.store.tables.oversight import online_incidents
from service.store.tables.registers import account_sessions, accounts

from .making import with_case

MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)
PACK = {"measured": {"consentRegister": "consents", "consented": ["consented"]}}


def day(days: float) -> datetime:
    return MARCH + timedelta(days=days)


def account(name: str, *, overseer: str | None, status: str = "active") -> dict[str, Any]:
    facts = {"council": "north", "account": name, "platform": "facebook", "handle": name, "purpose": "search"}
    return {**facts, "status": status, "overseer": overseer}


def look(case_id: str, number: int, at: float) -> dict[str, Any]:
    facts = {"session_id": f"{case_id}-{number}", "council": "north", "account": "one", "case_id": case_id, "number": number}
    return {**facts, "reference": "CD-1", "person_id": "ann", "opened_at": day(at), "details": {}}


def incident(number: str, kind: str, at: float, closed: float | None) -> dict[str, Any]:
    facts = {"council": "north", "number": number, "kind": kind, "reported_by": "ann", "reference": "", "status": "open"}
    return {**facts, "opened_at": day(at), "closed_at": None if closed is None else day(closed), "details": {}, "case_id": "c1"}


def entry(register: str, number: str, case_id: str, *, status: str = "open", review_on: date | None = None) -> dict[str, Any]:
    facts = {"council": "north", "register": register, "number": number, "title": "", "status": status, "details": {}}
    return {**facts, "review_on": review_on, "opened_at": day(0), "ended_at": None, "case_id": case_id}


def test_looks_incidents_accounts_and_late_reviews_are_counted(database: Database) -> None:
    for case_id in ("c1", "c2", "c3"):
        with_case(database, case_id=case_id, number=case_id)
    with database.unit_of_work() as unit:
        run = unit.registers._connection.execute
        run(
            insert(accounts),
            [account("one", overseer="meg"), account("two", overseer=None), account("old", overseer=None, status="closed")],
        )
        times = (("c1", 1, 1.0), ("c1", 2, 2.0), ("c2", 1, 1.0), ("c2", 2, 3.0), ("c3", 1, 1.0), ("c3", 2, 99.0))
        run(insert(account_sessions), [look(*each) | {"closed_at": day(each[2])} for each in times])
        run(
            insert(online_incidents),
            [incident("1", "hate_crime", 1, 2), incident("2", "iioc", 3, None), incident("3", "iioc", -9, 1)],
        )
        run(
            insert(register_entries),
            [
                entry("consents", "CN1", "c1", status="consented", review_on=date(2026, 4, 1)),
                entry("consents", "CN2", "c2", status="informed"),
                entry("platforms", "PL1", "c3", review_on=date(2026, 3, 1)),
            ],
        )
        unit.commit()
    with database.unit_of_work(read_only=True) as unit:
        asked = Asked(
            connection=unit.registers._connection, council="north", since=day(0), until=day(30), now=day(29), parameters=PACK
        )
        report = REPORTS["technology"](asked)
        without = REPORTS["technology"](
            Asked(connection=unit.registers._connection, council="south", since=day(0), until=day(30), now=day(29), parameters={})
        )
    assert [(each["key"], each["measure"], each["value"], each["of"]) for each in report.rows] == [
        ("T1", "Looks", 5, None),
        ("T2", "Cases with more than one look", 2, 3),
        ("T3", "More than one look without consent", 1, 2),
        ("T4", "Online incidents", 2, None),
        ("T4", "Hate crime", 1, None),
        ("T4", "Iioc", 1, None),
        ("T5", "Online incidents still open", 1, None),
        ("T6", "Official accounts in use", 2, None),
        ("T7", "Accounts that nobody oversees", 1, 0),
        ("T8", "Reviews that are late", 1, 0),
        ("T8", "Late in the register platforms", 1, None),
    ]
    assert report.text == "5 looks, 2 cases with more than one, 2 online incidents."
    assert [(each["key"], each["value"]) for each in without.rows] == [
        ("T1", 0),
        ("T2", 0),
        ("T4", 0),
        ("T5", 0),
        ("T6", 0),
        ("T7", 0),
        ("T8", 0),
    ]


OWN = {"measured": {"rows": [{"label": "Late platforms", "entries": "platforms", "overdue": True}]}}


def test_late_reviews_are_counted_by_the_councils_day_wherever_they_are_counted(database: Database) -> None:
    with_case(database)
    due, ended = date(2026, 3, 29), {"ended_at": day(0)}
    with database.unit_of_work() as unit:
        rows = [
            entry("platforms", "PL1", "c1", review_on=due),
            entry("platforms", "PL2", "c1", review_on=due) | {"expires_on": due},
            entry("platforms", "PL3", "c1", review_on=date(2026, 3, 1)) | {"expires_on": date(2026, 3, 2)},
            entry("platforms", "PL4", "c1", review_on=date(2026, 3, 1)) | ended,
            entry("groups", "GR1", "c1"),
        ]
        for each in rows:
            unit.registers._connection.execute(insert(register_entries), each)
        unit.commit()

    def late(at: datetime) -> tuple[list[tuple[str, int]], int]:
        with database.unit_of_work(read_only=True) as unit:
            facts: dict[str, Any] = {"council": "north", "since": day(0), "until": at, "now": at, "parameters": OWN}
            asked = Asked(connection=unit.registers._connection, **facts)
            told = [(row["measure"], row["value"]) for row in REPORTS["technology"](asked).rows if row["key"] == "T8"]
            return told, REPORTS["measures"](asked).rows[0]["value"]

    before_midnight = datetime(2026, 3, 29, 22, 59, 59, tzinfo=UTC)  # the day on which the clocks go forward
    assert late(before_midnight) == ([("Reviews that are late", 0)], 0)
    assert late(before_midnight + timedelta(seconds=1)) == (
        [("Reviews that are late", 1), ("Late in the register platforms", 1)],
        1,
    )
