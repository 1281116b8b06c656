"""A procedure made ready to be explored: the same nodes, without what moves no token (who, when, how often to try again)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from service.domain.behaviour import Question
from service.engine.dialect.settings import Loop, Settings, Trigger, VariableMapping, feel, is_feel
from service.engine.exploring.decision_texts import texts_of
from service.engine.exploring.liveness import Names, live_names
from service.engine.exploring.reading import compared, constants, either, passed_on, roots
from service.engine.procedure import Procedure, build
from service.engine.specs.node import Node
from service.engine.tree import ScopeSpec

MANY = "\N{HORIZONTAL ELLIPSIS}many "
"""Begins the collection of a multi-instance, which stands for a list of one item, or for an empty one."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Abstraction:
    """``arriving`` and ``waiting`` are the names still read when a token comes to a node and when it waits there, ``usage`` the
    constants that matter by path, ``collected`` what a multi-instance makes a list of by element id, and ``apart`` the nodes that
    only events that can come again and again lead to, by each such event."""

    procedure: Procedure
    question: Question
    arriving: Names
    waiting: Names
    usage: dict[str, tuple[object, ...]]
    collected: dict[str, str]
    apart: dict[tuple[str, str], frozenset[str]]
    read: frozenset[str]
    """Names that decide something."""

    @cached_property
    def meeting(self) -> dict[str, frozenset[str]]:
        """By scope key the elements where flows come together and each token goes on by itself, ends left out."""
        found = {}
        for key, spec in self.procedure.scope_specs.items():
            nodes = [node for node in spec.task_specs.values() if isinstance(node, Node)]
            coming = Counter(flow.target for node in nodes for flow in node.flows)
            found[key] = frozenset(
                node.name for node in nodes if coming[node.name] > 1 and not node.counts_arrivals and node.kind != "endEvent"
            )
        return found

    @cached_property
    def repeated(self) -> dict[str, frozenset[str]]:
        """All such nodes, by scope key."""
        keys = {key for key, _ in self.apart}
        return {key: frozenset(name for (its, _), names in self.apart.items() if its == key for name in names) for key in keys}


def abstract(procedure: Procedure, question: Question) -> Abstraction:
    """Return a private copy of a procedure to explore."""
    own = build(procedure.bundle, language=procedure.language)
    nodes = list(all_nodes(own))
    conditions = [feel(flow.condition) for node in nodes for flow in node.flows if flow.condition]
    conditions += [text for texts in question.asked.values() for text in texts]
    conditions += [feel(node.settings.loop.until) for node in nodes if node.settings.loop and node.settings.loop.until]
    inputs = [text for texts in _decision_texts(own).values() for text in texts]
    read = _read_names(nodes, [*conditions, *inputs], question) if question.by_answers else frozenset()
    collected = {node.name: node.settings.loop.output for node in nodes if node.settings.loop and node.settings.loop.output}
    for node in nodes:
        node.settings = _bare(node, read, by_answers=question.by_answers)
    arriving, waiting = live_names(own, question, _decision_texts(own), collected) if question.by_answers else ({}, {})
    return Abstraction(
        procedure=own,
        question=question,
        arriving=arriving,
        waiting=waiting,
        collected=collected,
        usage=_usage(nodes, conditions, inputs, question),
        read=read,
        apart={(spec.key, name): found for spec in own.scope_specs.values() for name, found in _apart(spec).items()},
    )


def result_read(abstraction: Abstraction, node: Node) -> bool:
    """Say whether anything reads what a decision gives: where nothing does it need not be worked out."""
    names = [mapping.target for mapping in node.settings.outputs] or [node.settings.result or ""]
    return any(name.partition(".")[0] in abstraction.read for name in names)


def all_nodes(procedure: Procedure) -> Iterator[Node]:
    """Yield every flow node of a procedure, called ones included."""
    for spec in procedure.scope_specs.values():
        yield from (node for node in spec.task_specs.values() if isinstance(node, Node))


def _decision_texts(procedure: Procedure) -> dict[str, tuple[str, ...]]:
    models = getattr(procedure.decide, "models", ())
    return {decision_id: texts_of(model, decision_id) for model in models for decision_id in model.decisions}


