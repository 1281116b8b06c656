"""What a hostile or careless file does: a finding that names it, never a crash and nothing half written."""

from __future__ import annotations

import json

import pytest

from service.commands import DeployVersion
from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.domain.identity import system_actor
from service.policy.bundle import rebuild
from service.policy.checks import check
from tests.processes.conftest import COUNCIL, Theatre

PROCEDURE = "wmdc_search_request"
DIAGRAM = f"processes/{COUNCIL}/{PROCEDURE}.bpmn"
GROUNDS = f"processes/{COUNCIL}/dmn-w1-grounds.dmn"
SMALL = "wmdc_usefulness_review"
FORM = f"forms/{COUNCIL}/form-w2-usefulness.form"
LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><l>&j;</l>"
)
UNKNOWN = "<bpmn:transaction id='W1_Odd' name='Odd'/>"

TO_SUPERVISION = "Flow_W1_GwGrounds_W1_Supervision"


def refused(theatre: Theatre, files: dict[str, bytes], *, drop: str = "", procedure: str = PROCEDURE) -> list[str]:
    """Deploy a procedure with these files; require a refusal that leaves the first version live; return the findings in words."""
    live = theatre.services.library.bundle(COUNCIL, procedure)
    bundle = rebuild(live, files)
    bundle = Bundle(
        council=COUNCIL, procedure_id=procedure, files={path: content for path, content in bundle.files.items() if path != drop}
    )
    with pytest.raises(Unfit) as caught:
        theatre.services.run(DeployVersion(bundle), system_actor(COUNCIL))
    with theatre.services.database.unit_of_work(read_only=True) as unit:
        assert [version.number for version in unit.versions.all(COUNCIL, procedure)] == [1]
    return [str(finding) for finding in caught.value.findings]


def original(theatre: Theatre, path: str, *, procedure: str = PROCEDURE) -> str:
    return theatre.services.library.bundle(COUNCIL, procedure).files[path].decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<bpmn:definitions", "not well-formed"),
        (b"", "not well-formed"),
        (b"\x00\xff\xfe", "not well-formed"),
        (b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x/>', "Document types"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "Document types"),
        (LAUGHS, ""),
        (b"<a>" * 100_000 + b"</a>" * 100_000, ""),
        (b"<x>" + b" " * (50 * 1024 * 1024) + b"</x>", "larger than 5 MB"),
    ],
    ids=["malformed", "empty", "binary", "dtd", "xxe", "laughs", "deep", "50 MB"],
)
def test_a_diagram_that_is_no_plain_xml_is_refused(theatre: Theatre, content: bytes, sentence: str) -> None:
    findings = refused(theatre, {DIAGRAM: content})
    assert any(DIAGRAM in finding and sentence in finding for finding in findings), findings


def test_an_element_that_is_not_executed_is_named(theatre: Theatre) -> None:
    diagram = original(theatre, DIAGRAM)
    at = diagram.index('<bpmn:userTask id="W1_DirectorDecision"')
    findings = refused(theatre, {DIAGRAM: (diagram[:at] + UNKNOWN + diagram[at:]).encode()})
    assert any("W1_Odd" in finding for finding in findings), findings


def test_a_missing_form_is_named_at_its_task(theatre: Theatre) -> None:
    findings = refused(theatre, {}, drop=FORM, procedure=SMALL)
    assert any("W2_RecordUsefulness" in finding and "form-w2-usefulness" in finding for finding in findings), findings


@pytest.mark.parametrize(
    "component",
    [{"type": "iframe", "id": "X", "key": "x"}, {"type": "textfield", "id": "X", "key": "x", "label": "X", "sparkle": True}],
)
def test_a_form_with_a_field_or_property_we_cannot_draw_is_named(theatre: Theatre, component: dict[str, object]) -> None:
    form = json.loads(original(theatre, FORM, procedure=SMALL))
    form["components"].append(component)
    findings = refused(theatre, {FORM: json.dumps(form).encode()}, procedure=SMALL)
    assert any(FORM in finding for finding in findings), findings


OVERLAPPING = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
<decision id="dmn-w1-grounds" name="Grounds"><decisionTable id="t" hitPolicy="UNIQUE">
<input id="i"><inputExpression id="ie" typeRef="number"><text>1</text></inputExpression></input><output id="o" name="met" typeRef="boolean"/>
<rule id="r1"><inputEntry id="e1"><text>&lt; 5</text></inputEntry><outputEntry id="u1"><text>true</text></outputEntry></rule>
<rule id="r2"><inputEntry id="e2"><text>[3..8]</text></inputEntry><outputEntry id="u2"><text>false</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def test_overlapping_rules_of_a_unique_table_are_named(theatre: Theatre) -> None:
    findings = refused(theatre, {GROUNDS: OVERLAPPING.encode()})
    assert any(GROUNDS in finding and "overlap" in finding for finding in findings), findings


def with_condition(live: Bundle, more: str) -> Bundle:
    """Return W1 with more asked on the way to supervision."""
    diagram = live.files[DIAGRAM].decode()
    at = diagram.index("</bpmn:conditionExpression>", diagram.index(f'id="{TO_SUPERVISION}"'))
    return rebuild(live, {DIAGRAM: (diagram[:at] + more + diagram[at:]).encode()})


def test_a_condition_on_a_variable_that_nothing_sets_is_refused(theatre: Theatre) -> None:
    bundle = with_condition(theatre.services.library.bundle(COUNCIL, PROCEDURE), " and neverSet")
    found = check(bundle, theatre.services.resources.operations)
    assert [(finding.rule, finding.element_id) for finding in found] == [("variable-never-set", TO_SUPERVISION)]


def test_a_condition_on_a_variable_that_is_not_set_yet_is_a_warning_and_stops_the_case_where_it_stands(theatre: Theatre) -> None:
    bundle = with_condition(theatre.services.library.bundle(COUNCIL, PROCEDURE), ' and tmAgrees != "no"')
    found = check(bundle, theatre.services.resources.operations)
    assert [(finding.rule, finding.element_id) for finding in found] == [("variable-not-always-set", TO_SUPERVISION)]
    theatre.services.run(DeployVersion(bundle), system_actor(COUNCIL))
    number = theatre.stage.start(PROCEDURE, person="aisha.rahman", given={"caseId": "CD-204417"}, fill=True)
    assert number is not None
    theatre.stage.settle()
    (task,) = theatre.stage.tasks(number, "W1_RecordConcern")
    theatre.stage.complete(task, person="aisha.rahman", answers={"groundType": "misleading_account"}, fill=True)
    standing = theatre.stage.standing(number)
    assert (standing.ended, standing.open) == (None, ())
    assert len(standing.incidents) == 1 and "tmAgrees" in standing.incidents[0][1]
