"""A procedure in words: its elements in the order of the flow, insides after their sub-process, called procedures after their caller."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.execution import Description, Element, Line
from service.engine.dialect.settings import is_feel
from service.engine.specs.node import Node
from service.engine.tree import ScopeSpec


def describe_procedure(
    specs: Mapping[str, ScopeSpec], procedure_id: str, about: tuple[str, str, Mapping[str, str]], lanes: tuple[str, ...]
) -> Description:
    """Return the description of a compiled procedure. ``about`` is its name, documentation and properties."""
    name, documentation, properties = about
    elements: list[Element] = []
    lines: list[Line] = []
    todo, seen = [procedure_id], {procedure_id}
    while todo:
        _describe(specs[todo.pop(0)], None, elements, lines)
        for element in elements:
            if (
                element.called is not None
                and element.kind == "callActivity"
                and element.called in specs
                and element.called not in seen
            ):
                seen.add(element.called)
                todo.append(element.called)
    spec = specs[procedure_id]
    return Description(
        procedure_id=procedure_id,
        name=name,
        documentation=documentation,
        properties=properties,
        lanes=lanes,
        elements=tuple(elements),
        lines=tuple(lines),
        start_kind=spec.node(spec.start_id).settings.trigger.kind,
    )


def _describe(spec: ScopeSpec, parent: str | None, elements: list[Element], lines: list[Line], around: str | None = None) -> None:
    for node in in_order(spec):
        elements.append(_element(node, parent, around))
        lines += [Line(flow.flow_id, flow.source, flow.target, flow.name, flow.condition is not None) for flow in node.flows]
        if node.inside is not None:
            _describe(node.inside, node.name, elements, lines, node.lane or around)


def in_order(spec: ScopeSpec) -> list[Node]:
    """Return a scope's nodes from the start along the flows (loops apart); boundary events after their host; event
    sub-processes last."""
    nodes = [node for node in spec.task_specs.values() if isinstance(node, Node)]
    seen: set[str] = set()
    done: list[Node] = []

    def after(node: Node) -> list[Node]:
        targets = [spec.node(flow.target) for flow in node.flows]
        targets += [spec.node(name) for name in node.boundaries]
        if node.kind == "intermediateThrowEvent" and node.settings.trigger.kind == "link":
            targets.append(spec.node(spec.links[node.settings.trigger.name or ""]))
        return targets

    starts = sorted(nodes, key=lambda node: (node.name != spec.start_id, node.is_event_sub))
    for start in reversed(starts):
        if start.name in seen or (start.name != spec.start_id and not start.is_event_sub):
            continue
        seen.add(start.name)
        stack = [(start, iter(_reversed(after(start))))]
        while stack:
            node, rest = stack[-1]
            target = next((item for item in rest if item.name not in seen), None)
            if target is None:
                done.append(node)
                stack.pop()
            else:
                seen.add(target.name)
                stack.append((target, iter(_reversed(after(target)))))
    return done[::-1] + [node for node in nodes if node.name not in seen]


def _reversed(nodes: list[Node]) -> list[Node]:
    return nodes[::-1]


def _element(node: Node, parent: str | None, around: str | None) -> Element:
    settings = node.settings
    groups = (
        ()
        if is_feel(settings.candidate_groups)
        else tuple(part.strip() for part in (settings.candidate_groups or "").split(",") if part.strip())
    )
    return Element(
        element_id=node.name,
        kind=node.kind,
        name=node.label,
        process_id=node.scope_spec.process_id,
        lane=node.lane or settings.properties.get("performer") or (groups[0] if groups and parent else around),
        parent=parent,
        attached_to=node.attached_to,
        form_id=settings.form_id,
        called=settings.called or settings.decision_id,
        candidate_groups=groups or tuple(filter(None, [settings.properties.get("performer")])),
        properties=dict(settings.properties),
        documentation=node.words,
        trigger=settings.trigger.kind,
        interrupting=settings.interrupting,
        event_sub=node.is_event_sub,
        then=tuple((flow.name, node.scope_spec.node(flow.target).label) for flow in node.flows),
    )
