"""What keeps a version from going live, and how somebody lets a named finding through, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from small_bundles import PACK, bundle, diagram, task

from service.bootstrap import Services, build
from service.commands import DeployVersion, PutPerson
from service.domain.assurance import Waiver
from service.domain.bundle import Bundle, Version
from service.domain.errors import Invalid, NotAllowed, Unfit
from service.domain.identity import Actor, Grant, Person, system_actor
from service.policy.waiving import name_of
from service.queries.version_assurance import version_assurance
from service.settings import Settings

ROLES = PACK + '[roles.owner]\nname = "Owner"\nmay = ["publish", "waive"]\n[roles.clerk]\nname = "Clerk"\nmay = ["publish"]\n'
STUCK = (
    '<bpmn:exclusiveGateway id="A_Which" name="Which way?" default="W1"/>'
    '<bpmn:sequenceFlow id="W1" name="left" sourceRef="A_Which" targetRef="A_Left"/>'
    '<bpmn:sequenceFlow id="W2" name="right" sourceRef="A_Which" targetRef="A_Right">'
    '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=words = "right"</bpmn:conditionExpression></bpmn:sequenceFlow>'
    f"{task('A_Left', name='Go left')}{task('A_Right', name='Go right')}"
    '<bpmn:sequenceFlow id="W3" sourceRef="A_Left" targetRef="A_Both"/>'
    '<bpmn:sequenceFlow id="W4" sourceRef="A_Right" targetRef="A_Both"/>'
    '<bpmn:parallelGateway id="A_Both"/><bpmn:sequenceFlow id="W5" sourceRef="A_Both" targetRef="A_End"/>'
)
NAME, OTHER = "option-to-complete:A_Both", "no-dead-element:A_Both"
REASON = "Only until the form asks for both"
REASONS = {NAME: REASON, OTHER: "It follows from the other"}


def stuck() -> Bundle:
    """A procedure that waits for two branches where only one comes."""
    content = diagram(task(), extra=STUCK).replace(b'sourceRef="A_Do" targetRef="A_End"', b'sourceRef="A_Do" targetRef="A_Which"')
    return bundle(content, pack=ROLES)


@pytest.fixture
def services(database_url: str, tmp_path: Path) -> Iterator[Services]:
    own = tmp_path / "processes" / "ashdale"
    own.mkdir(parents=True)
    (own / "policy.toml").write_text(ROLES, "utf-8")
    folders = {"processes_dir": tmp_path / "processes", "forms_dir": tmp_path / "forms", "data_dir": tmp_path / "data"}
    services = build(Settings(database_url=database_url, secret_key="x" * 32, **folders))
    for person_id, role in (("ola.own", "owner"), ("cleo.clerk", "clerk")):
        grants = frozenset({Grant("ashdale", role)})
        services.run(PutPerson(Person(person_id=person_id, name=person_id, job_title="", grants=grants)), system_actor("ashdale"))
    yield services
    services.close()


def actor(services: Services, person_id: str) -> Actor:
    found = services.actor(person_id, "ashdale")
    assert found is not None
    return found


def test_an_unsound_procedure_does_not_go_live(services: Services) -> None:
    with pytest.raises(Unfit) as refused:
        services.run(DeployVersion(stuck()), actor(services, "ola.own"))
    assert [name_of(finding) for finding in refused.value.findings] == [NAME, OTHER]
    with pytest.raises(Unfit, match="1 finding"):
        services.run(DeployVersion(stuck(), waivers={NAME: REASON}), actor(services, "ola.own"))


def test_a_named_finding_is_let_through_with_a_reason_that_is_kept_and_audited(services: Services) -> None:
    version: Version = services.run(DeployVersion(stuck(), waivers=REASONS), actor(services, "ola.own"))
    found = services.query(version_assurance, actor(services, "ola.own"), procedure_id="ash_ask")
    other, waiver = found.known.waivers
    assert (other.finding, found.names) == (OTHER, {"ola.own": "ola.own", "triangulate": "Triangulate"})
    assert waiver == Waiver(finding=NAME, sentence=waiver.sentence, reason=REASON, by="ola.own", at=version.deployed_at)
    assert {verdict.outcome for verdict in found.known.verdicts} == {"proved", "broken"}
    with services.database.unit_of_work(read_only=True) as unit:
        entry = next(entry for entry in unit.records.audit("ashdale") if entry.rule == NAME)
    assert (entry.verb, entry.actor_id, entry.object_id) == ("finding_waived", "ola.own", version.version_id)
    assert entry.facts == {"procedure": "ash_ask", "number": 1, "reason": REASON}


def test_a_rule_s_name_will_do_where_only_one_finding_is_its(services: Services) -> None:
    reasons = {"option-to-complete": REASON, "no-dead-element": REASON}
    version = services.run(DeployVersion(stuck(), waivers=reasons), actor(services, "ola.own"))
    assert version.live


@pytest.mark.parametrize("person_id", ["cleo.clerk", "triangulate"])
def test_who_may_publish_may_not_therefore_waive(services: Services, person_id: str) -> None:
    who = actor(services, person_id) if person_id != "triangulate" else system_actor("ashdale")
    with pytest.raises(NotAllowed, match="waive"):
        services.run(DeployVersion(stuck(), waivers={NAME: REASON}), who)


@pytest.mark.parametrize(
    ("waivers", "message"),
    [({NAME: REASON, "labels": "no"}, "nothing that stops this version"), ({NAME: "  "}, "a waiver needs a reason")],
)
def test_a_waiver_that_is_none_is_refused(services: Services, waivers: dict[str, str], message: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.run(DeployVersion(stuck(), waivers=waivers), actor(services, "ola.own"))
    assert [message in problem.message for problem in refused.value.problems] == [True]


def test_what_protects_running_cannot_be_waived(services: Services) -> None:
    broken = stuck()
    broken = replace(broken, files={path: content for path, content in broken.files.items() if not path.endswith(".form")})
    with pytest.raises(Invalid) as refused:
        services.run(DeployVersion(broken, waivers={NAME: REASON, "form-exists": "later"}), actor(services, "ola.own"))
    assert [(problem.where, problem.message) for problem in refused.value.problems] == [
        ("form-exists", "protects running and cannot be waived")
    ]


def test_somebody_who_may_not_publish_makes_the_service_prove_nothing(services: Services) -> None:
    judged: list[Bundle] = []
    judge = services.resources.judge
    object.__setattr__(services.resources, "judge", lambda given: judged.append(given) or judge(given))
    services.run(
        PutPerson(Person(person_id="no.body", name="No", job_title="", grants=frozenset({Grant("ashdale", "worker")}))),
        system_actor("ashdale"),
    )
    with pytest.raises(NotAllowed):
        services.run(DeployVersion(stuck()), actor(services, "no.body"))
    assert judged == []
