"""A survey from its invitation to its end: one answer a link, and nothing that is kept joins an answer to a person."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from connectors.email import Recipient
from connectors.protocol import Broken, Call, TryAgain
from connectors.recording import Recorder
from connectors.surveys import Survey, hashed
from service.bootstrap import build
from service.commands import DeployVersion, PutPerson, StartCase
from service.commands.answer_survey import AnswerSurvey
from service.domain.errors import Invalid, NotAllowed, NotFound
from service.queries.survey_page import survey_page
from service.settings import Settings
from service.store.tables import metadata
from service.worker.invitations import SurveyInvitations
from tests.integration.commands.conftest import COUNCIL, HERE, MACHINE, FakeClock, person

PEOPLE = ("ann.ask", "cy.check", "di.check")


@pytest.fixture
def services(tmp_path: Path, database_url: str):
    settings = Settings(data_dir=tmp_path, database_url=database_url, processes_dir=HERE / "processes", forms_dir=HERE / "forms")
    built = build(settings, clock=FakeClock())
    for one in PEOPLE:
        built.run(PutPerson(person(one, "asker")), MACHINE)
    built.run(DeployVersion(built.library.bundle(COUNCIL, "ash_request")), MACHINE)
    yield built
    built.close()


@pytest.fixture
def survey_id(services):
    number = services.run(
        StartCase(procedure_id="ash_request", answers={"reference": "CD-1", "question": "Who?"}), services.actor("ann.ask")
    )
    now = services.clock.now()
    with services.database.unit_of_work() as unit:
        case = {"council": COUNCIL, "case_id": unit.cases.get(number).case_id}
        facts = {"title": "Rules", "form_id": "form-check", "closes_at": now + timedelta(days=5), "audience": ["asker"]}
        opened = unit.registers.open_survey(**case, **facts, now=now)
        unit.commit()
    return opened


class World:
    """Mail and people as the connector meets them. ``down`` says after how many letters the mail server stops answering."""

    def __init__(self, services, *, down=99):
        self.recorder, self.down = Recorder(), down
        self.connector = Survey(
            recipients=self.recipients,
            invitations=SurveyInvitations(services.database.unit_of_work),
            deliver=self.deliver,
            base_url="https://x.example",
        )
        self.services = services

    def recipients(self, council, *, people, roles):
        return [Recipient(one, one, f"{one}@example.org") for one in (PEOPLE if roles else people)]

    def deliver(self, letter, call):
        if len(self.recorder.letters) >= self.down:
            raise TryAgain("The mail server does not answer")
        self.recorder.deliver(letter, call)

    def ask(self, operation, **parameters):
        case = {"council": COUNCIL, "number": "AR-2026-0001", "caseId": "c", "startedBy": "ann.ask"}
        call = Call(operation=operation, parameters=parameters, key="k", case=case, attempt=1, now=self.services.clock.now())
        (found,) = [one for one in self.connector.operations() if one.name == operation]
        return found.run(call)

    def tokens(self):
        bodies = [letter.body for letter in self.recorder.letters]
        return [found[1] for body in bodies if (found := re.search(r"https://x\.example/survey/(\S+)", body))]


def answer(services, token, **answers):
    services.run(AnswerSurvey(hashed(token), answers or {"outcome": "yes"}), MACHINE)


def everything(services):
    """Return every row of every table as text, by table."""
    with services.database.engine.connect() as connection:
        return {name: str(connection.execute(select(table)).all()) for name, table in metadata.tables.items()}


def test_each_link_is_good_for_one_answer_and_answers_lead_to_nobody(services, survey_id):
    world = World(services)
    assert world.ask("survey.invite", surveyId=survey_id, roles=["asker"]) == {"invited": 3}
    tokens = world.tokens()
    assert len(set(tokens)) == 3
    found = services.query(survey_page, MACHINE, token_hash=hashed(tokens[0]))
    assert (found.title, json.loads(found.form)["id"]) == ("Rules", "form-check")
    audited = everything(services)["audit"]
    answer(services, tokens[0])
    with pytest.raises(NotFound):
        answer(services, tokens[0])
    with pytest.raises(NotFound):
        services.query(survey_page, MACHINE, token_hash=hashed(tokens[0]))
    rows = everything(services)
    assert rows["audit"] == audited
    assert set(metadata.tables["survey_answers"].columns.keys()) == {"answer_id", "council", "survey_id", "answers"}
    traces = (hashed(tokens[0]), *tokens)
    assert [name for name, text in rows.items() if any(trace in text for trace in traces)] == []
    assert not any(one in rows["survey_answers"] + rows["survey_tokens"] for one in PEOPLE)


def test_whoever_was_reached_is_not_asked_again_and_a_reminder_has_no_link(services, survey_id):
    world = World(services, down=2)
    with pytest.raises(TryAgain):
        world.ask("survey.invite", surveyId=survey_id, roles=["asker"])
    world.down = 99
    assert world.ask("survey.invite", surveyId=survey_id, roles=["asker"]) == {"invited": 3}
    assert [letter.to.person_id for letter in world.recorder.letters] == list(PEOPLE)
    assert world.ask("survey.remind", surveyId=survey_id) == {"invited": 3}
    assert (len(world.recorder.letters), len(world.tokens())) == (6, 3)
    for token in world.tokens():
        answer(services, token)


def test_answers_are_judged_by_the_form(services, survey_id):
    world = World(services)
    world.ask("survey.invite", surveyId=survey_id, roles=["asker"])
    with pytest.raises(Invalid):
        answer(services, world.tokens()[0], outcome="maybe")
    answer(services, world.tokens()[0], outcome="yes")
    with services.database.unit_of_work(read_only=True) as unit:
        (kept,) = unit.registers.survey_answers(council=COUNCIL, survey_id=survey_id)
    assert kept["outcome"] == "yes"


def test_nothing_is_answered_after_the_end_and_nobody_answers_in_their_name(services, survey_id):
    world = World(services)
    world.ask("survey.invite", surveyId=survey_id, roles=["asker"])
    with pytest.raises(NotAllowed):
        services.run(AnswerSurvey(hashed(world.tokens()[0]), {}), services.actor("ann.ask"))
    services.clock.pass_time(days=6)
    with pytest.raises(NotFound):
        answer(services, world.tokens()[0])
    with services.database.unit_of_work() as unit:
        assert unit.registers.close_survey(council=COUNCIL, survey_id=survey_id, now=services.clock.now()) == 0
        unit.commit()
    with pytest.raises(Broken):
        world.ask("survey.invite", surveyId=survey_id, roles=["asker"])
    with pytest.raises(Broken):
        world.ask("survey.remind", surveyId="SV/26/9999")
