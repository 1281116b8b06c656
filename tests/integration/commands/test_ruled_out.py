"""Material that was ruled out is attached to nothing, also when it is ruled out at the very moment somebody attaches it."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from service.bootstrap import build
from service.commands import AddDocument, CompleteTask, DeployVersion, PutPerson, StartCase
from service.domain.errors import Invalid
from service.settings import Settings
from tests.integration.commands.conftest import COUNCIL, HERE, MACHINE, FakeClock, person

FORM = "forms/ashdale/form-check.form"
FILE = {"type": "filepicker", "key": "copy", "label": "The copy", "id": "f3", "validate": {"required": True}}


@pytest.fixture
def services(tmp_path: Path, database_url: str):
    settings = Settings(data_dir=tmp_path, database_url=database_url, processes_dir=HERE / "processes", forms_dir=HERE / "forms")
    built = build(settings, clock=FakeClock())
    for one in (person("ann.ask", "asker"), person("cy.check", "checker")):
        built.run(PutPerson(one), MACHINE)
    bundle = built.library.bundle(COUNCIL, "ash_request")
    form = json.loads(bundle.files[FORM])
    form["components"].append(FILE)
    built.run(DeployVersion(replace(bundle, files={**bundle.files, FORM: json.dumps(form).encode()})), MACHINE)
    yield built
    built.close()


@pytest.fixture
def task_id(services):
    answers = {"reference": "CD-1", "question": "Who lives there?"}
    services.run(StartCase(procedure_id="ash_request", answers=answers), services.actor("ann.ask"))
    with services.database.unit_of_work(read_only=True) as unit:
        return unit.records.open_tasks(COUNCIL)[0][0].task_id


def add(services, task_id, content=b"%PDF-1.7 post", name="post.pdf"):
    return services.run(AddDocument(task_id, name, content, "application/pdf"), services.actor("cy.check"))


def rule_out(unit, document_id):
    unit.registers.mark_documents(council=COUNCIL, status="INADMISSIBLE", document_ids=[document_id])


def attach(services, task_id, document_id):
    answers = {"outcome": "yes", "copy": document_id}
    return services.run(CompleteTask(task_id, answers), services.actor("cy.check"))


def test_material_that_is_ruled_out_while_it_is_attached_is_refused(services, task_id):
    document_id, outcomes = add(services, task_id).document_id, []

    def go():
        try:
            outcomes.append(attach(services, task_id, document_id))
        except Invalid as error:
            outcomes.append([problem.message for problem in error.problems])

    thread = threading.Thread(target=go)
    with services.database.unit_of_work() as unit:
        rule_out(unit, document_id)
        thread.start()
        time.sleep(0.3)
        assert outcomes == []
        unit.commit()
    thread.join(60)
    assert outcomes == [["Choose a file that was added to this case"]]


def test_the_same_bytes_stay_ruled_out_under_another_name(services, task_id):
    document_id = add(services, task_id).document_id
    assert add(services, task_id, name="again.pdf").evidential_status == "OK"
    with services.database.unit_of_work() as unit:
        rule_out(unit, document_id)
        unit.commit()
    assert add(services, task_id, name="once more.pdf").evidential_status == "INADMISSIBLE"
    assert add(services, task_id, content=b"%PDF-1.7 other").evidential_status == "OK"
