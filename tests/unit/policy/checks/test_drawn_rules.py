"""Each rule of what is drawn: a tidy drawing is without fault, and one fault at a time is found and named."""

from __future__ import annotations

from laid_out import NAMESPACES, edge, shape
from small_bundles import OPERATIONS, bundle, diagram, task

from service.policy.checks import check

RULES = (
    "all-drawn",
    "shapes-inside",
    "shapes-overlap",
    "flows-clear-of-shapes",
    "flows-cross",
    "waypoints-at-borders",
    "reads-left-to-right",
    "plane-size",
)
Box = tuple[float, float, float, float]
START: Box = (100, 102, 36, 36)
DO: Box = (200, 80, 100, 80)
AGAIN: Box = (360, 80, 100, 80)
END: Box = (520, 102, 36, 36)
TIDY = {"A_Start": START, "A_Do": DO, "A_Again": AGAIN, "A_End": END}
LINES = {
    "F0": ((136.0, 120.0), (200.0, 120.0)),
    "F1": ((300.0, 120.0), (360.0, 120.0)),
    "F2": ((460.0, 120.0), (520.0, 120.0)),
}
LANE = (
    '<bpmn:laneSet id="LS"><bpmn:lane id="L1" name="Worker"><bpmn:flowNodeRef>A_Do</bpmn:flowNodeRef></bpmn:lane>'
    '<bpmn:lane id="L2" name="Boss"/></bpmn:laneSet>'
)


def drawn(
    boxes: dict[str, Box], lines: dict[str, tuple[tuple[float, float], ...]], *, more: str = "", lanes: str = "", extra: str = ""
) -> list[tuple[str, str | None]]:
    """Return rule and element of what the drawing rules find."""
    plain = diagram(task(), task("A_Again"), lanes=lanes, extra=extra).decode()
    bare = plain[: plain.index("<bpmndi:BPMNDiagram")].replace(f"{NAMESPACES} ", "", 1)
    parts = "".join(shape(name, box) for name, box in boxes.items()) + "".join(edge(name, *way) for name, way in lines.items())
    sheet = f'<bpmndi:BPMNDiagram id="S"><bpmndi:BPMNPlane id="P" bpmnElement="ash_ask">{parts}{more}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    content = bare.replace("<bpmn:definitions ", f"<bpmn:definitions {NAMESPACES} ", 1) + sheet + "</bpmn:definitions>"
    found = check(bundle(content.encode()), OPERATIONS)
    return [(finding.rule, finding.element_id) for finding in found if finding.rule in RULES]


def test_a_tidy_drawing_has_no_finding() -> None:
    assert drawn(TIDY, LINES) == []


def test_a_diagram_without_drawing_is_one_finding() -> None:
    assert drawn({}, {}) == [("all-drawn", None)]


def test_a_step_and_a_flow_that_are_not_drawn_are_found() -> None:
    boxes = {name: box for name, box in TIDY.items() if name != "A_Again"}
    assert drawn(boxes, {"F0": LINES["F0"], "F1": LINES["F1"]}) == [("all-drawn", "A_Again"), ("all-drawn", "F2")]


def test_a_step_outside_its_lane_is_found() -> None:
    beside = {"L1": (50.0, 300.0, 600.0, 100.0), "L2": (50.0, 60.0, 600.0, 240.0)}
    assert drawn({**TIDY, **beside}, LINES, lanes=LANE) == [("shapes-inside", "A_Do")]


def test_shapes_that_lie_on_each_other_are_found() -> None:
    assert drawn(
        {**TIDY, "A_Again": (290, 80, 100, 80)}, {**LINES, "F1": ((300, 120), (290, 120)), "F2": ((390, 120), (520, 120))}
    ) == [("shapes-overlap", "A_Do")]


def test_a_label_that_lies_on_a_shape_is_found() -> None:
    boxes = {name: box for name, box in TIDY.items() if name != "A_End"}
    assert drawn(boxes, LINES, more=shape("A_End", END, (420, 100, 80, 20))) == [("shapes-overlap", "A_End")]


def test_a_flow_through_a_step_is_found() -> None:
    note = '<bpmn:endEvent id="A_Mid" name="Middle"/>'
    boxes = {**TIDY, "A_Mid": (312.0, 102.0, 36.0, 36.0)}
    assert drawn(boxes, LINES, extra=note) == [("flows-clear-of-shapes", "F1")]


def test_flows_that_cross_are_found_where_a_plain_way_round_is_free() -> None:
    extra = (
        '<bpmn:startEvent id="B_Start" name="Other"/><bpmn:endEvent id="B_End" name="Over"/>'
        '<bpmn:sequenceFlow id="G1" sourceRef="B_Start" targetRef="B_End"/>'
    )
    boxes = {**TIDY, "B_Start": (312.0, 20.0, 36.0, 36.0), "B_End": (312.0, 220.0, 36.0, 36.0)}
    found = drawn(boxes, {**LINES, "G1": ((330.0, 56.0), (330.0, 220.0))}, extra=extra)
    assert found in ([("flows-cross", "F1")], [("flows-cross", "G1")])


def test_an_end_of_a_flow_in_the_air_is_found() -> None:
    assert drawn(TIDY, {**LINES, "F2": ((460, 120), (500, 120))}) == [("waypoints-at-borders", "F2")]


def test_a_flow_that_leads_back_without_a_loop_is_found() -> None:
    boxes = {**TIDY, "A_End": (20.0, 202.0, 36.0, 36.0)}
    assert drawn(boxes, {**LINES, "F2": ((410, 160), (410, 220), (56, 220))}) == [("reads-left-to-right", "F2")]


def test_a_loop_may_lead_back() -> None:
    loop = '<bpmn:sequenceFlow id="G1" sourceRef="A_Again" targetRef="A_Do"/>'
    assert drawn(TIDY, {**LINES, "G1": ((410, 160), (410, 200), (250, 200), (250, 160))}, extra=loop) == []


def test_a_plane_with_too_many_steps_is_found() -> None:
    many = {f"M{at}": (100.0 + 60 * at, 300.0, 36.0, 36.0) for at in range(25)}
    extra = "".join(f'<bpmn:endEvent id="{name}" name="{name}"/>' for name in many)
    assert drawn({**TIDY, **many}, LINES, extra=extra) == [("plane-size", "ash_ask")]
