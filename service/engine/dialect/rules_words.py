"""Checks of single words: elements, attributes and extension elements that the engine does not execute."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from service.domain.findings import Finding
from service.engine.dialect import vocabulary as v
from service.engine.dialect.diagram import Diagram, Node
from service.engine.dialect.names import BPMN, FLOW_NODES, ZEEBE, bpmn, local, space


def unknown_words(diagram: Diagram) -> Iterator[Finding]:
    """Every BPMN element and attribute must be executed or be known as drawn only."""
    for node in diagram.root.iter():
        if space(node.tag) != BPMN:
            continue
        tag = local(node.tag)
        if tag not in v.KNOWN:
            yield diagram.finding("not-executed", node, v.WHY_NOT.get(tag, f"The engine does not execute bpmn:{tag}."))
            continue
        for name, value in node.attrib.items():
            yield from _attribute(diagram, node, tag, str(name), str(value))


def _attribute(diagram: Diagram, node: Node, tag: str, name: str, value: str) -> Iterator[Finding]:
    if space(name) in v.PRESENTATION or (space(name) == ZEEBE and local(name) in v.TEMPLATE):
        return
    if name == "calledElement":
        yield diagram.finding("not-executed", node, "The called process stands in zeebe:calledElement, not in calledElement.")
    elif space(name) or (name not in v.BPMN_ATTRIBUTES and v.HARMLESS.get(name) != value):
        yield diagram.finding(
            "not-executed", node, f"The engine does not execute the attribute {local(name) or name} of bpmn:{tag}."
        )


def unknown_extensions(diagram: Diagram) -> Iterator[Finding]:
    """Extension elements must be ones that their element can have, with attributes that are executed."""
    for held in diagram.root.iter(bpmn("extensionElements")):
        owner = held.getparent()
        tag = local(owner.tag) if owner is not None else ""
        seen: set[str] = set()
        for item in held:
            name = local(item.tag)
            if space(item.tag) in v.PRESENTATION:
                continue
            if space(item.tag) != ZEEBE or name not in v.CARRIED.get(tag, frozenset()):
                yield diagram.finding("unknown-extension", item, f"bpmn:{tag} cannot have the extension element {name}.")
                continue
            if name in seen:
                yield diagram.finding("unknown-extension", item, f"zeebe:{name} stands there twice: only one can hold.")
            seen.add(name)
            yield from _extension(diagram, item, name)


def _extension(diagram: Diagram, item: Node, name: str) -> Iterator[Finding]:
    for attribute, value in ((str(key), str(held)) for key, held in item.attrib.items()):
        if attribute not in v.ATTRIBUTES[name]:
            yield diagram.finding(
                "unknown-extension", item, f"The engine does not execute the attribute {attribute} of zeebe:{name}."
            )
        elif attribute == "bindingType" and value not in ("deployment", "latest"):
            yield diagram.finding("unknown-extension", item, "A version's files belong together: bindingType is “deployment”.")
        elif attribute in ("formId", "processId", "decisionId") and value.lstrip().startswith("="):
            yield diagram.finding(
                "unknown-extension", item, f"{attribute} must be an id, so that a version can be checked as a whole."
            )
    for child in item:
        if space(child.tag) != ZEEBE or local(child.tag) not in v.INSIDE.get(name, "").split():
            yield diagram.finding("unknown-extension", item, f"zeebe:{name} cannot hold {local(child.tag)}.")
        else:
            yield from _extension(diagram, child, local(child.tag))


def unknown_properties(diagram: Diagram) -> Iterator[Finding]:
    """A property that nothing reads is most likely a slip of the pen, and would switch a rule off in silence."""
    for held in diagram.root.iter(f"{{{ZEEBE}}}property"):
        owner = next((up for up in held.iterancestors() if local(up.tag) in FLOW_NODES | {"process", "participant"}), None)
        if owner is None:
            continue
        name, known = held.get("name", ""), sorted(v.PROPERTIES.get(local(owner.tag), ()))
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            yield diagram.finding(
                "unknown-property", owner, f"Nothing reads the property {name} of bpmn:{local(owner.tag)}.{hint}"
            )


def reserved_ids(diagram: Diagram) -> Iterator[Finding]:
    """Some ids belong to the engine."""
    for _, node in diagram.flow_nodes():
        name = node.get("id", "")
        if not name:
            yield diagram.finding("missing-id", node, f"A bpmn:{local(node.tag)} has no id.")
        elif name in v.RESERVED_IDS:
            yield diagram.finding("reserved-id", node, f"The id {name} belongs to the engine: choose another.")


def processes_off(diagram: Diagram) -> Iterator[Finding]:
    """A process that is not executable is only a drawing."""
    for node in diagram.root.iter(bpmn("process")):
        if node.get("isExecutable") != "true":
            yield diagram.finding(
                "not-executable", node, "This process is not marked executable: it is only a drawing.", warning=True
            )
