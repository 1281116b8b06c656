"""Every formula of the reports over records whose numbers are worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from service.store import Database
from service.store.reports import REPORTS, Asked
from service.store.reports.wilson import Share, difference
from service.store.tables.cases import events
from service.store.tables.registers import access_workers, account_sessions, accounts, misuse_flags

from .making import with_case

MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)
MEASURED = {
    "procedure": "search",
    "review": "review",
    "asked": "Concern",
    "groundField": "ground",
    "decided": "Decide",
    "decisionField": "outcome",
    "approved": ["yes", "with_limits"],
    "refused": ["no"],
    "looked": "Look",
    "logged": "Log",
    "adminMinutes": "admin",
    "restrictedField": "closed",
    "nothingFound": ["nothing"],
    "finalised": "Final",
    "usedInField": "usedIn",
    "usedInPlan": "plan",
    "assessed": "Assess",
    "assessedOutcome": "class",
    "userFeedback": "Users",
    "minutesPerUsefulItem": 30,
    "safeguards": {"Doubts": {"step": "Doubt", "of": "approved"}},
    "policyClauses": {"Clause 3": "Share it."},
}
PACK = {"measured": MEASURED, "pilotShareNeeded": 0.5, "foiHourlyRate": 25, "payrollRate": 30}


def day(days: float) -> datetime:
    """Return Monday 2 March 2026 at 9 and so many days."""
    return MARCH + timedelta(days=days)


@pytest.fixture
def filled(database: Database) -> Database:
    """Four requests: r1 to r3 were decided on, two of them approved and looked at three times, and two were rated."""
    for number in ("r1", "r2", "r3", "r4"):
        with_case(database, case_id=number, number=number.upper(), started_at=MARCH)
    with_case(database, case_id="u1", number="U1", procedure_id="review", started_at=day(20))
    with_case(database, case_id="u2", number="U2", procedure_id="review", started_at=day(20))
    with database.unit_of_work() as unit:
        held = unit.registers._connection
        for case_id, element, at, answers in (
            ("r1", "Concern", 0, {"ground": "misleading_account"}),
            ("r2", "Concern", 0, {"ground": "misleading_account"}),
            ("r3", "Concern", 0, {"ground": "other"}),
            ("r1", "Decide", 2, {"outcome": "yes"}),
            ("r2", "Decide", 7, {"outcome": "with_limits"}),
            ("r3", "Decide", 1, {"outcome": "no"}),
            ("r1", "Look", 4, None),
            ("r1", "Log", 5, {"admin": 15, "closed": True}),
            ("r2", "Log", 9, {"admin": 30, "closed": False}),
            ("r2", "Doubt", 8, {}),
            ("r1", "Final", 6, {"usedIn": ["plan", "assessment"]}),
            ("r2", "Final", 10, {"usedIn": ["assessment"]}),
            ("u1", "Users", 30, {"role": "tm", "ease": 2, "effectiveness": 3}),
            ("u2", "Users", 30, {"role": "tm", "ease": 4, "effectiveness": 5}),
        ):
            held.execute(insert(events), event(case_id, element, at, answers=answers))
        for case_id, outcome in (("r1", "PROCEED"), ("r2", "PROCEED"), ("r3", "PROHIBITED")):
            held.execute(insert(events), event(case_id, "Assess", 1, what="decided", decision={"output": {"class": outcome}}))
            held.execute(insert(events), event(case_id, "Assess", 1))
        held.execute(
            insert(accounts),
            {"council": "north", "account": "a", "platform": "p", "handle": "h", "purpose": "search", "status": "active"},
        )
        for place, (case_id, at, minutes) in enumerate([("r1", 4, 20), ("r2", 8, 40), ("r2", 9, 12), ("r3", 3, 33)]):
            held.execute(insert(account_sessions), session(f"s{place}", case_id, place, at, minutes))
        for case_id, given in (
            (
                "r1",
                {"usefulItems": 3, "uniqueItems": 1, "contribution": 4, "authEase": 4, "authEffective": 5, "resultKind": "found"},
            ),
            (
                "r2",
                {
                    "usefulItems": 0,
                    "uniqueItems": 0,
                    "contribution": 0,
                    "authEase": 1,
                    "authEffective": 2,
                    "resultKind": "nothing",
                },
            ),
        ):
            unit.registers.store_feedback(council="north", case_id=case_id, values=given, now=day(12))
        later = {"stillUseful": 3, "wrongOrMisleading": True, "requestNumber": "R1"}
        unit.registers.store_usefulness(council="north", case_id="u1", values=later, now=day(30))
        workers = [("ann", "active", date(2026, 1, 1)), ("bob", "active", None), ("cy", "revoked", None)]
        for person, status, trained in workers:
            row = {
                "council": "north",
                "person_id": person,
                "status": status,
                "trained_on": trained,
                "until": None,
                "changed_at": MARCH,
            }
            held.execute(insert(access_workers), row)
        held.execute(insert(misuse_flags), {"council": "north", "person_id": "dee", "opened_at": day(1)})
        unit.commit()
    return database


def event(case_id: str, element: str, at: float, **given: Any) -> dict[str, Any]:
    facts = {"by": "ann", "what": "completed", "element_type": "userTask", "name": element, "visit": 1, "facts": {}}
    return {**facts, "case_id": case_id, "element_id": element, "at": day(at), **given}


def session(session_id: str, case_id: str, number: int, at: float, minutes: int) -> dict[str, Any]:
    facts = {"council": "north", "account": "a", "reference": "CD-1", "person_id": "ann", "details": {}, "number": number}
    times = {"opened_at": day(at), "closed_at": day(at) + timedelta(minutes=minutes), "minutes": minutes}
    return {**facts, **times, "session_id": session_id, "case_id": case_id}


def run(database: Database, report: str, **given: Any) -> Any:
    with database.unit_of_work(read_only=True) as unit:
        window = {"since": datetime(2026, 1, 1, tzinfo=UTC), "until": datetime(2027, 1, 1, tzinfo=UTC), "now": day(90)}
        facts = {"connection": unit.registers._connection, "council": "north", "parameters": PACK, **window}
        return REPORTS[report](Asked(**{**facts, **given}))


def test_the_pilot_is_measured_by_its_formulas(filled: Database) -> None:
    rows = run(filled, "pilot").rows
    assert {row["key"]: (row["value"], row["of"]) for row in rows if not row["key"].startswith(("P5-", "P6-", "P10-s", "C"))} == {
        "P1": (4, None),
        "P1a": (4, None),
        "P1b": (2, None),
        "P1c": (1, None),
        "P1d": (0.6667, None),  # 2 / 3
        "P2": (105, None),  # 20 + 40 + 12 + 33
        "P2a": (26.5, None),  # between 20 and 33
        "P2b": (150, None),  # 105 + 15 + 30
        "P3": (3, None),
        "P3a": (0.75, None),  # 3 / 4
        "P4": (1, None),
        "P4a": (0.3333, None),  # 1 / 3
        "P5": (0.5, None),
        "P8": (35.0, None),  # 105 / 3
        "P6a": (-1.0, 1),  # 3 - 4
        "P6b": (1, 2),
        "P7a": (2.5, None),
        "P7b": (3.5, None),
        "P7c": (3.0, None),
        "P7d": (4.0, None),
        "P9": (2.0, None),  # 2 (Wednesday), 5 (Monday after), 1
        "P9a": (4.0, None),
        "P10-1": (1, 2),  # of the requests approved
        "P10-r": (1, 2),
        "P11": (1, 4),
        "P12": (1, 1),
    }
    assert [row["value"] for row in rows if row["key"].startswith("P5-")] == [1, 0, 0, 0, 1]
    assert [row["value"] for row in rows if row["key"].startswith("P6-")] == [0, 0, 0, 1, 0]
    assert [(row["measure"], row["value"]) for row in rows if row["key"] == "P10-s"] == [
        ("Assessments with outcome proceed", 2),
        ("Assessments with outcome prohibited", 1),
    ]


def test_the_three_criteria_are_met_or_missed_or_neither(filled: Database, database: Database) -> None:
    rows = {row["key"]: (row["value"], row["met"]) for row in run(filled, "pilot").rows}
    assert (rows["C1"], rows["C2"], rows["C3"]) == ((0.5, True), (0.5, True), (35.0, False))
    never = {"since": day(400), "until": day(500)}
    nothing = {row["key"]: (row["value"], row["met"]) for row in run(filled, "pilot", **never).rows}
    assert (nothing["C1"], nothing["C2"], nothing["C3"], nothing["P4a"]) == ((None, None),) * 4


def test_a_share_gives_away_what_it_is_made_of(filled: Database) -> None:
    cells = run(filled, "pilot").cells
    shares = ("Approval rate", "Gave what nothing else would", "Helped the assessment", "Useful pieces for each search")
    assert [cell for cell in cells if cell[0] in shares] == [
        ("Gave what nothing else would", "who did", 1),
        ("Gave what nothing else would", "who did not", 1),
        ("Helped the assessment", "who did", 1),
        ("Helped the assessment", "who did not", 1),
        ("Approval rate", "who did", 2),
        ("Approval rate", "who did not", 1),
        ("Useful pieces for each search", "number", 4),
    ]


def decide(database: Database, *given: tuple[str, float, str]) -> None:
    with database.unit_of_work() as unit:
        for case_id, at, outcome in given:
            row = event(case_id, "Decide", at, answers={"outcome": outcome})
            unit.registers._connection.execute(insert(events), row)
        unit.commit()


def test_a_request_that_is_decided_again_is_one_request_and_its_last_decision_counts(filled: Database) -> None:
    decide(filled, ("r1", 6, "yes"), ("r2", 10, "no"))
    rows = {row["key"]: row["value"] for row in run(filled, "pilot").rows}
    assert (rows["P1b"], rows["P1c"], rows["P1d"]) == (1, 2, 0.3333)


def test_a_look_is_judged_by_the_decision_before_it_whenever_that_was(filled: Database) -> None:
    outside = "Looks outside an approval"
    decide(filled, ("r1", 6, "yes"), ("r2", 8.5, "no"))
    told = {row["measure"]: row["value"] for row in run(filled, "inspection").rows}
    assert told[outside] == 2  # of r3, and the second of r2; that of r1 was approved before it, and again after it
    late = {row["measure"]: row["value"] for row in run(filled, "inspection", since=day(4), until=day(5)).rows}
    assert late[outside] == 0  # approved two days before the window


def test_working_days_are_days_of_the_council(filled: Database) -> None:
    with filled.unit_of_work() as unit:
        asked = datetime(2026, 6, 1, 22, 59, tzinfo=UTC)  # a minute to midnight on Monday, in summer time
        for element, at in (("Concern", asked), ("Decide", asked + timedelta(minutes=2))):
            row = event("r4", element, 0, answers={"outcome": "yes"}) | {"at": at}
            unit.registers._connection.execute(insert(events), row)
        unit.commit()
    june = {"since": datetime(2026, 6, 1, tzinfo=UTC), "until": datetime(2026, 7, 1, tzinfo=UTC)}
    assert {row["key"]: row["value"] for row in run(filled, "pilot", **june).rows}["P9"] == 1.0


def test_a_holiday_is_no_working_day_of_an_elapsed_time(filled: Database) -> None:
    rows = {row["key"]: row["value"] for row in run(filled, "pilot", holidays={date(2026, 3, 3), date(2026, 3, 9)}).rows}
    assert (rows["P9"], rows["P9a"]) == (1.0, 3.0)


def test_the_window_begins_with_its_first_moment_and_ends_before_its_last(filled: Database) -> None:
    rows = {row["key"]: row["value"] for row in run(filled, "pilot", since=day(3), until=day(8)).rows}
    assert (rows["P1"], rows["P2"], rows["P1b"]) == (2, 53, 1)


def test_hours_and_their_cost_are_answered_by_year(filled: Database) -> None:
    assert run(filled, "Q_HOURS").rows == [{"year": 2026, "searches": 4, "hours": 1.75, "writingHours": 0.75}]
    assert run(filled, "Q_HOURS").cells == [("2026", "searches", 4)]
    assert run(filled, "Q_COST").rows == [{"year": 2026, "hours": 1.75, "pounds": 43.75, "payrollPounds": 52.5}]
    since = "The figures begin on 2 March 2026; what was done outside this service is not in them."
    assert run(filled, "Q_COST").text == f"£43.75 at £25 an hour. {since}"


def test_how_findings_were_used_and_why_people_were_looked_up_is_counted(filled: Database) -> None:
    (used,) = run(filled, "Q_USE_IN_CP").rows
    assert (used["value"], used["of"]) == (1, 2)
    assert [(row["measure"], row["value"]) for row in run(filled, "Q_EXCEPTIONAL").rows] == [
        ("misleading account", 2),
        ("other", 1),
    ]
    assert run(filled, "Q_POLICY").rows == [{"clause": "Clause 3", "text": "Share it."}]


def test_what_was_missed_is_never_computed(filled: Database) -> None:
    found = run(filled, "Q_MISSED")
    assert (found.held, found.rows, found.cells) == (False, (), ())
    assert found.text.startswith("Not held.")


def test_an_inspector_sees_what_should_be_nought(filled: Database) -> None:
    rows = run(filled, "inspection").rows
    assert [(row["measure"], row["value"]) for row in rows] == [
        ("Access workers who are trained", 1),
        ("Repeated looks without an assessment", 0),
        ("Looks outside an approval", 1),  # of r3, which was refused
        ("Misuse that was looked into", 1),
        ("Records past their retention period", 0),
        ("Assessments: proceed", 2),
        ("Assessments: prohibited", 1),
    ]
    nil = run(filled, "inspection", since=day(400), until=day(500)).rows
    assert (nil[-1]["measure"], nil[-1]["value"]) == ("Assessments", 0)


def test_the_wilson_interval_is_that_of_the_books() -> None:
    low, high = Share(15, 148).interval() or (0, 0)  # Newcombe 1998, table I: 0.0624 to 0.1605
    assert (round(low, 4), round(high, 4)) == (0.0624, 0.1605)
    low, high = Share(0, 20).interval() or (0, 0)  # 0 to 0.1611
    assert (round(low, 4), round(high, 4)) == (0.0, 0.1611)
    change = difference(Share(56, 70), Share(48, 80)) or (0, 0, 0)  # Newcombe 1998: 0.2, 0.0524 to 0.3339
    assert [round(value, 4) for value in change] == [0.2, 0.0524, 0.3339]
    assert (Share(0, 0).interval(), Share(0, 0).value, difference(Share(1, 2), Share(0, 0))) == (None, None, None)


def surveyed(database: Database, answers: list[dict[str, str]], *, baseline: str | None = None, case_id: str) -> str:
    with_case(database, case_id=case_id, number=case_id)
    with database.unit_of_work() as unit:
        given = {
            "title": "Rules",
            "form_id": "f",
            "closes_at": day(30),
            "audience": ["staff"],
            "now": MARCH,
            "baseline": baseline,
        }
        survey_id: str = unit.registers.open_survey(council="north", case_id=case_id, **given)
        hashes = [f"{survey_id}-{place}" for place in range(20)]
        asked = {"council": "north", "survey_id": survey_id}
        unit.registers.invite_to_survey(**asked, person_ids=[f"p{place}" for place in range(20)], token_hashes=hashes)
        for token, answer in zip(hashes, answers, strict=False):
            unit.registers.answer_survey(token_hash=token, answers=answer, now=day(1))
        unit.registers.close_survey(**asked, now=day(31))
        unit.commit()
    return survey_id


LOOKED = {"q3": "yes", "q4": "yes", "q5": "no", "q7": "no", "q8": "no"}
AWARE = {"q3": "no", "q5": "yes", "q6": "yes", "q7": "yes", "q8": "yes"}
UNSURE = {"q3": "yes", "q4": "no", "q5": "yes", "q6": "partly", "q7": "partly", "q8": "yes"}


def test_a_survey_is_measured_by_its_formulas(database: Database) -> None:
    before = surveyed(database, [AWARE] * 5 + [LOOKED] * 5, case_id="v1")
    survey = surveyed(database, [LOOKED] * 2 + [AWARE] * 6 + [UNSURE] * 2, baseline=before, case_id="v2")
    rows = {row["key"]: row for row in run(database, "survey", survey=survey).rows}
    assert {key: (row["part"], row["whole"], row["share"]) for key, row in rows.items()} == {
        "SV1": (4, 10, 0.4),
        "SV2a": (2, 4, 0.5),
        "SV2b": (2, 10, 0.2),
        "SV3": (8, 10, 0.8),
        "SV4": (6, 10, 0.6),
        "SV4a": (6, 8, 0.75),
        "SV5": (4, 10, 0.4),
        "SV5a": (2, 10, 0.2),
        "SV6": (2, 10, 0.2),
        "SV7": (2, 10, 0.2),
        "SV9": (10, 20, 0.5),
    }
    assert (rows["SV4"]["low"], rows["SV4"]["high"]) == (0.3127, 0.8318)
    assert (rows["SV4"]["change"], rows["SV9"]["change"]) == (0.1, None)


def test_too_few_answers_and_an_open_survey_are_not_measured(database: Database) -> None:
    few = surveyed(database, [AWARE] * 9, case_id="v3")
    found = run(database, "survey", survey=few)
    assert (found.held, found.rows, found.cells) == (False, (), ())
    assert run(database, "survey").held is False


def test_minutes_that_a_log_states_go_before_those_of_the_register(filled: Database) -> None:
    with filled.unit_of_work() as unit:
        before = unit.registers.measures(council="north", since=MARCH, until=day(40))["sessions"]
        once = next(each["number"] for each in before if [other["number"] for other in before].count(each["number"]) == 1)
        case_id = once.lower()
        unit.registers.store_feedback(council="north", case_id=case_id, values={"minutes": 35}, now=day(6))
        after = unit.registers.measures(council="north", since=MARCH, until=day(40))["sessions"]
    assert after == [{**each, "minutes": 35} if each["number"] == once else each for each in before]
