"""A case that is hidden from somebody leaves no trace in what they read of registers, reports and counts: every page says the same after
the case as before it. Others read the whole."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from connectors.protocol import Broken
from connectors.recording import Recorder
from service.bootstrap import build
from service.commands import CompleteTask, DeployVersion, PutPerson, StartCase
from service.domain.records import DocumentRecord
from service.queries.catalogue import catalogue
from service.queries.procedure_page import procedure_page
from service.queries.procedures import procedures
from service.queries.registers import KINDS, register_page
from service.queries.reports import KINDS as REPORTS
from service.queries.reports import report_page
from service.queries.rooms import rooms
from service.settings import Settings
from tests.integration.commands.conftest import COUNCIL, HERE, MACHINE, Ashdale, FakeClock, person
from tests.integration.commands.test_hidden_cases import HIDING, READERS

REPORTED = "bob.both"
EVERY_REGISTER = (*KINDS, "tools")
NAMES = """
[parameters.measured]
asked = "A_Start"
decided = "A_Check"
decisionField = "outcome"
approved = ["yes"]
groundField = "reference"
logged = "A_Check"
review = "ash_request"
consentRegister = "tools"
consented = ["open"]
assessed = "A_Check"
"""


@pytest.fixture
def council(tmp_path: Path, database_url: str) -> Iterator[Ashdale]:
    """Ashdale, where a question is hidden from the person that it names and where a chief reads every register and report."""
    processes = tmp_path / "processes"
    shutil.copytree(HERE / "processes", processes)
    drawn = processes / COUNCIL / "ash_request.bpmn"
    drawn.write_text(drawn.read_text().replace(READERS, READERS + HIDING % "[question]"))
    pack = processes / COUNCIL / "policy.toml"
    everything = ", ".join(f'"read:{name}"' for name in (*EVERY_REGISTER, *REPORTS))
    written = re.sub(r'may = \["read:foi".*\]', f"may = [{everything}]", pack.read_text())
    pack.write_text(written.replace("[[parameters.measured.rows]]", f"{NAMES}\n[[parameters.measured.rows]]", 1))
    settings = Settings(
        database_url=database_url, data_dir=tmp_path, processes_dir=processes, forms_dir=HERE / "forms", secret_key="x" * 32
    )
    clock, recorder = FakeClock(), Recorder()
    services = build(settings, clock=clock, recorder=recorder)
    for one in (
        person("ann.ask", "asker"),
        person(REPORTED, "checker", "chief", "admin"),
        person("cy.check", "checker"),
        person("di.chief", "chief", "admin"),
    ):
        services.run(PutPerson(one), MACHINE)
    services.run(DeployVersion(services.library.bundle(COUNCIL, "ash_request")), MACHINE)
    yield Ashdale(services, clock, recorder)
    services.close()


def done_case(council: Ashdale, question: str) -> str:
    """Run a case to its end, or until it stands still, with a line of its own in every register, and return its id."""
    number = str(
        council.run(StartCase(procedure_id="ash_request", answers={"reference": "CD-1", "question": question}), "ann.ask")
    )
    with council.services.database.unit_of_work() as unit:
        case_id = unit.cases.get(number).case_id
        (task,) = unit.records.tasks_of(case_id)
        fill(unit, case_id, now=council.clock.now())
        unit.commit()
    council.run(CompleteTask(task.task_id, {"outcome": "yes"}), "cy.check")
    council.services.worker.run_until_idle()
    return case_id


def fill(unit, case_id: str, *, now) -> None:
    known, case = unit.registers, {"council": COUNCIL, "case_id": case_id}
    for _ in range(2):
        look = known.open_session(**case, reference="CD-1", person_id="cy.check", subjects=["Mary"], now=now)
        known.close_session(council=COUNCIL, session_id=look["session_id"], now=now + timedelta(minutes=9))
    known.store_feedback(**case, values={"usefulItems": 3, "uniqueItems": 1, "contribution": 3}, now=now)
    known.store_usefulness(**case, values={"stillUseful": 2}, now=now)
    incident = known.open_incident(**case, kind="misuse", reported_by="ann.ask", now=now)
    known.note_incident(**case, number=incident, event="noted", now=now)
    urn = known.open_authorisation(
        **case, kind="NON_RIPA", applicant="ann.ask", title="Look", subjects=["Mary"], confidential=False, now=now
    )
    known.note_authorisation(**case, urn=urn, event="granted", at=now, months=3, by="di.chief", details={})
    days = {"received_on": date(2026, 3, 12), "due_on": date(2026, 4, 12)}
    known.open_foi(**case, **days, requester="A", text="Hours", now=now)
    overdue = {"today": now.date(), "review_on": now.date() - timedelta(days=1), "now": now}
    known.enter(**case, **overdue, register="tools", prefix="TO", title="Map")
    facts = {"name": "a.pdf", "media_type": "application/pdf", "size": 1, "added_at": now, "added_by": "cy.check"}
    unit.documents.add(DocumentRecord(document_id=f"d-{case_id}", case_id=case_id, sha256=f"s-{case_id}", **facts))
    known.mark_documents(council=COUNCIL, status="INADMISSIBLE", document_ids=[f"d-{case_id}"])


def all_that(council: Ashdale, who: str) -> dict[str, object]:
    """Return what somebody reads of every register, report and count."""
    ask, actor = council.services.query, council.actor(who)
    until = council.clock.now() + timedelta(days=1)
    return {
        **{name: ask(register_page, actor, name=name) for name in EVERY_REGISTER},
        **{name: ask(report_page, actor, name=name, until=until) for name in REPORTS},
        "procedures": ask(procedures, actor),
        "procedure": ask(procedure_page, actor, procedure_id="ash_request"),
        "running": [(entry.procedure_id, entry.running) for entry in ask(catalogue, actor)],
        "rooms": replace(ask(rooms, actor), tasks=0),
    }


def differing(before: dict[str, object], after: dict[str, object]) -> set[str]:
    return {name for name, said in before.items() if said != after[name]}


def test_a_hidden_case_leaves_no_trace_in_any_register_report_or_count(council):
    with council.services.database.unit_of_work() as unit:
        unit.registers.put_account(council=COUNCIL, account="main", platform="p", handle="h", purpose="search")
        for worker in ("cy.check", REPORTED):
            unit.registers.set_access_worker(council=COUNCIL, person_id=worker, status="active", now=council.clock.now())
        unit.commit()
    open_to_all = done_case(council, "Who lives there?")
    with council.services.database.unit_of_work() as unit:
        facts = {
            "name": "b.pdf",
            "media_type": "application/pdf",
            "size": 1,
            "added_at": council.clock.now(),
            "added_by": REPORTED,
        }
        unit.documents.add(DocumentRecord(document_id="own", case_id=open_to_all, sha256="own", **facts))
        unit.commit()
    theirs, others = all_that(council, REPORTED), all_that(council, "di.chief")
    hidden = done_case(council, REPORTED)
    council.recorder.fail_next("A_Tell", Broken("No address"))
    done_case(council, REPORTED)
    with council.services.database.unit_of_work() as unit:
        misuse = {"person_id": REPORTED, "kind": "personal_profile", "now": council.clock.now()}
        unit.registers.open_misuse(council=COUNCIL, case_id=hidden, **misuse)
        unit.registers.mark_documents(council=COUNCIL, status="INADMISSIBLE_PENDING", added_by=REPORTED)
        unit.commit()
    assert differing(theirs, all_that(council, REPORTED)) == set()
    assert differing(others, all_that(council, "di.chief")) == set(others) - {"report_survey"}
