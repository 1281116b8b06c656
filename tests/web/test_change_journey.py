"""The way of a change through the pages of the real service: brought in and proposed by one, read, approved by another, live."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.recording import Recorder
from service.app import create_app
from service.bootstrap import Services, build
from service.commands import CompleteTask, DeployVersion, PutPerson
from service.domain.identity import system_actor
from service.settings import ROOT, Settings
from service.stage import MovingClock
from tests.web.page import Browser, Page

COUNCIL, PROCEDURE, FORM = "wakefield", "shared_immediate_review", "form-s1p-confirm.form"
NUMBER = "PC-2026-0001"
STUDIO = f"/studio/procedures/{PROCEDURE}"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def real(tmp_path: Path) -> Iterator[tuple[Services, MovingClock]]:
    clock = MovingClock(AT)
    services = build(
        Settings(data_dir=tmp_path, database_url="sqlite://", secret_key="test" * 8), clock=clock, recorder=Recorder()
    )
    for procedure_id in (PROCEDURE, "policy_change"):
        services.run(DeployVersion(services.library.bundle(COUNCIL, procedure_id)), system_actor(COUNCIL))
    for person in services.library.demo(COUNCIL).people:
        services.run(PutPerson(person), system_actor(COUNCIL))
    yield services, clock
    services.close()


def hinted() -> bytes:
    form = json.loads((ROOT / "forms" / "shared" / FORM).read_text("utf-8"))
    next(part for part in form["components"] if part["type"] == "radio")["description"] = "Say what you think yourself"
    return json.dumps(form).encode()


def brought(owner: Browser) -> Page:
    return owner.post(f"{STUDIO}/change", {"files": [(io.BytesIO(hinted()), FORM)]}, status=200)


def browser(services: Services, person: str) -> Browser:
    return Browser(create_app(services)).sign_in(person, COUNCIL)


def answer(services: Services, person: str, element_id: str, answers: dict[str, str]) -> None:
    with services.database.unit_of_work(read_only=True) as unit:
        tasks = unit.records.tasks_of(unit.cases.get(NUMBER).case_id)
    (task,) = [one for one in tasks if one.closed_at is None]
    actor = services.actor(person, COUNCIL)
    assert task.element_id == element_id and actor is not None
    services.run(CompleteTask(task.task_id, answers), actor)
    services.worker.run_until_idle()


def test_a_proposal_from_the_studio_goes_live_by_a_second_person(real: tuple[Services, MovingClock]) -> None:
    services, clock = real
    owner = browser(services, "sol.verne")
    page = brought(owner)
    assert "Propose this change" in page.text and "Put this version live" not in page.text
    sent = {"files": page.value_of("files"), "hash": page.value_of("hash"), "note": "A hint for managers"}
    owner.post(f"{STUDIO}/deploy", sent, status=403)
    day = {"from-day": "9", "from-month": "3", "from-year": "2026"}
    assert "today or later" in owner.post(f"{STUDIO}/propose", sent | day | {"from-year": "2025"}, status=422).text
    owner.post(f"{STUDIO}/propose", sent | day)
    services.worker.run_until_idle()
    reader = browser(services, "vera.lunn")
    assert "Read what changes" in reader.get(f"/cases/{NUMBER}").text
    answer(services, "vera.lunn", "PC_ReadChanges", {"outcome": "no_objection", "advice": "Nothing new is recorded"})
    answer(services, "wyn.ellery", "PC_Approve", {"outcome": "approve"})
    clock.move(AT + timedelta(days=8))
    services.worker.run_until_idle()
    assert "A hint for managers" in owner.get(STUDIO).text
    with services.database.unit_of_work(read_only=True) as unit:
        assert unit.versions.live(COUNCIL, PROCEDURE).number == 2
