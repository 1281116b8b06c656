"""A changed procedure goes live by two people: proposed by one, read, approved by another, on its date. On both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.procedure import Agreed, Proposal
from connectors.protocol import BpmnError, Broken
from connectors.recording import Recorder
from service import engine
from service.bootstrap import Services, build
from service.commands import CompleteTask, DeployVersion, ProposeChange, PublishChange, PutPerson
from service.domain.bundle import Bundle, Version
from service.domain.errors import Invalid, NotAllowed, NotFound
from service.domain.identity import Actor, system_actor
from service.policy import archive
from service.policy.bundle import rebuild
from service.policy.waiving import name_of
from service.queries.policy_page import policy_page
from service.settings import ROOT, Settings
from service.stage import MovingClock
from service.worker.desk import ChangeDesk

COUNCIL, PROCEDURE = "wakefield", "shared_immediate_review"
FORM = "form-s1p-confirm.form"
DIAGRAM = f"processes/shared/{PROCEDURE}.bpmn"
OWNER, SECOND, READER, LAWYER = "sol.verne", "wyn.ellery", "vera.lunn", "nell.byrne"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
APPROVED = {"outcome": "approve"}
READ = {"outcome": "no_objection", "advice": "Nothing new is recorded of anybody"}


@dataclass
class Office:
    """The council as these tests see it."""

    services: Services
    clock: MovingClock

    def actor(self, person_id: str) -> Actor:
        found = self.services.actor(person_id, COUNCIL)
        assert found is not None
        return found

    def propose(
        self, files: Mapping[str, bytes], *, on: date = date(2026, 3, 9), waivers: Mapping[str, str] | None = None
    ) -> str:
        command = ProposeChange(
            procedure_id=PROCEDURE, files=files, note="A hint for managers", effective_on=on, waivers=waivers or {}
        )
        number = str(self.services.run(command, self.actor(OWNER)))
        self.services.worker.run_until_idle()
        return number

    def answer(self, number: str, element_id: str, person_id: str, answers: Mapping[str, Any]) -> None:
        with self.services.database.unit_of_work(read_only=True) as unit:
            case = unit.cases.get(number)
            task = next(one for one in unit.records.tasks_of(case.case_id) if one.closed_at is None)
        assert task.element_id == element_id
        self.services.run(CompleteTask(task.task_id, answers), self.actor(person_id))
        self.services.worker.run_until_idle()

    def open(self, number: str) -> list[str]:
        with self.services.database.unit_of_work(read_only=True) as unit:
            case = unit.cases.get(number)
            return [one.element_id for one in unit.records.tasks_of(case.case_id) if one.closed_at is None]

    def ended(self, number: str) -> str | None:
        with self.services.database.unit_of_work(read_only=True) as unit:
            return unit.cases.get(number).ended

    def pass_to(self, day: date) -> None:
        self.clock.move(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
        self.services.worker.run_until_idle()

    def live(self) -> Version:
        with self.services.database.unit_of_work(read_only=True) as unit:
            return unit.versions.live(COUNCIL, PROCEDURE)

    def bundle(self) -> Bundle:
        return self.services.library.bundle(COUNCIL, PROCEDURE)


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    clock, settings = MovingClock(AT), Settings(database_url=database_url, secret_key="x" * 32, data_dir=tmp_path)
    services = build(settings, clock=clock, recorder=Recorder())
    for procedure_id in (PROCEDURE, "policy_change"):
        services.run(DeployVersion(services.library.bundle(COUNCIL, procedure_id)), system_actor(COUNCIL))
    for person in services.library.demo(COUNCIL).people:
        services.run(PutPerson(person), system_actor(COUNCIL))
    yield Office(services, clock)
    services.close()


def hinted() -> dict[str, bytes]:
    """The form with a hint more."""
    form = json.loads((ROOT / "forms" / "shared" / FORM).read_text("utf-8"))
    asked = next(part for part in form["components"] if part["type"] == "radio")
    asked["description"] = "Say what you think yourself"
    return {FORM: json.dumps(form).encode()}


def forbidding() -> dict[str, bytes]:
    """The invariants with one more, which the procedure breaks."""
    path = "processes/shared/invariants.toml"
    added = f'''
[T-I01]
says = "A review never ends."
source = "Nowhere"
procedure = "{PROCEDURE}"
level = "D"
formal = "NoReach(S1P_ReviewStart, S1P_End_Reviewed)"
'''
    return {path: (ROOT / path).read_bytes() + added.encode()}


def test_a_change_goes_live_on_its_date_and_says_who_agreed(office: Office) -> None:
    number = office.propose(hinted())
    office.answer(number, "PC_ReadChanges", READER, READ)
    office.answer(number, "PC_Approve", SECOND, APPROVED)
    office.pass_to(date(2026, 3, 8))
    assert (office.ended(number), office.live().number) == (None, 1)
    office.pass_to(date(2026, 3, 9))
    live = office.live()
    assert (office.ended(number), live.number, live.deployed_by, live.note) == ("PC_End_Live", 2, OWNER, "A hint for managers")
    with office.services.database.unit_of_work(read_only=True) as unit:
        entry = next(one for one in unit.records.audit(COUNCIL) if one.object_id == live.version_id)
    assert (entry.verb, entry.facts["approved_by"], entry.facts["case"]) == ("version_deployed", SECOND, number)


def test_the_files_are_kept_with_the_case_and_what_changes_is_told(office: Office) -> None:
    number = office.propose(hinted())
    with office.services.database.unit_of_work(read_only=True) as unit:
        case = unit.cases.get(number)
        kept = unit.documents.of_case(case.case_id)
    assert [(one.name, one.media_type, one.added_by) for one in kept] == [(f"{PROCEDURE}.zip", "application/zip", OWNER)]
    assert archive.unpack(office.services.evidence.get(kept[0].document_id)) == hinted()
    said = "description was “You can raise the outcome. You cannot lower it.”, is “Say what you think yourself”"
    assert told(office, number, "changes") == f"- forms/shared/{FORM}: changed: “Do you agree?” (radio agree) ({said})"
    assert office.open(number) == ["PC_ReadChanges"]


def test_one_person_alone_does_not_change_what_is_live(office: Office) -> None:
    changed = rebuild(office.bundle(), hinted())
    with pytest.raises(NotAllowed, match="triangulate deploy --propose"):
        office.services.run(DeployVersion(changed), office.actor(OWNER))
    assert office.services.run(DeployVersion(office.bundle()), office.actor(OWNER)).number == 1


def test_what_is_not_live_yet_is_set_up_by_one(office: Office) -> None:
    first = office.services.library.bundle(COUNCIL, "shared_authorisation_in_force")
    assert office.services.run(DeployVersion(first), office.actor(OWNER)).number == 1


def test_findings_send_it_back_and_are_let_through_by_two_signatures(office: Office) -> None:
    number = office.propose(forbidding())
    assert office.open(number) == ["PC_Propose"]
    found = office.services.resources.judge(rebuild(office.bundle(), forbidding())).errors
    waivers = {name_of(one): "Only until the pilot ends" for one in found}
    number = office.propose(forbidding(), waivers=waivers)
    office.answer(number, "PC_SignWaivers", LAWYER, {"outcome": "sign"})
    office.answer(number, "PC_ReadChanges", READER, READ)
    office.answer(number, "PC_Approve", SECOND, APPROVED)
    office.pass_to(date(2026, 3, 9))
    assert office.ended(number) == "PC_End_Live"
    page = office.services.query(policy_page, office.actor(OWNER), procedure_id=PROCEDURE)
    assert {(one.finding, one.by) for one in page.waivers} == {(name, "Sol Verne and Nell Byrne") for name in waivers}


def test_a_proposal_that_was_overtaken_goes_back(office: Office) -> None:
    number = office.propose(hinted())
    office.answer(number, "PC_ReadChanges", READER, READ)
    office.answer(number, "PC_Approve", SECOND, APPROVED)
    other = (ROOT / DIAGRAM).read_text("utf-8").replace("Review the immediate look", "Look at it again").encode()
    office.services.run(DeployVersion(rebuild(office.bundle(), {f"{PROCEDURE}.bpmn": other})), system_actor(COUNCIL))
    office.pass_to(date(2026, 3, 9))
    assert (office.open(number), office.live().number) == (["PC_Propose"], 2)


def told(office: Office, number: str, name: str) -> Any:
    """A variable of the case."""
    with office.services.database.unit_of_work(read_only=True) as unit:
        case = unit.cases.get(number)
        opened = office.services.resources.shelf.take(case.version_id, unit.versions)
    return engine.variables(opened.procedure, case.snapshot)[name]


def publish(office: Office, number: str, **given: Any) -> PublishChange:
    with office.services.database.unit_of_work(read_only=True) as unit:
        case_id = unit.cases.get(number).case_id
    agreed = {
        "case_id": case_id,
        "bundle": rebuild(office.bundle(), hinted()),
        "replaces": office.live().content_hash,
        "proposed_by": OWNER,
        "approved_by": SECOND,
    }
    return PublishChange(**(agreed | given))


def test_the_command_itself_refuses_a_proposer_who_approves(office: Office) -> None:
    number = office.propose(hinted())
    with pytest.raises(NotAllowed, match="a second person must") as refused:
        office.services.run(publish(office, number, approved_by=OWNER), system_actor(COUNCIL))
    assert (refused.value.rule, office.live().number) == ("four-eyes", 1)


@pytest.mark.parametrize("approver", [SECOND, READER, "nobody"])
def test_the_command_itself_wants_both_to_have_acted_in_the_case_and_to_be_allowed(office: Office, approver: str) -> None:
    number = office.propose(hinted())
    with pytest.raises(NotAllowed):
        office.services.run(publish(office, number, approved_by=approver), system_actor(COUNCIL))
    with pytest.raises(NotAllowed):
        office.services.run(publish(office, number), office.actor(SECOND))
    assert office.live().number == 1


def test_somebody_who_left_meanwhile_did_not_agree(office: Office) -> None:
    number = office.propose(hinted())
    office.answer(number, "PC_ReadChanges", READER, READ)
    office.answer(number, "PC_Approve", SECOND, APPROVED)
    person = next(one for one in office.services.library.demo(COUNCIL).people if one.person_id == SECOND)
    office.services.run(PutPerson(replace(person, active=False)), system_actor(COUNCIL))
    office.pass_to(date(2026, 3, 9))
    with office.services.database.unit_of_work(read_only=True) as unit:
        incidents = [item.element_id for item, _ in unit.records.incidents(COUNCIL)]
    assert (incidents, office.live().number) == (["PC_Publish"], 1)


def test_a_waiver_counts_only_with_two_signatures(office: Office) -> None:
    built = rebuild(office.bundle(), forbidding())
    waivers = {name_of(one): "Later" for one in office.services.resources.judge(built).errors}
    number = office.propose(forbidding(), waivers=waivers)
    office.answer(number, "PC_SignWaivers", LAWYER, {"outcome": "sign"})
    office.answer(number, "PC_ReadChanges", READER, READ)
    office.answer(number, "PC_Approve", SECOND, APPROVED)
    for signer in (None, OWNER, READER):
        command = publish(office, number, bundle=built, waivers=waivers, waivers_signed_by=signer)
        with pytest.raises(NotAllowed):
            office.services.run(command, system_actor(COUNCIL))
    signed = publish(office, number, bundle=built, waivers=waivers, waivers_signed_by=LAWYER)
    assert office.services.run(signed, system_actor(COUNCIL)).number == 2


def test_publishing_again_is_the_same_version(office: Office) -> None:
    number = office.propose(hinted())
    office.answer(number, "PC_ReadChanges", READER, READ)
    office.answer(number, "PC_Approve", SECOND, APPROVED)
    once = office.services.run(publish(office, number), system_actor(COUNCIL))
    again = office.services.run(publish(office, number), system_actor(COUNCIL))
    assert (once.number, again.version_id) == (2, once.version_id)


def test_only_who_may_begin_a_change_proposes_one(office: Office) -> None:
    wish = ProposeChange(procedure_id=PROCEDURE, files=hinted(), note="x", effective_on=date(2026, 3, 9))
    with pytest.raises(NotAllowed):
        office.services.run(wish, office.actor(READER))
    with pytest.raises(NotFound):
        office.services.run(replace(wish, procedure_id="no_such"), office.actor(OWNER))
    with pytest.raises(Invalid):
        office.services.run(replace(wish, effective_on=date(2026, 3, 1)), office.actor(OWNER))


def test_files_that_cannot_be_used_are_told_as_a_finding(office: Office) -> None:
    number = office.propose({"form-stranger.form": b"{}"})
    assert (office.open(number), told(office, number, "checkFindings")[0]) == (["PC_Propose"], "Some files are not used")


def test_only_a_document_of_the_case_is_checked(office: Office) -> None:
    number = office.propose(hinted())
    with office.services.database.unit_of_work(read_only=True) as unit:
        case = unit.cases.get(number)
        document = unit.documents.of_case(case.case_id)[0]
    proposal = Proposal(council=COUNCIL, case_id="another", document_id=document.document_id, procedure=PROCEDURE, waivers={})
    with pytest.raises(Broken):
        desk_of(office).check(proposal)
    agreed = Agreed(content_hash="0", proposed_by=OWNER, approved_by=SECOND, waivers_signed_by=None, note="")
    with pytest.raises(BpmnError) as overtaken:
        desk_of(office).publish(replace(proposal, case_id=case.case_id), agreed)
    assert overtaken.value.code == "OVERTAKEN"


def desk_of(office: Office) -> ChangeDesk:
    """A desk over the same service."""
    desk = ChangeDesk(office.services.database.unit_of_work, evidence=office.services.evidence)
    desk.judge, desk.runner = office.services.resources.judge, office.services.runner
    return desk
