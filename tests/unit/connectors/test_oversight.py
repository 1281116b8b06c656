"""Authorisations, incidents, misuse, accounts, reports and surveys as operations: what the registers are asked, what diagrams get."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from connectors.case import Case
from connectors.protocol import Broken, Call
from connectors.register import OPERATIONS
from connectors.reports import BEGINNING
from tests.unit.connectors.test_register import CASE, NOW, FakeCase, FakeRegisters

BY_NAME = {operation.name: operation for operation in OPERATIONS}
THEN = datetime(2026, 6, 20, 9, tzinfo=UTC)
OF_CASE = {"council": "ashdale", "case_id": "c1"}


def run(name, registers, *, pack=None, **parameters):
    operation = BY_NAME[f"register.{name}"]
    assert set(operation.required) <= set(parameters) <= {*operation.required, *operation.optional}
    case = FakeCase(registers)
    case.parameters = pack or {}
    call = Call(operation=operation.name, parameters=parameters, key="k", case=CASE, attempt=1, now=NOW)
    result = operation.run_in_case(call, case)
    assert set(result) == set(operation.gives)
    return result


@pytest.mark.parametrize(
    ("subjects", "kept"),
    [(None, []), ("Ann", ["Ann"]), (["Ann", "Bob"], ["Ann", "Bob"]), ([{"fullName": "Ann"}, {"text": "B"}], ["Ann", "B"])],
)
def test_an_application_is_entered_with_the_names_of_its_subjects(subjects, kept):
    registers = FakeRegisters(open_authorisation="URN/26/0001")
    given = {"kind": "RIPA_DS", "applicant": "ann", "confidential": "yes", "subjects": subjects}
    assert run("open_authorisation", registers, **given) == {"urn": "URN/26/0001"}
    asked = registers.asked[0][1]
    assert (asked["subjects"], asked["confidential"], asked["council"]) == (kept, True, "ashdale")


@pytest.mark.parametrize(
    ("kind", "pack", "months"),
    [("RIPA_DS", {}, 3), ("RIPA_CHIS", {}, 12), ("NON_RIPA", {}, 3), ("NON_RIPA", {"authorisationMonths": {"NON_RIPA": 1}}, 1)],
)
def test_how_long_an_authorisation_lasts_follows_its_kind(kind, pack, months):
    registers = FakeRegisters(authorisation={"kind": kind}, note_authorisation={"status": "active", "valid_until": THEN})
    found = run("note_authorisation", registers, pack=pack, urn="U", event="activated", by="di")
    assert found == {"authorisationStatus": "active", "validUntil": "2026-06-20T09:00:00+00:00"}
    assert registers.asked[-1][1] == {
        **OF_CASE,
        "urn": "U",
        "event": "activated",
        "at": NOW,
        "months": months,
        "by": "di",
        "details": {},
    }


def test_months_that_are_none_are_broken():
    registers = FakeRegisters(authorisation={"kind": "RIPA_DS"})
    with pytest.raises(Broken):
        run("note_authorisation", registers, pack={"authorisationMonths": 3}, urn="U", event="activated")


@pytest.mark.parametrize(
    ("status", "until", "valid"), [("active", THEN, True), ("cancelled", THEN, False), ("active", NOW, True)]
)
def test_an_authorisation_says_whether_it_is_in_force(status, until, valid):
    row = dict.fromkeys(("urn", "kind", "applicant", "reference", "title", "subjects", "confidential"), "x")
    row |= {"status": status, "effective_at": NOW, "valid_until": until, "review_on": date(2026, 4, 1)}
    found = run("authorisation", FakeRegisters(authorisation=row), urn="U")
    assert (found["authorisationValid"], found["authorisation"]["reviewOn"]) == (valid, "2026-04-01")


def test_incidents_and_misuse_are_entered_with_their_case():
    registers = FakeRegisters(open_incident="OI/26/0001", note_incident="closed", open_misuse="MU/26/0001")
    assert run("open_incident", registers, kind="hate_crime", reportedBy="ann") == {"incidentNumber": "OI/26/0001"}
    assert run("note_incident", registers, incidentNumber="OI/26/0001", event="closed") == {"incidentStatus": "closed"}
    assert run("open_misuse", registers, person="bob", kind="friended") == {"misuseNumber": "MU/26/0001"}
    assert run("close_misuse", registers, misuseNumber="MU/26/0001", outcome="advice") == {"misuseStatus": "advice"}
    assert [method for method, _ in registers.asked] == ["open_incident", "note_incident", "open_misuse", "close_misuse"]
    assert all(given.items() >= OF_CASE.items() for _, given in registers.asked)


@pytest.mark.parametrize(
    ("said", "on"), [(True, date(2026, 3, 20)), ("no", None), ("2026-01-02", date(2026, 1, 2)), (None, None)]
)
def test_an_account_is_entered_with_the_day_its_settings_were_checked(said, on):
    registers = FakeRegisters(open_account="AC/26/0001", note_account="suspended")
    given = {"platform": "p", "handle": "h", "purpose": "search", "settingsChecked": said, "holders": ["ann"]}
    assert run("open_account", registers, **given) == {"accountId": "AC/26/0001", "accountStatus": "active"}
    assert registers.asked[0][1]["settings_checked_on"] == on
    assert run("note_account", registers, accountId="AC/26/0001", status="suspended")["accountStatus"] == "suspended"
    assert registers.asked[1][1]["holders"] is None
    run("close_account", registers, accountId="AC/26/0001")
    assert registers.asked[2][1]["status"] == "closed"


def test_a_report_is_run_over_all_that_is_recorded_unless_a_period_is_given():
    found = {"answer": {"rows": [], "text": "", "held": True}, "minutes": 0.1, "small_cells": []}
    registers = FakeRegisters(run_report=found)
    assert run("run_report", registers, report="hours") == {
        "reportAnswer": found["answer"],
        "reportMinutes": 0.1,
        "smallCells": [],
    }
    run("run_report", registers, report="hours", **{"from": "2026-01-01", "to": "2026-02-01"})
    periods = [(given["since"], given["until"]) for _, given in registers.asked]
    assert periods == [(BEGINNING, NOW), (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))]


def test_decisions_on_cells_are_kept_with_who_made_them():
    registers = FakeRegisters(note_cells=2)
    decisions = [{"row": "a", "action": "publish", "reason": "r"}, {"row": "b", "action": "band", "reason": "r", "by": "cy"}]
    assert run("note_cells", registers, report="hours", decisions=decisions, by="ann") == {"cellsDecided": 2}
    assert [given["by"] for given in registers.asked[0][1]["decisions"]] == ["ann", "cy"]


@pytest.mark.parametrize(("answers", "few"), [(9, True), (10, False)])
def test_a_survey_opens_for_everybody_with_a_role_once_and_says_when_too_few_answered(answers, few):
    registers = FakeRegisters(open_survey="SV/26/0001", close_survey=answers)
    given = {"title": "Rules", "closesAt": "2026-04-01T17:00:00Z", "audience": ["chief", "boss", "none"], "form": "form-v"}
    assert run("open_survey", registers, **given) == {"surveyId": "SV/26/0001", "invited": 1}
    assert run("close_survey", registers, surveyId="SV/26/0001") == {"answersCount": answers, "tooFew": few}
    assert run("close_survey", registers, pack={"surveyMinAnswers": 3}, surveyId="SV/26/0001")["tooFew"] is False
    with pytest.raises(Broken):
        run("open_survey", registers, **given | {"closesAt": None})


@pytest.mark.parametrize(("said", "kept"), [("USABLE", "OK"), ("OK", "OK"), ("INADMISSIBLE", "INADMISSIBLE")])
def test_a_document_is_marked_by_the_word_of_the_diagram(said, kept):
    registers = FakeRegisters(mark_documents=1)
    assert run("mark_documents", registers, status=said, documents=["d1"]) == {"marked": 1}
    assert registers.asked[0][1]["status"] == kept


def test_what_people_hold_is_offered_to_others_and_counted():
    over = next(one for one in Case().operations() if one.name == "case.hand_over")
    case = FakeCase()
    call = Call(operation="case.hand_over", parameters={"people": ["ann", "di"]}, key="k", case=CASE, attempt=1, now=NOW)
    assert over.run_in_case(call, case) == {"offered": 5, "kept": 2}
    assert case.handed_over == ["ann", "di"]


def test_a_signal_says_how_many_waits_it_met():
    class Signalled(FakeCase):
        def signal(self, name, payload):
            return len(name) + len(payload)

    signal = next(one for one in Case().operations() if one.name == "case.signal")
    call = Call(operation="case.signal", parameters={"signal": "stop", "with": {"a": 1}}, key="k", case=CASE, attempt=1, now=NOW)
    assert signal.run_in_case(call, Signalled()) == {"reached": 5}
