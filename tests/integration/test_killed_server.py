"""kill -9 of the real server in the middle of a hundred completions: what was answered is there, and nothing is lost or doubled."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.bootstrap import Services, build
from service.commands import CompleteTask, DeployVersion, PutPerson, StartCase
from service.http.identity import issue_token
from service.settings import Settings
from tests.integration.commands.conftest import COUNCIL, HERE, MACHINE, FakeClock, person

CASES, ANSWERED_BEFORE, CLIENTS = 100, 40, 4
SECRET = "x" * 32
ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        processes_dir=HERE / "processes",
        forms_dir=HERE / "forms",
        secret_key=SECRET,
    )


def open_tasks(services: Services) -> dict[str, str]:
    """Return request number by open task."""
    with services.database.unit_of_work(read_only=True) as unit:
        return {task.task_id: case.number for task, case in unit.records.open_tasks(COUNCIL)}


@pytest.fixture
def ready(settings: Settings) -> dict[str, str]:
    """A hundred cases, each with its one open task."""
    services = build(settings)
    for one in (person("ann.ask", "asker"), person("cy.check", "checker")):
        services.run(PutPerson(one), MACHINE)
    services.run(DeployVersion(services.library.bundle(COUNCIL, "ash_request")), MACHINE)
    asker = services.actor("ann.ask")
    for number in range(CASES):
        services.run(StartCase(procedure_id="ash_request", answers={"reference": f"CD-{number}", "question": "Who?"}), asker)
    tasks = open_tasks(services)
    services.close()
    assert len(tasks) == CASES
    return tasks


@pytest.fixture
def server(settings: Settings, ready: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The real server in a process of its own, and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    given = {
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(settings.data_dir),
        "PROCESSES_DIR": str(settings.processes_dir),
        "FORMS_DIR": str(settings.forms_dir),
        "SECRET_KEY": SECRET,
        "PORT": str(port),
    }
    environment = os.environ | {f"TRIANGULATE_{name}": value for name, value in given.items()}
    command = [sys.executable, "-c", "from service.cli import main; main()", "serve"]
    with (settings.data_dir / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.02)
    yield process, port
    process.kill()
    process.wait(60)


def complete_until_killed(port: int, left: Iterator[str], answered: list[str], enough: threading.Event) -> None:
    """Complete tasks over one connection until the server is gone."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    head = {"Authorization": f"Bearer {issue_token('cy.check', SECRET, 600)}", "Content-Type": "application/json"}
    body = json.dumps({"answers": {"outcome": "yes"}})
    try:
        for task_id in left:
            connection.request("POST", f"/api/tasks/{task_id}/complete", body, head)
            response = connection.getresponse()
            response.read()
            if response.status == 200:
                answered.append(task_id)
            if len(answered) >= ANSWERED_BEFORE:
                enough.set()
    except (OSError, http.client.HTTPException):
        return
    finally:
        enough.set()
        connection.close()


def test_a_killed_server_keeps_what_it_answered_and_loses_and_doubles_nothing(
    settings: Settings, ready: dict[str, str], server: tuple[subprocess.Popen[bytes], int]
) -> None:
    process, port = server
    answered: list[str] = []
    enough = threading.Event()
    share = len(ready) // CLIENTS
    with ThreadPoolExecutor(CLIENTS) as pool:
        for first in range(0, len(ready), share):
            pool.submit(complete_until_killed, port, iter(list(ready)[first : first + share]), answered, enough)
        assert enough.wait(60)
        process.send_signal(signal.SIGKILL)
    process.wait(60)
    assert ANSWERED_BEFORE <= len(answered) < CASES

    clock = FakeClock()
    clock.at = datetime.now(UTC) + timedelta(hours=1)  # past every lease of the dead worker
    services = build(settings, clock=clock)
    try:
        done = require_whole(services, ready)
        assert set(answered) <= done
        assert len(done) - len(answered) <= CLIENTS
        for task_id in ready.keys() - done:
            services.run(CompleteTask(task_id, {"outcome": "yes"}), services.actor("cy.check"))
        assert require_whole(services, ready) == ready.keys()
        services.worker.run_until_idle()
        with services.database.unit_of_work(read_only=True) as unit:
            assert Counter(case.ended for case in unit.records.cases(COUNCIL, limit=2 * CASES)) == {"A_End": CASES}
            assert unit.audit.verify() == []
        assert len(list((settings.data_dir / "mail").iterdir())) == CASES
    finally:
        services.close()


def require_whole(services: Services, ready: dict[str, str]) -> set[str]:
    """Assert that each case stands wholly before or wholly behind its task, and return the tasks that are done."""
    done = ready.keys() - open_tasks(services).keys()
    with services.database.unit_of_work(read_only=True) as unit:
        assert unit.audit.verify() == []
        audited = Counter(
            entry.object_id for entry in unit.records.audit(COUNCIL, limit=10_000) if entry.verb == "task_completed"
        )
        assert audited == dict.fromkeys(done, 1)
        for task_id, number in ready.items():
            case = unit.cases.get(number)
            (task,) = unit.records.tasks_of(case.case_id)
            lines = [(line.what, line.element_id) for line in unit.records.events(case.case_id)]
            jobs = unit.records.jobs(COUNCIL, case_id=case.case_id, states=("open", "failed", "done"))
            times = int(task_id in done)
            assert (task.task_id, lines.count(("completed", "A_Check")), len(jobs)) == (task_id, times, times)
    return set(done)
