"""Two councils in one service, as like as twins: the same procedures, forms, numbers and roles. What belongs to Ashdale says
``Quarry`` somewhere, so that a page, a file or an answer shows at once whether it told Elmdale of it."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from connectors.protocol import Broken
from connectors.recording import Recorder
from connectors.surveys import hashed
from service.app import create_app
from service.bootstrap import Services, build
from service.commands import AddDocument, CompleteTask, DeployVersion, PutPerson, SaveDraft, SaveStartDraft, StartCase
from service.domain.identity import Actor, Grant, Person, system_actor
from service.settings import Settings
from service.store.tables import metadata
from tests.web.page import Browser

MINE, THEIRS = "elmdale", "ashdale"
SECRET = "quarry"
MODEL = Path(__file__).parents[1] / "commands" / "council"
MAY = (
    "monitor publish repair inspect waive message start:ash_request read:accounts read:access_workers read:subjects read:authorisations "
    "read:incidents read:evidence read:foi read:report_pilot read:report_questions read:report_inspection read:report_survey "
    "read:report_measures read:tools"
)


class Clock:
    """A clock that stands still."""

    at = datetime(2026, 3, 20, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@dataclass
class Councils:
    """Both councils. ``ids`` are those of what Ashdale has, by the name under which addresses ask for them."""

    services: Services
    recorder: Recorder
    ids: dict[str, str] = field(default_factory=dict)

    def actor(self, person_id: str, council: str) -> Actor:
        found = self.services.actor(person_id, council)
        assert found is not None
        return found

    def browser(self, person_id: str, council: str) -> Browser:
        return Browser(create_app(self.services)).sign_in(person_id, council)


def twins(folder: Path) -> None:
    """Write the two councils' folders, with one more role that the others include and that may everything a pack can give."""
    for kind in ("processes", "forms"):
        for council in (MINE, THEIRS):
            shutil.copytree(MODEL / kind / "ashdale", folder / kind / council)
            for path in (folder / kind / council).iterdir():
                path.write_text(path.read_text().replace("ashdale", council).replace("Ashdale", council.title()))
    for council in (MINE, THEIRS):
        pack = folder / "processes" / council / "policy.toml"
        held = re.sub(r"includes = .*\n", "", pack.read_text())
        may = {*MAY.split(), *(word for role in tomllib.loads(held)["roles"].values() for word in role.get("may", ()))}
        held = re.sub(r"(\[roles\..*\]\n)", r'\1includes = ["all"]\n', held)
        words = ", ".join(f'"{word}"' for word in sorted(may))
        pack.write_text(f'{held}\n[roles.all]\nname = "All"\nmay = [{words}]\n')


def mark(folder: Path) -> None:
    """Write ``Quarry`` into what Ashdale says of itself: diagram, form, pack, guidance. Elmdale has the same without the word."""
    home = folder / "processes" / THEIRS
    for path, old, new in (
        (home / "ash_request.bpmn", 'name="Check the question"', 'name="Check the Quarry question"'),
        (folder / "forms" / THEIRS / "form-ask.form", "What do you want to know?", "What of Quarry do you want to know?"),
        (home / "policy.toml", 'name = "Ashdale Council"', 'name = "Ashdale Council"\nnotice = ["Ask Quarry first."]'),
        (home / "policy.toml", 'label = "Requests"', 'label = "Quarry requests"'),
    ):
        assert old in path.read_text(), f"{path} has no {old}"
        path.write_text(path.read_text().replace(old, new))
    (home / "guidance").mkdir()
    (home / "guidance" / "digging.md").write_text("# Digging in the Quarry\n\nQuarry rules.\n", "utf-8")


def person(person_id: str, name: str, council: str, *roles: str) -> Person:
    grants = frozenset(Grant(council, role) for role in roles)
    return Person(person_id=person_id, name=name, job_title="", grants=grants, email=f"{person_id}@example.org")


@pytest.fixture
def councils(tmp_path: Path) -> Iterator[Councils]:
    twins(tmp_path)
    mark(tmp_path)
    recorder = Recorder()
    settings = Settings(
        database_url="sqlite://",
        data_dir=tmp_path / "data",
        processes_dir=tmp_path / "processes",
        forms_dir=tmp_path / "forms",
        secret_key="x" * 32,
    )
    services = build(settings, clock=Clock(), recorder=recorder)
    both = Councils(services, recorder)
    for council, people in {
        THEIRS: (("ann", "Ann Quarry", "asker"), ("cy", "Cy Quarry", "checker"), ("bo", "Bo Both", "all")),
        MINE: (("eve", "Eve Else", "all"), ("bo", "Bo Both", "all")),
    }.items():
        for person_id, name, role in people:
            services.run(PutPerson(person(person_id, name, council, role)), system_actor(council))
        for procedure_id in services.library.procedures(council):
            services.run(DeployVersion(services.library.bundle(council, procedure_id)), system_actor(council))
    fill(both)
    yield both
    services.close()


