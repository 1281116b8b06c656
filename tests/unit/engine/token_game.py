"""An independent token game: BPMN's rules played on sets of tokens, sharing no code or idea of structure with the engine.

A marking is how many tokens lie on every flow, how many tasks are open, and the markings inside open sub-processes. Where the
rules leave a choice of order open, all outcomes are kept: the engine must show one of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from drawing import element, end, flows, gateway, process, start, sub, user

Flow: TypeAlias = tuple[str, str]


@dataclass
class Graph:
    """Nodes by name with their kind, flows in the order of drawing, insides of sub-processes."""

    name: str
    kinds: dict[str, str] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    insides: dict[str, Graph] = field(default_factory=dict)

    def out(self, node: str) -> list[Flow]:
        return [flow for flow in self.flows if flow[0] == node]

    def into(self, node: str) -> list[Flow]:
        return [flow for flow in self.flows if flow[1] == node]


def grow(dice: random.Random, name: str, size: int, depth: int) -> Graph:
    """Return a random graph: any node may lead forward to any other; only tasks lead back, so that every round waits."""
    graph = Graph(name)
    nodes = [f"{name}s", *[f"{name}{index}" for index in range(size)], f"{name}e"]
    kinds = ["task", "task", "task", "task", "exclusive", "parallel", "inclusive", "inclusive"] + (["sub"] if depth else [])
    graph.kinds = {node: dice.choice(kinds) for node in nodes} | {nodes[0]: "start", nodes[1]: "parallel", nodes[-1]: "end"}
    for index, node in enumerate(nodes[:-1]):
        kind = graph.kinds[node]
        count = dice.choice([1, 2, 3, 4]) if kind in ("exclusive", "parallel", "inclusive") else 1
        targets = {dice.choice(nodes[index + 1 : index + 7]) for _ in range(count)} if index else {nodes[1]}
        if kind == "task" and index > 1 and dice.random() < 0.3:
            targets = {dice.choice(nodes[1:index])}
        graph.flows += [(node, target) for target in sorted(targets)]
    seen, todo = {nodes[0]}, [nodes[0]]
    while todo:
        for _, target in graph.out(todo.pop()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    graph.kinds = {node: kind for node, kind in graph.kinds.items() if node in seen}
    graph.flows = [flow for flow in graph.flows if flow[0] in seen]
    graph.insides = {node: grow(dice, f"{node}x", 5, depth - 1) for node, kind in graph.kinds.items() if kind == "sub"}
    return graph


def drawn(graph: Graph) -> str:
    """Return a graph as BPMN. The variable ``r`` decides: exclusive ways by remainder, inclusive ones by its bits."""
    parts: list[str] = []
    texts: list[str] = []
    for node, kind in graph.kinds.items():
        outgoing = graph.out(node)
        asks = kind in ("exclusive", "inclusive") and len(outgoing) > 1
        default = "-".join(outgoing[-1]) if asks else None
        if kind in ("exclusive", "parallel", "inclusive"):
            parts.append(gateway(kind, node, default))
        elif kind == "sub":
            parts.append(sub(node, drawn(graph.insides[node])))
        else:
            parts.append({"start": start, "end": end, "task": user}[kind](node))
        for index, (source, target) in enumerate(outgoing):
            condition = ""
            if asks and index < len(outgoing) - 1:
                remainder = f"modulo(r,{len(outgoing)})={index}" if kind == "exclusive" else f"modulo(floor(r/{2**index}),2)=1"
                condition = f"|={remainder}"
            texts.append(f"{source}>{target}{condition}")
    return "".join(parts) + flows(" ".join(texts))


@dataclass(frozen=True)
class Marking:
    """Tokens on flows, open tasks, and open sub-processes with their markings: each a sorted tuple."""

    on: tuple[Flow, ...] = ()
    tasks: tuple[str, ...] = ()
    subs: tuple[tuple[str, Marking], ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.on or self.tasks or self.subs)

    def open(self) -> Counter[str]:
        found = Counter(self.tasks)
        for _, inner in self.subs:
            found += inner.open()
        return found

    def size(self) -> int:
        return len(self.on) + len(self.tasks) + sum(1 + inner.size() for _, inner in self.subs)


def changed(marking: Marking, *, take: list[Flow] = [], put: list[Flow] = [], task: str = "", without: str = "") -> Marking:  # noqa: B006
    on, tasks = Counter(marking.on) - Counter(take) + Counter(put), Counter(marking.tasks)
    if task:
        tasks[task] += 1
    if without:
        tasks[without] -= 1
    return Marking(tuple(sorted(on.elements())), tuple(sorted(tasks.elements())), marking.subs)


def chosen(graph: Graph, node: str, r: int) -> list[Flow]:
    kind, outgoing = graph.kinds[node], graph.out(node)
    if kind == "exclusive":
        return [outgoing[r % len(outgoing)]] if len(outgoing) > 1 else outgoing
    if kind == "inclusive" and len(outgoing) > 1:
        return [flow for index, flow in enumerate(outgoing[:-1]) if r // 2**index % 2] or outgoing[-1:]
    return outgoing


def settled(graph: Graph, marking: Marking, r: int) -> Iterator[Marking]:
    """Return every marking in which nothing more happens by itself."""
    seen: set[Marking] = set()
    todo = [marking]
    while todo:
        current = todo.pop()
        if current in seen:
            continue
        seen.add(current)
        following = moves(graph, current, r) or joins(graph, current, r)
        if following:
            todo += following
        else:
            yield current


def moves(graph: Graph, marking: Marking, r: int) -> list[Marking]:
    """Return the outcomes of the first thing that happens whatever else does: all but inclusive joins."""
    for index, (node, inner) in enumerate(marking.subs):
        rest = marking.subs[:index] + marking.subs[index + 1 :]
        if inner.empty:
            return [changed(Marking(marking.on, marking.tasks, rest), put=graph.out(node))]
        outcomes = list(settled(graph.insides[node], inner, r))
        if outcomes != [inner]:
            return [Marking(marking.on, marking.tasks, tuple(sorted((*rest, (node, one)), key=repr))) for one in outcomes]
    for flow in marking.on:
        node, kind = flow[1], graph.kinds[flow[1]]
        if kind == "end":
            return [changed(marking, take=[flow])]
        if kind == "task":
            return [changed(marking, take=[flow], task=node)]
        if kind == "sub":
            inside = graph.insides[node]
            opened = Marking(tuple(inside.out(f"{inside.name}s")))
            taken = changed(marking, take=[flow])
            return [Marking(taken.on, taken.tasks, tuple(sorted((*taken.subs, (node, opened)), key=repr)))]
        incoming = graph.into(node)
        if kind == "exclusive" or (kind == "inclusive" and len(incoming) == 1):
            return [changed(marking, take=[flow], put=chosen(graph, node, r))]
        if kind == "parallel" and set(incoming) <= set(marking.on):
            return [changed(marking, take=incoming, put=chosen(graph, node, r))]
    return []


def joins(graph: Graph, marking: Marking, r: int) -> list[Marking]:
    """Return the outcome of every inclusive join that may fire."""
    found = []
    for node, kind in graph.kinds.items():
        incoming = graph.into(node)
        fed = [flow for flow in incoming if flow in marking.on]
        if kind != "inclusive" or len(incoming) == 1 or not fed:
            continue
        empty = {flow for flow in incoming if flow not in fed}
        places = {flow[1] for flow in marking.on if flow[1] != node} | set(marking.tasks) | {name for name, _ in marking.subs}
        if all(not (ways := leads(graph, place, node)) & empty or ways & set(fed) for place in places):
            found.append(changed(marking, take=fed, put=chosen(graph, node, r)))
    return found


def leads(graph: Graph, place: str, join: str) -> set[Flow]:
    """Return the flows into a join that a token at a place can come along without passing the join."""
    seen, todo, found = {place}, [place], set()
    while todo:
        for flow in graph.out(todo.pop()):
            if flow[1] == join:
                found.add(flow)
            elif flow[1] not in seen:
                seen.add(flow[1])
                todo.append(flow[1])
    return found


def completed(graph: Graph, marking: Marking, task: str) -> Marking | None:
    """Return the marking after a task is completed, wherever it is open; None where it is not."""
    if task in marking.tasks:
        return changed(marking, without=task, put=graph.out(task))
    for index, (node, inner) in enumerate(marking.subs):
        after = completed(graph.insides[node], inner, task)
        if after is not None:
            subs = (*marking.subs[:index], (node, after), *marking.subs[index + 1 :])
            return Marking(marking.on, marking.tasks, tuple(sorted(subs, key=repr)))
    return None


def diagram(graph: Graph) -> str:
    """Return the process of a graph."""
    return process(drawn(graph)) if graph.kinds else element("process", "p")
