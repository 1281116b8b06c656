"""No command and no register of one council reaches what the other has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from service import commands
from service.commands import PutPerson
from service.domain.errors import Invalid, NotAllowed, NotFound, RegisterRefused, TriangulateError
from service.domain.identity import Grant, system_actor
from service.store.registers import Registers
from tests.integration.councils.conftest import MINE, THEIRS, Councils, everything, person

NAMED: Mapping[str, Callable[[Mapping[str, str]], object]] = {
    "AddDocument": lambda ids: commands.AddDocument(ids["task_id"], "x.pdf", b"%PDF-1.7", "application/pdf"),
    "ClaimTask": lambda ids: commands.ClaimTask(ids["task_id"]),
    "CompleteJob": lambda ids: commands.CompleteJob(ids["job_id"], 1),
    "CompleteTask": lambda ids: commands.CompleteTask(ids["task_id"], {"outcome": "yes"}),
    "DeliverThrown": lambda ids: commands.DeliverThrown(ids["job_id"], 1),
    "FailJob": lambda ids: commands.FailJob(ids["job_id"], 1, "no"),
    "FireTimers": lambda ids: commands.FireTimers(ids["case_id"]),
    "KeepDocument": lambda ids: commands.KeepDocument(
        case_id=ids["case_id"], document_id="d", name="x.pdf", content=b"%PDF-1.7", media_type="application/pdf"
    ),
    "RaiseEvent": lambda ids: commands.RaiseEvent(ids["subscription_id"]),
    "ReleaseTask": lambda ids: commands.ReleaseTask(ids["task_id"]),
    "RetryIncident": lambda ids: commands.RetryIncident(ids["incident_id"]),
    "RunCaseJob": lambda ids: commands.RunCaseJob(ids["job_id"], 1),
    "SaveDraft": lambda ids: commands.SaveDraft(ids["task_id"], {"outcome": "no"}),
    "SendMessage": lambda ids: commands.SendMessage(name="msg.withdraw", case_number=ids["number"]),
    "ThrowError": lambda ids: commands.ThrowError(ids["job_id"], 1, "X"),
}
NAMES_NO_CASE = {
    "AnswerSurvey",  # a link is for whoever has it
    "BeginCase",  # of a procedure of the council it is run in
    "DeployVersion",
    "ProposeChange",
    "PublishChange",  # refuses a bundle of another council: test_changes_by_two
    "PutPerson",
    "SaveStartDraft",
    "StartCase",
    "StartDue",
}


def test_every_command_is_tried_or_names_no_case() -> None:
    verbs = {name for name in commands.__all__ if name != "Runner"}
    assert verbs - NAMES_NO_CASE == NAMED.keys()


@pytest.mark.parametrize("who", ["a person", "the service"])
@pytest.mark.parametrize("name", NAMED)
def test_a_command_finds_nothing_of_the_other_council(councils: Councils, name: str, who: str) -> None:
    actor = councils.actor("eve", MINE) if who == "a person" else system_actor(MINE)
    before = everything(councils)
    try:
        answer = councils.services.run(NAMED[name](councils.ids), actor)
    except TriangulateError:
        answer = None
    assert not answer
    assert everything(councils) == before


def test_a_message_without_a_case_reaches_only_cases_of_its_own_council(councils: Councils) -> None:
    before = everything(councils)
    with pytest.raises(NotFound):
        councils.services.run(commands.SendMessage(name="msg.withdraw", key=councils.ids["number"]), councils.actor("eve", MINE))
    assert everything(councils) == before


def test_what_is_due_in_one_council_is_started_there(councils: Councils) -> None:
    due = commands.BeginCase(procedure_id="ash_request", variables={"reference": "CD-1"}, due_at=councils.services.clock.now())
    councils.services.run(due, system_actor(THEIRS))
    before = everything(councils)
    councils.services.run(commands.StartDue(), system_actor(MINE))
    assert everything(councils) == before


def test_a_council_gives_roles_of_its_own_only(councils: Councils) -> None:
    eve = councils.actor("eve", MINE)
    for one in (person("eve", "Eve Else", THEIRS, "all"), person("eve", "Eve Else", MINE, "nobody")):
        with pytest.raises(Invalid):
            councils.services.run(PutPerson(one), eve)
    assert councils.services.actor("eve", THEIRS) is None


def test_what_somebody_holds_elsewhere_stays_when_they_lose_everything_here(councils: Councils) -> None:
    councils.services.run(PutPerson(person("bo", "Bo Both", MINE)), councils.actor("eve", MINE))
    assert councils.services.actor("bo", MINE) is None
    assert councils.actor("bo", THEIRS).grants == {Grant(THEIRS, "all")}


def test_a_council_does_not_rename_or_end_who_works_for_the_other(councils: Councils) -> None:
    bo = person("bo", "Bo Both", MINE, "all")
    for changed in (replace(bo, name="Else"), replace(bo, active=False), replace(bo, email="else@example.org")):
        with pytest.raises(Invalid, match="another council too"):
            councils.services.run(PutPerson(changed), councils.actor("eve", MINE))
    with pytest.raises(Invalid, match="another council too"):
        councils.services.run(PutPerson(person("ann", "Not Ann", MINE, "all")), councils.actor("eve", MINE))


def test_one_council_does_not_deploy_for_the_other(councils: Councils) -> None:
    theirs = councils.services.library.bundle(THEIRS, "ash_request")
    with pytest.raises((Invalid, NotAllowed)):
        councils.services.run(commands.DeployVersion(theirs), councils.actor("eve", MINE))


CALLS: Mapping[str, Callable[[Registers, Mapping[str, str], dict[str, Any]], object]] = {
    "an authorisation": lambda known, ids, here: known.note_authorisation(
        council=MINE, case_id=here["case_id"], at=here["now"], urn=ids["urn"], event="cancelled", months=3
    ),
    "a request for information": lambda known, ids, here: known.note_foi(**here, reference=ids["foi"], event="closed"),
    "a subject access request": lambda known, ids, here: known.note_sar(**here, reference=ids["sar"], event="closed"),
    "an incident": lambda known, ids, here: known.note_incident(**here, number=ids["incident"], event="closed"),
    "misuse": lambda known, ids, here: known.close_misuse(**here, number=ids["misuse"], outcome="x"),
    "an account": lambda known, ids, here: known.note_account(**here, account="quarry-main", status="closed"),
    "an entry": lambda known, ids, here: known.note_entry(
        **here, register="tools", number=ids["tool"], today=here["now"].date(), status="closed"
    ),
    "an entry by its key": lambda known, ids, here: known.note_entry(
        **here, register="tools", key="quarry", today=here["now"].date(), status="closed"
    ),
    "a survey": lambda known, ids, here: known.close_survey(council=MINE, survey_id=ids["survey_id"], now=here["now"]),
}


@pytest.mark.parametrize("what", CALLS)
def test_no_number_of_the_other_council_is_known_to_a_register(councils: Councils, what: str) -> None:
    before = everything(councils)
    with councils.services.database.unit_of_work() as unit:
        here = {"council": MINE, "case_id": councils.ids["case_id"], "now": councils.services.clock.now()}
        with pytest.raises((NotFound, RegisterRefused)):
            CALLS[what](unit.registers, councils.ids, here)
        unit.commit()
    assert everything(councils) == before
