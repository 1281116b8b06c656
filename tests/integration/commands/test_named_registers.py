"""A case keeps entries in a register that its council names, from the diagram to the page and back."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from service import engine
from service.commands import BeginCase, DeployVersion
from service.demo import furnish
from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.domain.findings import Finding
from service.engine import compile_procedure
from service.policy.demo import Demo

TASK = """<bpmn:serviceTask id="{id}" name="{id}"><bpmn:extensionElements><zeebe:taskDefinition type="register.{operation}" />
<zeebe:ioMapping>{inputs}</zeebe:ioMapping></bpmn:extensionElements></bpmn:serviceTask>"""
INPUT = """<zeebe:input source='{source}' target="{target}" />"""
FLOW = '<bpmn:sequenceFlow id="F_{0}_{1}" sourceRef="{0}" targetRef="{1}" />'
DIAGRAM = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="D"
 targetNamespace="http://triangulate" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">
<bpmn:error id="E_Taken" name="Taken" errorCode="KEY_TAKEN" />
<bpmn:process id="ash_tools" name="Tools" isExecutable="true">
<bpmn:extensionElements><zeebe:properties><zeebe:property name="numberPrefix" value="AT" /></zeebe:properties></bpmn:extensionElements>
<bpmn:startEvent id="T_Start" name="Begun" />{tasks}
<bpmn:boundaryEvent id="T_Taken" name="Taken" attachedToRef="T_Enter"><bpmn:errorEventDefinition id="ED" errorRef="E_Taken" />
</bpmn:boundaryEvent><bpmn:endEvent id="T_Known" name="Known" /><bpmn:endEvent id="T_End" name="Done" />{flows}
</bpmn:process></bpmn:definitions>"""
STEPS = {
    "T_Enter": (
        "enter",
        {"key": "map", "title": "Map", "details": "={owner: case.startedBy}", "reviewOn": '=date("2026-03-01")'},
    ),
    "T_Note": ("note", {"entryNumber": "=entryNumber", "status": "approved", "event": "Looked at"}),
    "T_Look": ("entry", {"key": "map"}),
    "T_List": ("entries", {"where": "={owner: case.startedBy}"}),
}


def diagram(register: str = "tools") -> bytes:
    def task(name: str) -> str:
        operation, inputs = STEPS[name]
        given = {"register": register, **inputs}
        written = "".join(INPUT.format(source=source, target=target) for target, source in given.items())
        return TASK.format(id=name, operation=operation, inputs=written)

    order = ["T_Start", *STEPS, "T_End"]
    flows = [FLOW.format(*pair) for pair in [*pairwise(order), ("T_Taken", "T_Known")]]
    return DIAGRAM.format(tasks="".join(map(task, STEPS)), flows="".join(flows)).encode()


def bundle(ashdale, register: str = "tools") -> Bundle:
    shipped = ashdale.services.library.bundle("ashdale", "ash_chain").files
    files = {path: content for path, content in shipped.items() if path.endswith(".toml")}
    files |= {"processes/ashdale/ash_tools.bpmn": diagram(register)}
    return Bundle(council="ashdale", procedure_id="ash_tools", files=files)


def begin(ashdale):
    number = ashdale.run(BeginCase(procedure_id="ash_tools", started_by="ann.ask")).number
    ashdale.services.worker.run_until_idle()
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        case = unit.cases.get(number)
    return case, engine.variables(compile_procedure(bundle(ashdale)), case.snapshot)


def test_a_case_makes_an_entry_notes_it_and_reads_it_back(ashdale):
    ashdale.run(DeployVersion(bundle(ashdale)))
    case, variables = begin(ashdale)
    entry = {
        "owner": "ann.ask",
        "number": "TO/26/0001",
        "key": "map",
        "title": "Map",
        "status": "approved",
        "openedOn": "2026-03-20",
        "reviewOn": "2026-03-01",
        "expiresOn": None,
        "caseNumber": case.number,
    }
    assert case.ended == "T_End"
    assert {name: variables[name] for name in ("entryNumber", "entryStatus", "found", "entry", "entryCount", "entries")} == {
        "entryNumber": "TO/26/0001",
        "entryStatus": "approved",
        "found": True,
        "entry": entry,
        "entryCount": 1,
        "entries": [{**entry, "value": "map", "label": "Map"}],
    }


def test_a_key_that_is_taken_leads_to_the_boundary(ashdale):
    ashdale.run(DeployVersion(bundle(ashdale)))
    assert [begin(ashdale)[0].ended for _ in range(2)] == ["T_End", "T_Known"]


def test_a_register_that_the_pack_does_not_name_cannot_be_deployed(ashdale):
    with pytest.raises(Unfit) as refused:
        ashdale.run(DeployVersion(bundle(ashdale, register="toolz")))
    assert {(finding.rule, finding.element_id) for finding in refused.value.findings} == {
        ("register-named", name) for name in STEPS
    }


def furnished(ashdale, monkeypatch, *entries):
    monkeypatch.setattr(type(ashdale.services.library), "demo", lambda library, council: Demo(council=council, entries=entries))
    furnish(ashdale.services, "ashdale")
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        rows = unit.registers.entries(council="ashdale", register="tools", today=ashdale.clock.now().date())
    return [(row["number"], row["title"], row["status"], row["details"], row["review_on"]) for row in rows]


def test_a_demonstration_fills_a_register_once(ashdale, monkeypatch):
    given = {"register": "tools", "key": "map", "title": "Map", "status": None, "details": {"paid": True}}
    given |= {"review_on": date(2026, 9, 1), "expires_on": None}
    made = [("TO/26/0001", "Map", "open", {"paid": True}, date(2026, 9, 1)), ("TO/26/0002", "Pen", "closed", {}, None)]
    entries = given, {"register": "tools", "title": "Pen", "status": "closed"}
    assert [furnished(ashdale, monkeypatch, *entries) for _ in range(2)] == [made, made]


def test_an_entry_of_a_demonstration_is_of_a_register_that_the_pack_names(ashdale, monkeypatch):
    with pytest.raises(Unfit) as refused:
        furnished(ashdale, monkeypatch, {"register": "toys", "title": "A"})
    message = "An entry is of the register 'toys'; the policy pack names tools"
    assert refused.value.findings == (Finding(rule="demo", file="processes/ashdale/demo.yaml", message=message),)
