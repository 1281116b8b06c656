"""States as values: two cases that stand at the same places and still know the same are one state, whatever happened before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.engine.exploring.abstracted import Abstraction
from service.engine.exploring.values import UNKNOWN, Unknown, filled, frozen, thawed
from service.engine.tree import STARTED, CaseTree, InnerScope, Scope, Token

State = tuple[Any, ...]
"""(scope, answers, assumed, last end). A scope is (spec key, variables, written, watches, tokens), a token (node, via, flags, local, watches,
instances, inside)."""
DUE = "2000-01-01T00:00:00+00:00"
FLAGS = ("visit", "task", "job", "held")


class Freezer:
    """Writes one tree down. ``known`` narrows unknowns, ``assumed`` are conditions taken for true or false."""

    def __init__(self, abstraction: Abstraction, known: Mapping[Unknown, tuple[Any, ...]]) -> None:
        self.abstraction = abstraction
        self.known = known
        self.live: frozenset[str] = frozenset()

    def state(self, tree: CaseTree, memory: Mapping[str, Any], assumed: Mapping[Any, bool]) -> State:
        """Return the state of a tree at rest."""
        answers = memory["answers"]
        self.live = self._live(tree)
        kept = {name: value for name, value in answers.items() if f"answers.{name}" in self.live}
        found = (self._scope(tree), tuple((name, self._value(kept[name])) for name in sorted(kept)))
        births: dict[tuple[str, int], int] = {}
        found = _renumbered(found, births)
        there = set(_unknowns(found))
        taken = (self._assumption(item, births) for item in assumed.items())
        return (*found, tuple(sorted((item for item in taken if _about(item, there)), key=repr)), memory["end"])

    def _live(self, tree: CaseTree) -> frozenset[str]:
        arriving, waiting = self.abstraction.arriving, self.abstraction.waiting
        if not waiting:
            return frozenset()
        names = [waiting[token.scope.spec.key, token.node.name] for token in tree.all_tokens()]
        names += [arriving[scope.spec.key, name] for scope in tree.scopes() for name in scope.spec.event_subs]
        return frozenset[str]().union(*names)

    def _assumption(self, item: tuple[Any, bool], births: dict[tuple[str, int], int]) -> Any:
        (text, values), taken = item
        return (text, _renumbered(tuple((path, self._value(thawed(value))) for path, value in values), births), taken)

    def _scope(self, scope: Scope) -> State:
        own = self._values(scope.variables) if scope.host is None or scope.spec.is_process else ()
        written = tuple(sorted(name for name in scope.data.get("written", ()) if name in self.live))
        tokens = sorted((self._token(token) for token in scope.tokens() if token.body is None), key=repr)
        tokens = list(self._one_for_many(scope.spec.key, tokens))
        return (scope.spec.key, own, written, _watches(scope.data.get("watches", ())), tuple(tokens))

    def _one_for_many(self, key: str, tokens: list[State]) -> Iterator[State]:
        """Of equal tokens that an event can repeat without end, one stands for all."""
        for at, token in enumerate(tokens):
            if at == 0 or token != tokens[at - 1] or token[0] not in self.abstraction.repeated.get(key, ()):
                yield token

    def _token(self, token: Token) -> State:
        memory = token.memory
        inner = token.scope.tree.inside(token)
        return (
            token.node.name,
            memory.get("via", "") if token.node.counts_arrivals else "",
            tuple(name for name in FLAGS if name in memory),
            self._values(memory.get("local", {})),
            _watches(memory.get("watches", ())),
            tuple(self._token(instance) for instance in token.instances),
            self._scope(inner) if inner is not None else None,
        )

    def _values(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple((name, self._value(values[name])) for name in sorted(values) if name in self.live)

    def _value(self, value: Any) -> Any:
        return frozen(filled(value, self.known))


def _watches(watches: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str, str], ...]:
    """Write watches down by element, kind, and the name they wait for or, of a timer, how often it comes."""
    return tuple(sorted((watch["on"], watch["kind"], watch.get("name") or watch.get("every") or "") for watch in watches))


def _renumbered(value: Any, births: dict[tuple[str, int], int]) -> Any:
    """Number births in order of appearance, so that how often something was asked before is forgotten."""
    if not isinstance(value, tuple):
        return value
    if len(value) == 2 and value[0] == UNKNOWN:
        element_id, name, birth, *rest = value[1]
        number = births.setdefault((element_id, birth), 1 + sum(element_id == each for each, _ in births))
        return (UNKNOWN, (element_id, name, number, *rest))
    return tuple(_renumbered(item, births) for item in value)


def _unknowns(value: Any) -> Iterator[tuple[str, str, int]]:
    if isinstance(value, tuple):
        if len(value) == 2 and value[0] == UNKNOWN:
            yield value[1][:3]
        else:
            for item in value:
                yield from _unknowns(item)


def _about(assumption: Any, there: set[tuple[str, str, int]]) -> bool:
    """Say whether an assumption is about values that are still there, whole or in part."""
    found = list(_unknowns(assumption))
    return bool(found) and all(
        any((element_id, birth) == (e, b) and (name == n or name.startswith(f"{n}.")) for e, n, b in there)
        for element_id, name, birth in found
    )


# ---- and back


def tree_of(abstraction: Abstraction, state: State) -> tuple[CaseTree, dict[str, Any]]:
    """Return a tree that stands as a state says, and its memory."""
    scope, answers, _, ended_at = state
    procedure = abstraction.procedure
    tree = CaseTree(procedure.scope_spec, procedure.scope_specs)
    memory: dict[str, Any] = {
        "count": 0,
        "answers": {name: thawed(value) for name, value in answers},
        "visits": {},
        "doers": {},
        "doer": None,
        "end": ended_at,
    }
    _Thawing(memory).fill(tree, scope)
    return tree, memory


def assumptions(state: State) -> dict[Any, bool]:
    """Return what a state takes for true or false."""
    return {(text, values): taken for text, values, taken in state[2]}


class _Thawing:
    def __init__(self, memory: dict[str, Any]) -> None:
        self.memory = memory

    def number(self) -> int:
        self.memory["count"] += 1
        return int(self.memory["count"])

    def fill(self, scope: Scope, state: State) -> None:
        _, variables, written, watches, tokens = state
        if scope.host is None or scope.spec.is_process:
            scope.data["variables"] = {name: thawed(value) for name, value in variables}
        if written:
            scope.data["written"] = list(written)
        if watches:
            scope.data["watches"] = self.watches(watches)
        for token in tokens:
            self.token(scope, token, None)

    def token(self, scope: Scope, state: State, body: Token | None) -> None:
        name, via, flags, local, watches, instances, inside = state
        memory: dict[str, Any] = dict.fromkeys(flags, 1)
        if "held" in flags:
            memory["held"] = {"number": 1, "at": "enter"}
        if via:
            memory["via"] = via
        if local:
            memory["local"] = {key: thawed(value) for key, value in local}
        if watches:
            memory["watches"] = self.watches(watches)
        if instances:
            memory.update(outs=[None] * len(instances), done=0, count=len(instances), items=[])
        if body is not None:
            memory["index"] = 0
        made = Token(scope, scope.spec.node(name), number=self.number(), body=body, memory=memory)
        made._set_state(STARTED)
        for instance in instances:
            self.token(scope, instance, made)
        if inside is not None:
            inner: InnerScope = scope.tree.open_inside(made, inside[0])
            self.fill(inner, inside)

    def watches(self, watches: Iterable[tuple[str, str, str]]) -> list[dict[str, Any]]:
        return [
            {
                "on": on,
                "kind": kind,
                "n": self.number(),
                **({"name": name} if kind != "timer" else {"due": DUE, **({"every": name} if name else {})}),
            }
            for on, kind, name in watches
        ]
