"""Two at once: exactly one wins, the other is told who was faster."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from service.bootstrap import build
from service.commands import ClaimTask, CompleteTask, DeployVersion, FireTimers, PutPerson, SendMessage, StartCase
from service.domain.errors import Conflict, NotFound
from service.settings import Settings
from tests.integration.commands.conftest import COUNCIL, HERE, MACHINE, FakeClock, person


@pytest.fixture
def services(tmp_path: Path, database_url: str):
    settings = Settings(data_dir=tmp_path, database_url=database_url, processes_dir=HERE / "processes", forms_dir=HERE / "forms")
    built = build(settings, clock=FakeClock())
    for one in (person("ann.ask", "asker"), person("cy.check", "checker"), person("di.check", "checker")):
        built.run(PutPerson(one), MACHINE)
    built.run(DeployVersion(built.library.bundle(COUNCIL, "ash_request")), MACHINE)
    yield built
    built.close()


@pytest.fixture
def task(services):
    answers = {"reference": "CD-1", "question": "Who lives there?"}
    services.run(StartCase(procedure_id="ash_request", answers=answers), services.actor("ann.ask"))
    with services.database.unit_of_work(read_only=True) as unit:
        return unit.records.open_tasks(COUNCIL)[0][0]


def at_once(services, *runs):
    """Run (command, person or None) pairs at the same moment; return each one's answer or error."""
    barrier = Barrier(len(runs))

    def go(command, person_id):
        actor = services.actor(person_id) if person_id else MACHINE
        barrier.wait()
        try:
            return services.run(command, actor)
        except (Conflict, NotFound) as error:
            return error

    with ThreadPoolExecutor(len(runs)) as pool:
        return list(pool.map(lambda run: go(*run), runs))


def test_of_two_completions_one_wins(services, task):
    done = at_once(
        services,
        (CompleteTask(task.task_id, {"outcome": "yes"}), "cy.check"),
        (CompleteTask(task.task_id, {"outcome": "yes"}), "di.check"),
    )
    (refused,) = [one for one in done if isinstance(one, Conflict)]
    assert "AR-2026-0001" in done
    assert (refused.by in ("Cy Check", "Di Check"), str(refused)) == (True, f"{refused.by} has already completed this task")


def test_of_two_claims_one_wins(services, task):
    done = at_once(services, (ClaimTask(task.task_id), "cy.check"), (ClaimTask(task.task_id), "di.check"))
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "NoneType"]


def test_a_completion_and_a_withdrawal_leave_one_end(services, task):
    number = "AR-2026-0001"
    at_once(
        services,
        (CompleteTask(task.task_id, {"outcome": "yes"}), "cy.check"),
        (SendMessage(name="msg.withdraw", case_number=number), None),
        (FireTimers(task.case_id), None),
    )
    services.worker.run_until_idle()
    with services.database.unit_of_work(read_only=True) as unit:
        assert unit.cases.get(number).ended in ("A_End", "A_Withdrawn")
        assert unit.records.open_tasks(COUNCIL) == []


def test_two_workers_send_one_letter(services, task):
    services.run(CompleteTask(task.task_id, {"outcome": "yes"}), services.actor("cy.check"))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: services.worker.run_until_idle(), range(2)))
    assert len(list((services.settings.data_dir / "mail").iterdir())) == 1


def test_a_demo_keeps_its_secret(services, tmp_path):
    again = build(Settings(data_dir=tmp_path, processes_dir=HERE / "processes", forms_dir=HERE / "forms"))
    assert again.settings.secret_key == services.settings.secret_key
    again.close()


def test_an_unknown_person_is_nobody(services):
    assert services.actor("no.body") is None
    assert services.actor("ann.ask", "elsewhere") is None
    assert services.councils() == (COUNCIL,)
    assert [one.person_id for one in services.personas(COUNCIL)] == ["ann.ask", "cy.check", "di.check"]
    directory = services.directory(COUNCIL)
    assert [one.person_id for one in directory.holding("checker")] == ["cy.check", "di.check"]
    assert directory.person("no.body") is None
    assert directory.person("ann.ask").name == "Ann Ask"
