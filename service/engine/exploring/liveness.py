"""Which names are still read from a place on: everything else of a state may be forgotten, and states that differ in it are one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from service.domain.behaviour import ENTERING, Question
from service.engine.dialect.settings import feel, is_feel
from service.engine.exploring.reading import roots
from service.engine.procedure import Procedure
from service.engine.specs.node import Node
from service.engine.tree import ScopeSpec

Names: TypeAlias = dict[tuple[str, str], frozenset[str]]
"""By scope key and element id."""


def live_names(procedure: Procedure, question: Question, decision_inputs: Mapping[str, tuple[str, ...]]) -> tuple[Names, Names]:
    """Return the names read from when a token comes to an element on, and those read from when it waits there on: by the element
    itself when it is done, and by everything it can lead to. Being too generous is never wrong, it only keeps states apart."""
    places = [
        (spec, node) for spec in procedure.scope_specs.values() for node in spec.task_specs.values() if isinstance(node, Node)
    ]
    reads = {(spec.key, node.name): _reads(node, question, decision_inputs) for spec, node in places}
    writes = {(spec.key, node.name): _writes(node, question) for spec, node in places}
    live: Names = {place: frozenset() for place in reads}
    waiting: Names = dict(live)
    changed = True
    while changed:
        changed = False
        for spec, node in reversed(places):
            place = (spec.key, node.name)
            after = frozenset[str]().union(*(live[each] for each in _next(spec, node)))
            beside = frozenset[str]().union(*(live[spec.key, name] for name in node.boundaries))
            inside = frozenset[str]().union(*(live[each] for each in _inside(procedure, node)))
            waiting[place] = reads[place] | beside | (after - writes[place])
            found = waiting[place] | inside
            if found != live[place]:
                live[place], changed = found, True
    return live, waiting


def _next(spec: ScopeSpec, node: Node) -> Iterable[tuple[str, str]]:
    targets = [flow.target for flow in node.flows]
    if node.kind == "intermediateThrowEvent" and node.settings.trigger.kind == "link":
        targets.append(spec.links[node.settings.trigger.name or ""])
    return [(spec.key, name) for name in targets]


def _inside(procedure: Procedure, node: Node) -> Iterable[tuple[str, str]]:
    """Where the inside of a node begins, by itself or by an event."""
    inner = node.inside or (procedure.scope_specs.get(node.settings.called or "") if node.kind == "callActivity" else None)
    if inner is not None:
        yield inner.key, inner.start_id
        for name in inner.event_subs:
            yield inner.key, name


def _reads(node: Node, question: Question, decision_inputs: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    settings = node.settings
    texts = [flow.condition for flow in node.flows if flow.condition]
    texts += [mapping.source for mapping in (*settings.inputs, *settings.outputs)]
    texts += [settings.script or ""]
    expressions = [feel(text) for text in texts if is_feel(text)]
    expressions += [*question.asked.get(node.name, ()), *question.asked.get(f"{ENTERING}{node.name}", ())]
    expressions += decision_inputs.get(settings.decision_id or "", ())
    for each in question.forms.get(settings.form_id or "", ()):
        expressions += [text for text in (each.hide, each.filled_by) if text]
    return frozenset[str]().union(*(roots(text) for text in expressions))


def _writes(node: Node, question: Question) -> frozenset[str]:
    """Return the names that an element always writes anew."""
    settings = node.settings
    if settings.loop is not None:
        return frozenset()
    if settings.outputs:
        return frozenset(mapping.target for mapping in settings.outputs if "." not in mapping.target)
    if node.kind in ("userTask", "manualTask", "startEvent"):
        keys = {each.key for each in question.forms.get(settings.form_id or "", ())}
        return frozenset({*keys, f"answers.{node.name}"})
    if settings.result:
        return frozenset({settings.result})
    return frozenset(question.gives.get(settings.operation or "", ()))