def fill(both: Councils) -> None:
    """Give Ashdale a case with an open task, a file and a draft, one that an incident stopped, and an entry in each register."""
    ann, cy = both.actor("ann", THEIRS), both.actor("cy", THEIRS)
    services, ids = both.services, both.ids

    def asked() -> str:
        answers = {"reference": "CD-QUARRY", "question": "Who lives at Quarry House?"}
        return str(services.run(StartCase(procedure_id="ash_request", answers=answers), ann))

    stopped = asked()
    with services.database.unit_of_work(read_only=True) as unit:
        (first,) = [task.task_id for task, case in unit.records.open_tasks(THEIRS) if case.number == stopped]
    both.recorder.fail_next("A_Tell", Broken("No Quarry address"))
    services.run(CompleteTask(first, {"outcome": "yes"}), cy)
    services.worker.run_until_idle()

    ids["number"] = asked()
    ids["name"] = "subjects"
    with services.database.unit_of_work(read_only=True) as unit:
        ids["task_id"] = next(task.task_id for task, case in unit.records.open_tasks(THEIRS) if case.number == ids["number"])
        ids["case_id"] = unit.cases.get(ids["number"]).case_id
        ids["subscription_id"] = unit.work.subscriptions(council=THEIRS, kind="message", name="msg.withdraw")[0].subscription_id
        ids["incident_id"] = unit.records.incidents(THEIRS)[0][0].incident_id
        ids["job_id"] = unit.records.jobs(THEIRS)[0].job_id
        ids["version_id"] = unit.versions.live(THEIRS, "ash_request").version_id
    kept = services.run(AddDocument(ids["task_id"], "quarry.pdf", b"%PDF-1.7 quarry", "application/pdf"), cy)
    ids["document_id"] = kept.document_id
    services.run(SaveDraft(ids["task_id"], {"outcome": "no", "reason": "Quarry"}), cy)
    services.run(SaveStartDraft("ash_request", {"reference": "CD-QUARRY"}), both.actor("bo", THEIRS))
    enter(both)


def enter(both: Councils) -> None:
    """Enter something in every register of Ashdale."""
    now = both.services.clock.now()
    with both.services.database.unit_of_work() as unit:
        known = unit.registers
        case = {"council": THEIRS, "case_id": both.ids["case_id"]}
        known.put_account(council=THEIRS, account="quarry-main", platform="p", handle="Quarry", purpose="search")
        known.set_access_worker(council=THEIRS, person_id="cy", status="active", now=now, trained_on=None, until=None)
        known.open_session(**case, reference="CD-QUARRY", person_id="cy", subjects=["Quarry Man"], now=now)
        ids = both.ids
        ids["urn"] = known.open_authorisation(**case, kind="NON_RIPA", applicant="ann", title="Quarry", now=now)
        ids["foi"] = known.open_foi(
            **case,
            received_on=now.date(),
            due_on=now.date(),
            requester="Quarry",
            text="Quarry",
            reply_to="q@example.org",
            now=now,
        )
        ids["sar"] = known.open_sar(**case, requester="Quarry", subject="Quarry Man", due_on=now.date(), now=now)
        ids["incident"] = known.open_incident(**case, kind="sgiioc", reported_by="ann", now=now, details={"where": "Quarry"})
        ids["misuse"] = known.open_misuse(**case, person_id="ann", kind="gathered_information", now=now)
        tool = {"key": "quarry", "title": "Quarry", "details": {"owner": "Quarry"}, "today": now.date(), "now": now}
        ids["tool"] = known.enter(**case, register="tools", prefix="TO", **tool)["number"]
        closes = now + timedelta(days=5)
        ids["survey_id"] = known.open_survey(
            **case, title="Quarry", form_id="form-check", closes_at=closes, audience=["asker"], now=now
        )
        known.invite_to_survey(
            council=THEIRS, survey_id=ids["survey_id"], person_ids=["ann"], token_hashes=[hashed("quarry-token")]
        )
        unit.commit()


def everything(councils: Councils) -> list[Any]:
    """Return every row that says it belongs to the other council, but for the audit of who read what."""
    with councils.services.database.engine.connect() as connection:
        return [
            (table.name, [tuple(row) for row in connection.execute(select(table).where(table.c.council == THEIRS))])
            for table in metadata.sorted_tables
            if "council" in table.c
        ]
