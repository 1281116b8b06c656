"""A case that its diagram hides from somebody does not exist for them, whatever their roles and whatever they did in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.recording import Recorder
from service.bootstrap import build
from service.commands import ClaimTask, CompleteTask, DeployVersion, PutPerson, RaiseEvent, StartCase
from service.domain.errors import NotFound
from service.queries.case_diagrams import case_diagrams
from service.queries.case_page import case_page
from service.queries.cases import cases
from service.queries.inbox import inbox, offered_tasks
from service.queries.own_answers import own_answers, sent
from service.queries.task_page import task_page
from service.queries.views import SentRow
from service.settings import Settings
from tests.integration.commands.conftest import COUNCIL, HERE, MACHINE, Ashdale, FakeClock, person

READERS = '<zeebe:property name="startedBy" value="asker" />'
HIDING = '<zeebe:property name="readers" value="checker chief" /><zeebe:property name="hiddenFrom" value="=%s" />'


@pytest.fixture
def hiding(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Ashdale]:
    """Ashdale, where a question is hidden from the person that it names, or from whom the test's expression says."""
    processes = tmp_path / "processes"
    shutil.copytree(HERE / "processes", processes)
    drawn = processes / COUNCIL / "ash_request.bpmn"
    drawn.write_text(drawn.read_text().replace(READERS, READERS + HIDING % getattr(request, "param", "[question]")))
    settings = Settings(
        database_url="sqlite://", data_dir=tmp_path, processes_dir=processes, forms_dir=HERE / "forms", secret_key="x" * 32
    )
    clock, recorder = FakeClock(), Recorder()
    services = build(settings, clock=clock, recorder=recorder)
    for one in (
        person("ann.ask", "asker"),
        person("bob.both", "asker", "checker", "chief", "admin"),
        person("cy.check", "checker"),
        person("di.chief", "chief", "admin"),
    ):
        services.run(PutPerson(one), MACHINE)
    services.run(DeployVersion(services.library.bundle(COUNCIL, "ash_request")), MACHINE)
    yield Ashdale(services, clock, recorder)
    services.close()


def about(council: Ashdale, whom: str, *, by: str) -> str:
    return str(council.run(StartCase(procedure_id="ash_request", answers={"reference": "CD-1", "question": whom}), by))


def ask(council, function, person_id, **parameters):
    return council.services.query(function, council.actor(person_id), **parameters)


def open_task(council: Ashdale, number: str, seen_by: str) -> str:
    return ask(council, case_page, seen_by, number=number).tasks[0].task_id


def test_a_hidden_case_is_on_no_page_and_in_no_list(hiding):
    number = about(hiding, "bob.both", by="ann.ask")
    task_id = open_task(hiding, number, "cy.check")
    for function, parameters in (
        (case_page, {"number": number}),
        (case_page, {"number": number, "content": False}),
        (case_diagrams, {"number": number}),
        (own_answers, {"number": number}),
        (task_page, {"task_id": task_id}),
    ):
        with pytest.raises(NotFound, match="no such case"):
            ask(hiding, function, "bob.both", **parameters)
    assert ask(hiding, cases, "bob.both", search=number) == ask(hiding, cases, "bob.both", content=False) == ()
    assert ask(hiding, inbox, "bob.both").counts == {"mine": 0, "team": 0, "waiting": 0}
    assert list(ask(hiding, offered_tasks, "bob.both")) == []


def test_nothing_can_be_done_to_a_hidden_case(hiding):
    number = about(hiding, "bob.both", by="ann.ask")
    task_id = open_task(hiding, number, "cy.check")
    (action,) = ask(hiding, case_page, "ann.ask", number=number).actions
    for command in (
        ClaimTask(task_id),
        CompleteTask(task_id, {"outcome": "yes"}),
        RaiseEvent(subscription_id=action.subscription_id, payload={"reason": "mine"}),
    ):
        with pytest.raises(NotFound, match="no such case"):
            hiding.run(command, "bob.both")


def test_others_see_it_as_ever(hiding):
    number = about(hiding, "bob.both", by="ann.ask")
    assert [row.number for row in ask(hiding, cases, "di.chief")] == [number]
    assert ask(hiding, case_page, "ann.ask", number=number).content
    hiding.run(CompleteTask(open_task(hiding, number, "cy.check"), {"outcome": "yes"}), "cy.check")


@pytest.mark.parametrize("hiding", ["if outcome = &quot;yes&quot; then &quot;cy.check&quot; else null"], indirect=True)
def test_whoever_answered_before_reads_their_own_answers_and_nothing_else(hiding):
    number = about(hiding, "Who lives there?", by="ann.ask")
    hiding.run(CompleteTask(open_task(hiding, number, "cy.check"), {"outcome": "yes"}), "cy.check")
    with pytest.raises(NotFound):
        ask(hiding, case_page, "cy.check", number=number)
    own = ask(hiding, own_answers, "cy.check", number=number)
    assert (own.number, [line.title for line in own.answers]) == (number, ["Check the question"])
    assert "Who lives there?" not in repr(own)
    assert ask(hiding, cases, "cy.check") == ()
    assert [look.why for look in ask(hiding, case_page, "ann.ask", number=number).looks if look.name == "Cy Check"] == [
        "Read their own answers"
    ]
    with pytest.raises(NotFound):
        ask(hiding, own_answers, "ann.ask", number=number)
    assert ask(hiding, sent, "ann.ask") == ()


@pytest.mark.parametrize("hiding", ["[&quot;ann.ask&quot;]"], indirect=True)
def test_whoever_sent_something_that_is_hidden_from_them_finds_it_with_its_day_and_whether_it_is_over(hiding):
    numbers = []
    for reference in ("CD-1", "CD-2"):
        asked = {"reference": reference, "question": "Who lives there?"}
        numbers.append(str(hiding.run(StartCase(procedure_id="ash_request", answers=asked), "ann.ask")))
        hiding.clock.pass_time(days=1)
    hiding.run(CompleteTask(open_task(hiding, numbers[0], "cy.check"), {"outcome": "yes"}), "cy.check")
    hiding.services.worker.run_until_idle()
    last, first = ask(hiding, sent, "ann.ask")
    began = hiding.clock.now() - timedelta(days=2)
    assert first == SentRow(number=numbers[0], titles=("Question asked",), sent_at=began, stands="Finished")
    assert (last.number, last.stands) == (numbers[1], "Being looked at")
    own = ask(hiding, own_answers, "ann.ask", number=first.number)
    said = (("Case number", "CD-1"), ("What do you want to know?", "Who lives there?"))
    assert (own.stands, [line.answers for line in own.answers]) == ("Finished", [said])
    assert ask(hiding, sent, "cy.check") == ask(hiding, cases, "ann.ask") == ()


def test_a_case_is_hidden_in_its_own_council_for_whom_it_names_only(hiding):
    hidden, open_to_all = about(hiding, "bob.both", by="ann.ask"), about(hiding, "Who lives there?", by="ann.ask")
    assert [row.number for row in ask(hiding, cases, "bob.both")] == [open_to_all]
    assert {row.number for row in ask(hiding, cases, "cy.check")} == {hidden, open_to_all}
