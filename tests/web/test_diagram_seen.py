"""The diagram of a case in a browser: what a mouse can do with it, a keyboard can."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from service.app import create_app
from tests.web.conftest import Served
from tests.web.fakes import FakeServices
from tests.web.window import Judge, Window

SHAPE = (
    '<bpmndi:BPMNShape id="{0}_di" bpmnElement="{0}"{1}><dc:Bounds x="{2}" y="200" width="100" height="80"/></bpmndi:BPMNShape>'
)
PLANE = (
    '<bpmndi:BPMNDiagram id="{0}_d"><bpmndi:BPMNPlane id="{0}_p" bpmnElement="{0}">{1}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
)
DRAWN = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'id="d" targetNamespace="t"><process id="P" name="Ask and look"><subProcess id="S" name="Look once, and close the account after it">'
    '<task id="T_Log" name="Write the log"/></subProcess></process>'
    + PLANE.format("P", SHAPE.format("S", ' isExpanded="false"', 200))
    + PLANE.format("S", SHAPE.format("T_Log", "", 300))
    + "</definitions>"
)


@pytest.mark.browser
def test_a_keyboard_goes_out_of_a_part_and_in_again_and_never_loses_its_place(
    services: FakeServices, chromium: Browser, serve: Served
) -> None:
    services.answers["case_diagrams"] = {"processes/oakshire/look.bpmn": DRAWN}
    window = Window(chromium, serve(create_app(services)), "Aisha Rahman", judge=Judge())
    window.page.goto(f"{window.address}/cases/WR-2026-0006")
    view = window.page.get_by_role("region", name="Diagram of this part of the procedure")
    back = view.get_by_role("button", name="Ask and look")
    expect(back).to_be_visible()
    window.look()
    back.press("Enter")
    into = view.get_by_role("button", name="Look once")
    expect(into).to_be_visible()
    expect(view).to_be_focused()
    into.focus()
    window.page.keyboard.press("Tab")
    window.page.keyboard.press("Shift+Tab")
    assert into.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    into.press("Enter")
    expect(back).to_be_visible()
    expect(view).to_be_focused()
    window.close()
