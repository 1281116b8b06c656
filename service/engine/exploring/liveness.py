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


def live_names(
    procedure: Procedure, question: Question, decision_inputs: Mapping[str, tuple[str, ...]], collected: Mapping[str, str]
) -> tuple[Names, Names]:
    """Return the names read from when a token comes to an element on, and those read from when it waits there on: by the element
    itself when it is done, and by everything it can lead to. Being too generous is never wrong, it only keeps states apart."""
    places = [
        (spec, node) for spec in procedure.scope_specs.values() for node in spec.task_specs.values() if isinstance(node, Node)
    ]
    reads = {(spec.key, node.name): _reads(node, question, decision_inputs) for spec, node in places}
    writes = {(spec.key, node.name): _writes(node, question, collected) for spec, node in places}
    hosts = {node.inside.key: (spec.key, node.name) for spec, node in places if node.inside is not None}
    live: Names = {place: frozenset() for place in reads}
    waiting: Names = dict(live)
    leaving: Names = dict(live)
    changed = True
    while changed:
        changed = False
        for spec, node in reversed(places):
            place = (spec.key, node.name)
            targets = _next(spec, node)
            after = _all(live[each] for each in targets) if targets or spec.key not in hosts else leaving[hosts[spec.key]]
            beside = _all(live[spec.key, name] for name in node.boundaries)
            leaving[place] = after - writes[place]
            waiting[place] = reads[place] | beside | leaving[place]
            through = node.inside is not None and node.settings.loop is None
            found = _all(live[each] for each in _inside(procedure, node)) | (reads[place] | beside if through else waiting[place])
            if found != live[place]:
                live[place], changed = found, True
    return live, waiting


def _all(names: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*names)


def _next(spec: ScopeSpec, node: Node) -> list[tuple[str, str]]:
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
    """Return the names that an element reads of what was there before it: not what its own form asks for."""
    settings = node.settings
    form = question.forms.get(settings.form_id or "", ())
    before = [mapping.source for mapping in settings.inputs if is_feel(mapping.source)]
    before += [settings.script or ""] if is_feel(settings.script) else []
    before += [flow.condition for flow in node.flows if flow.condition]
    seen = [feel(text) for text in before]
    seen += [*decision_inputs.get(settings.decision_id or "", ()), *question.asked.get(f"{ENTERING}{node.name}", ())]
    seen += [each.filled_by for each in form if each.filled_by]
    after = [feel(mapping.source) for mapping in settings.outputs if is_feel(mapping.source)]
    after += [each.hide for each in form if each.hide]
    own = frozenset({*(each.key for each in form), f"answers.{node.name}"})
    asked = _all(roots(text) for text in question.asked.get(node.name, ())) - _writes(node, question, {})
    return _all(roots(text) for text in seen) | ((_all(roots(text) for text in after) | asked) - own)


def _writes(node: Node, question: Question, collected: Mapping[str, str]) -> frozenset[str]:
    """Return the names that an element always writes anew."""
    settings = node.settings
    if node.kind == "boundaryEvent" and settings.trigger.kind == "error" and not settings.outputs:
        return frozenset({"errorCode", "errorMessage"})
    if settings.loop is not None:
        return frozenset({collected[node.name]} if node.name in collected else ())
    if settings.outputs:
        return frozenset(mapping.target for mapping in settings.outputs if "." not in mapping.target)
    if node.kind in ("userTask", "manualTask", "startEvent"):
        keys = {each.key for each in question.forms.get(settings.form_id or "", ())}
        return frozenset({*keys, f"answers.{node.name}"})
    if settings.result:
        return frozenset({settings.result})
    return frozenset(question.gives.get(settings.operation or "", ()))