def _usage(nodes: list[Node], conditions: list[str], inputs: list[str], question: Question) -> dict[str, tuple[object, ...]]:
    """Return the constants that matter by path: what conditions compare it with, unless a mapping, script or table reads it too."""
    hides = [each.hide for fields in question.forms.values() for each in fields if each.hide]
    same: list[tuple[str, str]] = []
    choosing: list[str] = []
    otherwise = list(inputs)
    for node in nodes:
        for mapping in (*node.settings.inputs, *node.settings.outputs):
            if is_feel(mapping.source):
                source = feel(mapping.source)
                same += [(mapping.target, path) for path in passed_on(source)]
                (choosing if either(source) else otherwise).extend(compared(source))
        if is_feel(node.settings.script):
            otherwise.append(feel(node.settings.script or ""))
    return constants([*conditions, *hides, *choosing], otherwise=otherwise, same=same)


def _read_names(nodes: list[Node], conditions: list[str], question: Question) -> frozenset[str]:
    """Return the names that decide something, directly or through what they are made of."""
    read = {name for text in conditions for name in roots(text)}
    fields = [each for fields in question.forms.values() for each in fields]
    while True:
        more = set(read)
        for each in fields:
            if each.key in read:
                more |= roots(each.hide or "") | roots(each.filled_by or "")
        for node in nodes:
            settings = node.settings
            for mapping in (*settings.inputs, *settings.outputs):
                if mapping.target.partition(".")[0] in read and is_feel(mapping.source):
                    more |= roots(feel(mapping.source))
            if settings.result in read and is_feel(settings.script):
                more |= roots(feel(settings.script or ""))
            if settings.loop and settings.loop.item in read:
                more |= roots(feel(settings.loop.collection))
        if more == read:
            return frozenset(read)
        read = more


def _kept(mappings: tuple[VariableMapping, ...], read: frozenset[str]) -> tuple[VariableMapping, ...]:
    return tuple(mapping for mapping in mappings if mapping.target.partition(".")[0] in read)


def _bare(node: Node, read: frozenset[str], *, by_answers: bool) -> Settings:
    settings = node.settings
    outputs = _kept(settings.outputs, read)
    inputs = _kept(settings.inputs, read)
    if settings.operation is not None:
        # Parameters of a job decide nothing unless its own results are made of them.
        made_of = frozenset[str]().union(*(roots(feel(each.source)) for each in outputs if is_feel(each.source)))
        inputs = _kept(inputs, made_of)
    if settings.outputs and not outputs:
        outputs = (VariableMapping("", "\N{HORIZONTAL ELLIPSIS}nothing"),)
    return replace(
        settings,
        inputs=inputs,
        outputs=outputs,
        assignee=None,
        candidate_users=None,
        candidate_groups=None,
        due=None,
        follow_up=None,
        priority=None,
        operation="?" if is_feel(settings.operation) else settings.operation,
        retries=None,
        script="" if settings.script is not None and not by_answers else settings.script,
        result=settings.result if by_answers else None,
        loop=_loop(settings.loop),
        trigger=_trigger(settings.trigger),
    )


def _loop(loop: Loop | None) -> Loop | None:
    if loop is None:
        return None
    return replace(loop, collection=f"{MANY}{feel(loop.collection)}", until=None, output=None, output_element=None)


def _trigger(trigger: Trigger) -> Trigger:
    """Give every timer a time that can be told: when it comes is not looked at, only that it can come."""
    value = {"date": "2000-01-01T00:00:00+00:00", "duration": "PT1H", "cycle": "R/PT1H"}.get(trigger.timer or "", trigger.value)
    return replace(trigger, value=value, key=None)


def _apart(spec: ScopeSpec) -> dict[str, frozenset[str]]:
    """Return, for each event that does not interrupt, the nodes that are reached through it and otherwise only through others like it."""
    nodes = {node.name: node for node in spec.task_specs.values() if isinstance(node, Node)}
    beside = {node.name for node in nodes.values() if node.kind == "boundaryEvent" and not node.settings.interrupting}
    without = _reached(nodes, spec.start_id, but=beside)
    found = {}
    for name, node in nodes.items():
        if node.is_event_sub:
            found[name] = frozenset({name})
        if name in beside:
            found[name] = frozenset(_reached(nodes, name, but=()) - without)
    return found


def _reached(nodes: dict[str, Node], start: str, *, but: Collection[str]) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name in seen or name in but:
            continue
        seen.add(name)
        node = nodes[name]
        todo += [flow.target for flow in node.flows] + list(node.boundaries)
        if node.kind == "intermediateThrowEvent" and node.settings.trigger.kind == "link":
            todo.append(node.scope_spec.links[node.settings.trigger.name or ""])
    return seen
