"""Draws small bundles for tests of the policy room: a diagram of one task, a form, a pack. A call shows only what matters."""

from __future__ import annotations

import json
from itertools import pairwise

from laid_out import laid_out

from connectors.protocol import Operation
from service.domain.bundle import Bundle

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="Defs" '
    'targetNamespace="t" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">'
)
PACK = """
council = "ashdale"
name = "Ashdale Council"
[parameters]
limit = 6
[roles.worker]
name = "Worker"
[roles.boss]
name = "Boss"
[rules]
SOD-01 = "Choose somebody else"
"""
OPERATIONS = (Operation(name="email.send", summary="", required=("subject", "message"), optional=("to",)),)
USER = '<zeebe:formDefinition formId="form-a"/><zeebe:assignmentDefinition candidateGroups="worker"/>'


def properties(**values: str) -> str:
    """Return zeebe properties."""
    return (
        "<zeebe:properties>"
        + "".join(f'<zeebe:property name="{name}" value="{value}"/>' for name, value in values.items())
        + "</zeebe:properties>"
    )


def task(element_id: str = "A_Do", *, tag: str = "userTask", extension: str = USER, name: str = "Do it", inner: str = "") -> str:
    """Return a task without its flows."""
    return f'<bpmn:{tag} id="{element_id}" name="{name}"><bpmn:extensionElements>{extension}</bpmn:extensionElements>{inner}</bpmn:{tag}>'


def diagram(
    *tasks: str,
    process_properties: str = properties(numberPrefix="AA"),
    lanes: str = "",
    extra: str = "",
    process_id: str = "ash_ask",
) -> bytes:
    """Return a diagram that runs the tasks one after the other. ``lanes`` and ``extra`` are XML of the process."""
    ids = ["A_Start", *(item.split('id="')[1].split('"')[0] for item in tasks), "A_End"]
    flows = "".join(
        f'<bpmn:sequenceFlow id="F{number}" sourceRef="{one}" targetRef="{other}"/>'
        for number, (one, other) in enumerate(pairwise(ids))
    )
    return laid_out(
        f'{HEAD}<bpmn:process id="{process_id}" name="Ask" isExecutable="true">'
        f"<bpmn:extensionElements>{process_properties}</bpmn:extensionElements>{lanes}"
        f'<bpmn:startEvent id="A_Start" name="Asked"/>{"".join(tasks)}<bpmn:endEvent id="A_End" name="Done"/>{flows}{extra}'
        "</bpmn:process></bpmn:definitions>"
    ).encode()


def form(form_id: str = "form-a", *components: dict[str, object]) -> bytes:
    """Return a form with one text field, or with the components given."""
    title = {"type": "text", "id": "Title_1", "text": "# Ask"}
    fields = components or (title, {"type": "textfield", "key": "words", "label": "Words", "id": "Field_1"})
    head = {"type": "default", "schemaVersion": 18, "executionPlatform": "Camunda Cloud", "executionPlatformVersion": "8.6.0"}
    return json.dumps({**head, "id": form_id, "components": list(fields)}).encode()


def bundle(content: bytes | None = None, *, pack: str | None = PACK, **files: bytes) -> Bundle:
    """Return a bundle of one diagram, ``form-a`` and a pack; ``files`` add or replace by path with ``__`` for ``/``."""
    found = {"processes/ashdale/ask.bpmn": content or diagram(task()), "forms/ashdale/form-a.form": form()}
    if pack is not None:
        found["processes/ashdale/policy.toml"] = pack.encode()
    return Bundle(council="ashdale", procedure_id="ash_ask", files={**found, **files})
