"""A picture shows everything of a plane, stands alone, and says the same to those who do not see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from service.domain.errors import NotFound, Unfit
from service.policy.drawing import Marks, planes, svg
from service.policy.drawing.reading import read_planes
from tests.unit.policy.drawing.samples import edge, everything, file, shape, two_steps

FILES = sorted(Path("processes").glob("*/*.bpmn"))
SVG = "{http://www.w3.org/2000/svg}"


def texts(picture: str) -> list[str]:
    return [" ".join(text.itertext()) for text in etree.fromstring(picture).iter(f"{SVG}text")]


def colours(picture: str, of: str = "stroke") -> set[str]:
    return {node.get(of, "") for node in etree.fromstring(picture).iter() if node.get(of)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_plane_of_every_procedure_becomes_a_picture_that_stands_alone(path: Path) -> None:
    content = path.read_bytes()
    pictures = [etree.fromstring(svg(content, plane=plane)) for plane, _ in planes(content)]
    attributes = {name for picture in pictures for node in picture.iter() for name in node.keys()}  # noqa: SIM118
    assert pictures
    assert {node.tag for picture in pictures for node in picture.iter()} <= {
        f"{SVG}{name}" for name in "svg title desc g path rect circle text tspan".split()
    }
    assert attributes & {"id", "style", "class", "href", "onload"} == set()
    assert {picture.get("role") for picture in pictures} == {"img"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_name_of_a_plane_can_be_read_in_the_picture(path: Path) -> None:
    content = path.read_bytes()
    for plane in read_planes(content):
        said = "".join(texts(svg(content, plane=plane.plane_id))).replace(" ", "")
        assert [item.name for item in plane.items() if item.name.replace(" ", "") not in said] == []


def test_nothing_is_drawn_outside_of_the_picture() -> None:
    picture = etree.fromstring(svg(two_steps(flow="An answer that is long enough to need lines of its own")))
    left, top, wide, high = (float(value) for value in picture.get("viewBox", "").split())
    spans = [(float(span.get("x", "")), float(span.get("y", ""))) for span in picture.iter(f"{SVG}tspan")]
    assert all(left < x < left + wide and top < y < top + high for x, y in spans)


def test_every_kind_of_element_and_event_has_a_picture_of_its_own() -> None:
    content = everything()
    plane = read_planes(content)[0]
    alone = {shape.element_id: shape for shape in plane.shapes}
    drawn = {}
    for element_id, item in alone.items():
        first = next(node for node in etree.fromstring(content).iter() if node.get("id") == element_id)
        element = etree.tostring(first).decode().replace(f'name="{item.name}"', "")
        drawn[element_id] = svg(file([element], [shape(element_id, 0, 0, item.box.width, item.box.height)]))
    assert len(set(drawn.values())) == len(drawn)


def test_names_from_a_file_are_only_ever_text() -> None:
    picture = svg(two_steps("&lt;script>alert(1)&lt;/script>", "&quot;A&amp;B&quot;"), title="<b>")
    assert "<script" not in picture
    assert "<b>" not in picture
    assert '"A&B"' in texts(picture)


@pytest.mark.parametrize(
    ("element", "place", "dashed"),
    [
        ('<boundaryEvent id="X" attachedToRef="A" cancelActivity="false"><timerEventDefinition/></boundaryEvent>', "", True),
        ('<boundaryEvent id="X" attachedToRef="A"><timerEventDefinition/></boundaryEvent>', "", False),
        ('<startEvent id="X" isInterrupting="false"><messageEventDefinition/></startEvent>', "", True),
        ('<subProcess id="X" triggeredByEvent="true"/>', 'isExpanded="true"', True),
        ('<subProcess id="X"/>', 'isExpanded="true"', False),
    ],
)
def test_what_does_not_interrupt_or_waits_for_an_event_is_dashed(element: str, place: str, *, dashed: bool) -> None:
    assert ("stroke-dasharray" in svg(file([element], [shape("X", 0, 0, 36, 36, more=place)]))) is dashed


def test_a_default_flow_has_a_slash() -> None:
    plain = two_steps()
    default = plain.replace(b'<userTask id="A"', b'<userTask default="F" id="A"')
    assert svg(default).count("<path") == svg(plain).count("<path") + 1


def test_a_label_stands_where_the_file_places_it() -> None:
    label = '<di:BPMNLabel><dc:Bounds x="10" y="200" width="80" height="14"/></di:BPMNLabel>'
    picture = etree.fromstring(svg(file(['<startEvent id="S" name="Begin"/>'], [shape("S", 0, 0, 36, 36, inside=label)])))
    span = next(picture.iter(f"{SVG}tspan"))
    assert (span.text, span.get("x"), round(float(span.get("y", "")))) == ("Begin", "50", 210)


def test_planes_are_those_that_draw_something_by_the_id_of_what_they_show() -> None:
    content = Path("processes/wakefield/wmdc_search_request.bpmn").read_bytes()
    assert len(planes(content)) == 11
    assert planes(content)[1] == ("W1_SubConcern", "Raise the concern")
    assert planes(file([], [])) == ()


def test_a_plane_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        svg(two_steps(), plane="Q")
    with pytest.raises(NotFound):
        svg(file([], []))


def test_what_is_no_diagram_is_refused() -> None:
    with pytest.raises(Unfit):
        svg(b"<definitions")


def test_an_edge_or_shape_that_stands_for_nothing_is_left_out() -> None:
    content = file(['<task id="A"/>'], [shape("A", 0, 0), shape("Gone", 0, 200), edge("Gone", (0, 0), (1, 1))])
    assert read_planes(content)[0].ids == {"A"}


def test_a_picture_without_marks_has_no_key_and_is_drawn_in_ink() -> None:
    picture = svg(two_steps())
    assert set(texts(picture)) == {"Yes", "Ask", "Answer"}
    assert colours(picture) == {"#22242a", "#ffffff"}


def test_a_way_is_numbered_and_said_in_words() -> None:
    picture = svg(two_steps(), marks=Marks(steps=("A", "B", "A"), flows={"F": 2}, here="B"), title="Two steps")
    root = etree.fromstring(picture)
    assert {"1, 3", "2", "2×", "Goes wrong here", "The way there, numbered in order", "Taken more than once"} <= set(
        texts(picture)
    )
    assert root.findtext(f"{SVG}title") == "Two steps"
    assert root.findtext(f"{SVG}desc") == "The way goes: 1 Ask, 2 Answer, 3 Ask. Goes wrong here: Answer."


def test_what_is_beside_the_way_is_paler() -> None:
    assert "#878d92" in colours(svg(two_steps(), marks=Marks(steps=("A",))))


def test_a_flow_that_nothing_takes_has_a_sign_a_word_and_dashes() -> None:
    picture = svg(two_steps(), marks=Marks(untaken=frozenset({"F"})))
    assert {"?", "No scenario goes this way"} <= set(texts(picture))
    assert "stroke-dasharray" in picture
    assert "No scenario goes this way: Yes." in picture


def test_a_closed_sub_process_carries_the_marks_of_what_is_inside() -> None:
    content = Path("processes/wakefield/wmdc_search_request.bpmn").read_bytes()
    inside = [shape.element_id for shape in read_planes(content)[1].shapes][:4]
    outer = next(plane.plane_id for plane in read_planes(content) if "W1_SubConcern" in plane.ids)
    said = texts(svg(content, plane=outer, marks=Marks(steps=("W1_Start", *inside), here=inside[-1])))
    assert {"2–5", "Goes wrong here (inside)"} <= set(said)
