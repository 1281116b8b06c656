"""One plane as a finished SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from service.domain.errors import NotFound
from service.policy.drawing import flows, marking, things
from service.policy.drawing.lettering import label_box
from service.policy.drawing.marks import Marks
from service.policy.drawing.model import Box, Edge, Plane, Shape
from service.policy.drawing.nodes import Look, activity, event, gateway, is_activity
from service.policy.drawing.pen import PAPER, line, number, said, tag
from service.policy.drawing.reading import Node, read_planes

MARGIN = 12
NARROWEST = 300
THINGS: dict[str, Callable[[Shape, Look], str]] = {
    "participant": things.pool,
    "lane": things.lane,
    "group": things.group,
    "textAnnotation": things.note,
    "dataObjectReference": things.data,
    "dataStoreReference": things.data,
    "dataObject": things.data,
    "dataInput": things.data,
    "dataOutput": things.data,
}
NAMED_INSIDE = frozenset({"participant", "lane", "textAnnotation"})


def planes(source: Node | bytes) -> tuple[tuple[str, str], ...]:
    """Return (plane id, name) of every plane of a BPMN file that draws something. Raises Unfit for bytes that are not XML."""
    return tuple((plane.plane_id, plane.name) for plane in read_planes(source))


def svg(source: Node | bytes, *, plane: str | None = None, marks: Marks | None = None, title: str = "") -> str:
    """Return one plane of a BPMN file, the first if none is named, as an SVG that stands alone: without script, style sheet,
    outside font or id, so that several can stand in one page. ``title`` is its name for those who do not see it.

    Raises: NotFound when the file draws no such plane; Unfit for bytes that are no acceptable XML.
    """
    found = next((item for item in read_planes(source) if plane is None or item.plane_id == plane), None)
    if found is None:
        raise NotFound("The file draws no such plane")
    return drawn(found, marks or Marks(), title or found.name or "Diagram")


def drawn(plane: Plane, marks: Marks, title: str) -> str:
    """Return a plane with its marks and the key to them."""
    body = [_shape(shape, marks) for shape in plane.shapes if shape.contains_others and shape.kind != "group"]
    edges = sorted(plane.edges, key=lambda edge: marks.touches([edge.element_id]))
    body += [_edge(edge, marks) for edge in edges if edge.kind != "messageFlow"]
    closed = [shape for shape in plane.shapes if not shape.contains_others or shape.kind == "group"]
    rims = [shape.box for shape in plane.shapes if shape.kind == "boundaryEvent"]
    body += [_shape(shape, marks, rims) for shape in sorted(closed, key=lambda shape: shape.kind == "boundaryEvent")]
    body += [_edge(edge, marks) for edge in edges if edge.kind == "messageFlow"]
    body += [flows.flow_label(edge, marking.look_of(edge, marks)) for edge in plane.edges if edge.name]
    body += [things.outside_label(shape, marking.look_of(shape, marks)) for shape in plane.shapes if _is_labelled(shape)]
    placed = marking.repeats_of(plane, marks) + marking.missed_of(plane, marks) + marking.numbers_of(plane, marks)
    taken = [*_solid(plane), *(mark.box for mark in placed)]
    if flag := marking.flag_of(plane, marks, taken):
        placed.append(flag)
    boxes = [*_extent(plane), *(mark.box for mark in placed)]
    left, top = min(box.x for box in boxes) - MARGIN, min(box.y for box in boxes) - MARGIN
    right, bottom = max(box.right for box in boxes) + MARGIN, max(box.bottom for box in boxes) + MARGIN
    key = marking.key_of(plane, marks, left=left + MARGIN, top=bottom + 6, room=max(right - left, NARROWEST) - 2 * MARGIN)
    if key:
        right = max(right, max(mark.box.right for mark in key))
        body.append(line([(left, bottom), (right, bottom)], stroke="#b1b4b6", stroke_width=1))
        bottom = max(mark.box.bottom for mark in key) + 6
    body += [mark.drawn for mark in [*placed, *key]]
    size = {"width": right - left, "height": bottom - top}
    return tag(
        "svg",
        tag("title", said(title)),
        tag("desc", said(described(plane, marks))),
        tag("rect", x=left, y=top, fill=PAPER, **size),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=" ".join(number(value) for value in (left, top, right - left, bottom - top)),
        **size,
        role="img",
    )


def described(plane: Plane, marks: Marks) -> str:
    """Return what is pointed out in words, for those who do not see it."""
    names = {item.element_id: " ".join(item.name.split()) or item.element_id for item in plane.items()}
    way = [f"{place} {names[step]}" for place, step in enumerate(marks.steps, start=1) if step in names]
    missed = [names[item.element_id] for item in plane.items() if item.element_id in marks.untaken]
    sentences = [f"The way goes: {', '.join(way)}."] if way else []
    sentences += [f"{marks.here_words}: {names[marks.here]}."] if marks.here in names else []
    sentences += [f"{marks.untaken_words}: {', '.join(missed)}."] if missed else []
    return " ".join(sentences) or f"{len(plane.shapes)} shapes and {len(plane.edges)} flows."


def _shape(shape: Shape, marks: Marks, covered: Sequence[Box] = ()) -> str:
    look = marking.look_of(shape, marks) if shape.kind not in ("participant", "lane") else Look()
    if thing := THINGS.get(shape.kind):
        return thing(shape, look)
    if shape.kind.endswith("Gateway"):
        return gateway(shape, look)
    if shape.kind.endswith("Event"):
        return event(shape, look)
    return activity(shape, look, covered=covered) if is_activity(shape.kind) else things.plain(shape, look)


def _edge(edge: Edge, marks: Marks) -> str:
    return flows.flow(edge, marking.look_of(edge, marks), dashes="6 4" if edge.element_id in marks.untaken else None)


def _is_labelled(shape: Shape) -> bool:
    """Say whether the name stands outside of the shape."""
    if not shape.name or shape.kind in NAMED_INSIDE or is_activity(shape.kind):
        return False
    return shape.label is not None or shape.kind.endswith(("Event", "Gateway")) or shape.kind.startswith("data")


def _labels(plane: Plane) -> Iterator[Box]:
    for shape in plane.shapes:
        if _is_labelled(shape):
            yield label_box(shape.name, shape.label or Box(shape.box.middle[0] - 45, shape.box.bottom + 4, 90, 14))
    for edge in plane.edges:
        if edge.name:
            yield label_box(edge.name, flows.label_place(edge))


def _solid(plane: Plane) -> Iterator[Box]:
    """Yield what a flag should not lie on."""
    yield from (shape.box for shape in plane.shapes if not shape.contains_others)
    yield from _labels(plane)


def _extent(plane: Plane) -> Iterator[Box]:
    yield from (shape.box for shape in plane.shapes)
    yield from (Box(x, y, 0, 0) for edge in plane.edges for x, y in edge.points)
    yield from _labels(plane)
