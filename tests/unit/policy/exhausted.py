"""Every situation that a small procedure can be in, found by the engine alone: real snapshots, every open thing done in turn, every
question of a gateway answered every way. Knows nothing of the explorer."""

from __future__ import annotations

import json
import re
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from drawing import AISHA, FACTS, NOW, bundle

from service.domain.execution import (
    CompleteJob,
    CompleteTask,
    Deliver,
    Description,
    FireTimers,
    Intent,
    RetryIncident,
    Start,
    ThrowError,
)
from service.engine.machine import apply, result
from service.engine.procedure import Procedure, build
from service.engine.run import STEPS_AT_MOST, Run
from service.engine.snapshot import fresh, load
from service.engine.tree import Token

KINDS = ("tasks", "jobs", "timers", "subscriptions", "incidents")
LATER = (NOW + timedelta(days=9)).isoformat()
EXCLUSIVE = re.compile(r"modulo\(r,")
JOINING = ("parallelGateway", "inclusiveGateway")


STEPS = 200
ASKED_AT_MOST = 12


class TooMany(Exception):
    """More situations than a test goes through."""


class Answers:
    """Stands in for FEEL: each question is answered as told, then with the first answer, and remembers how many there were."""

    def __init__(self) -> None:
        self.told: list[int] = []
        self.made: list[list[int]] = []

    def evaluate_all(self, expressions: Sequence[str], context: Mapping[str, Any]) -> list[Any]:
        asks = [text for text in expressions if text.startswith("modulo(")]
        if asks and EXCLUSIVE.match(asks[0]):
            first = self._choose(len(asks) + 1)
            return [number == first for number in range(len(asks))]
        return [bool(self._choose(2)) if text in asks else self._other(text) for text in expressions]

    def _other(self, text: str) -> Any:
        return json.loads(text) if text.startswith("[") else 0

    def _choose(self, options: int) -> int:
        at = len(self.made)
        if at == ASKED_AT_MOST:
            raise TooMany
        chosen = self.told[at] if at < len(self.told) else 0
        self.made.append([chosen, options])
        return chosen

    def names(self, expression: str) -> Collection[str]:
        return ()

    def parse_error(self, expression: str) -> str | None:
        return None

    def every(self) -> Iterator[None]:
        """Yield once for each combination of answers: run what asks in between."""
        self.told = []
        while True:
            self.made = []
            yield
            while self.made and self.made[-1][0] == self.made[-1][1] - 1:
                self.made.pop()
            if not self.made:
                return
            self.told = [chosen for chosen, _ in self.made[:-1]] + [self.made[-1][0] + 1]


class Watched(Run):
    """The engine's run, which also says which flows were taken. It finds soon that a case goes round without waiting."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.steps_run = STEPS_AT_MOST - STEPS

    def put(self, scope: Any, node: Any, *, body: Token | None = None, **memory: Any) -> Token:
        if memory.get("via"):
            self.procedure.__dict__["taken"].append(memory["via"])
        return super().put(scope, node, body=body, **memory)


@dataclass
class Situation:
    """A snapshot, what is open in it, and where each way on leads: (what was done, everything passed, situation)."""

    snapshot: bytes | None
    open: dict[str, dict[str, Any]]
    ended: bool = False
    ways: list[tuple[tuple[str, ...], tuple[str, ...], int]] = field(default_factory=list)


class Exhausted:
    """``situations`` by number, 0 before the start. ``endless`` says that somewhere the engine stopped what went round for ever,
    ``repeats`` that what an event can begin again and again stands there several times: an exploration takes one for all."""

    def __init__(
        self, content: bytes, *, raises: Mapping[str, Collection[str]], retries: bool = True, at_most: int = 400
    ) -> None:
        self.answers = Answers()
        self.procedure: Procedure = build(bundle(content), language=self.answers)
        self.procedure.__dict__["taken"] = []
        self.raises = raises
        self.retries = retries
        self.situations = [Situation(None, {kind: {} for kind in KINDS})]
        self.passed: set[str] = set()
        self.doubled: set[str] = set()
        self.endless = self.repeats = False
        self._known: dict[Any, int] = {}
        self._apart = apart(self.procedure.description)
        for number, situation in enumerate(self.situations):
            for done, intent, snapshot in list(self._intents(situation)):
                self._all_ways(number, done, intent, snapshot)
                if sum(len(each.ways) for each in self.situations) > at_most:
                    raise TooMany

    # ---- moving

    def _intents(self, situation: Situation) -> Iterator[tuple[tuple[str, ...], Intent, bytes | None]]:
        snapshot = situation.snapshot
        if snapshot is None:
            yield ("start",), Start(variables={}, doer=AISHA), None
            return
        for item_id, item in situation.open["tasks"].items():
            yield ("answers", item.element_id), CompleteTask(task_id=item_id, answers={}, doer=AISHA), snapshot
        for item_id, item in situation.open["jobs"].items():
            yield ("result", item.element_id), CompleteJob(job_id=item_id, result={}), snapshot
            for code in self.raises.get(item.operation, ()):
                yield ("error", item.element_id, code), ThrowError(job_id=item_id, code=code), snapshot
        for item_id, item in situation.open["incidents"].items():
            if self.retries and self._works(item.element_id):
                yield ("again", item.element_id), RetryIncident(incident_id=item_id), snapshot
        held = _content(snapshot)
        busy = {token[1] for scope in held["scopes"] for token in scope["tokens"]}
        for item_id, item in (situation.open["timers"] | situation.open["subscriptions"]).items():
            if busy & self._apart.get(item.element_id, set()):
                continue
            if item_id in situation.open["subscriptions"]:
                yield (item.kind, item.element_id), Deliver(subscription_id=item_id), snapshot
            else:
                yield ("timer", item.element_id), FireTimers(), _only_due(snapshot, held, int(item_id[:8], 16))

    def _works(self, element_id: str) -> bool:
        element = self.procedure.description.element(element_id)
        return element is not None and element.kind == "serviceTask"

    def _all_ways(self, number: int, done: tuple[str, ...], intent: Intent, snapshot: bytes | None) -> None:
        for _ in self.answers.every():
            tree, memory = load(self.procedure, snapshot) if snapshot else fresh(self.procedure)
            self.procedure.__dict__["taken"].clear()
            run = Watched(self.procedure, tree, memory, facts=FACTS, now=NOW)
            apply(run, intent)
            advance = result(run)
            self.endless = self.endless or run.steps_run > STEPS_AT_MOST
            opened = {kind: dict(items) for kind, items in self.situations[number].open.items()}
            for kind in KINDS:
                for closed in getattr(advance, f"{kind}_closed"):
                    del opened[kind][closed.item_id]
                opened[kind] |= {getattr(item, f"{kind[:-1]}_id"): item for item in getattr(advance, f"{kind}_opened")}
            steps = [(step.element_id, step.what) for step in advance.steps]
            flows = self.procedure.__dict__["taken"]
            self.passed |= {name for name, what in steps if what != "cancelled"} | set(flows)
            over = [f"{advance.ended} ended"] if advance.ended else []
            label = tuple(sorted([*(f"{name} {what}" for name, what in steps), *flows, *over]))
            self.situations[number].ways.append((done, label, self._number(advance.snapshot, opened, advance.ended is not None)))

    def _number(self, snapshot: bytes, opened: dict[str, dict[str, Any]], ended: bool) -> int:
        content = _content(snapshot)
        key = (_picture(content, self.procedure.description), content["memory"]["end"])
        if key not in self._known:
            self._known[key] = len(self.situations)
            self.situations.append(Situation(snapshot, opened, ended))
            repeated = set[str]().union(*self._apart.values())
            doubled = _doubled(content, self.procedure.description)
            self.doubled |= doubled - repeated
            self.repeats = self.repeats or bool(doubled & repeated)
        return self._known[key]

    # ---- what is found

    def can_end(self) -> list[bool]:
        """Say of each situation whether an end can be reached."""
        found = [situation.ended for situation in self.situations]
        while True:
            more = [
                yes or any(found[target] for _, _, target in self.situations[number].ways) for number, yes in enumerate(found)
            ]
            if more == found:
                return found
            found = more

    def deadlocks(self) -> list[int]:
        """Return the situations that have no way on and are not an end."""
        return [number for number, situation in enumerate(self.situations) if not situation.ways and not situation.ended]

    def livelocks(self) -> list[int]:
        """Return the situations from which neither an end nor a deadlock can be reached."""
        dead, ends = set(self.deadlocks()), self.can_end()
        found = []
        for number in range(len(self.situations)):
            seen, todo = {number}, [number]
            while todo:
                for _, _, target in self.situations[todo.pop()].ways:
                    if target not in seen:
                        seen.add(target)
                        todo.append(target)
            if not ends[number] and not seen & dead:
                found.append(number)
        return found

    def stands(self, number: int) -> set[str]:
        """Return the elements that tokens stand on."""
        snapshot = self.situations[number].snapshot
        return {token[1] for scope in _content(snapshot)["scopes"] for token in scope["tokens"]} if snapshot else set()

    def unused(self) -> set[str]:
        """Return the elements and flows that nothing passed."""
        description = self.procedure.description
        drawn = {element.element_id for element in description.elements} | {line.flow_id for line in description.lines}
        return drawn - self.passed


def apart(description: Description) -> dict[str, set[str]]:
    """Return, for each event that can come again and again, the elements that only it and others like it lead to: while one of them is
    busy, it is not let come again, or there would be no end of situations."""
    after: dict[str, set[str]] = defaultdict(set)
    for line in description.lines:
        after[line.source].add(line.target)
    for element in description.elements:
        if element.attached_to:
            after[element.attached_to].add(element.element_id)
    found: dict[str, set[str]] = {}
    beside = {one.element_id for one in description.elements if one.kind == "boundaryEvent" and not one.interrupting}
    starts = {one.element_id for one in description.elements if one.kind == "startEvent"}
    for element in description.elements:
        if element.element_id in beside:
            found[element.element_id] = _reached({element.element_id}, after, set()) - _reached(starts, after, beside)
        if element.kind == "startEvent" and element.trigger != "none" and element.parent and not element.interrupting:
            found[element.element_id] = {element.parent}
    return found


def _reached(starts: set[str], after: Mapping[str, set[str]], but: set[str]) -> set[str]:
    seen, todo = set(starts), list(starts)
    while todo:
        for name in after.get(todo.pop(), set()) - seen - but:
            seen.add(name)
            todo.append(name)
    return seen


# ---- snapshots


def _content(snapshot: bytes) -> Any:
    return json.loads(zlib.decompress(snapshot.partition(b"\n")[2]))


def _only_due(snapshot: bytes, content: Any, number: int) -> bytes:
    """Return a snapshot in which one timer is due and no other is."""
    content = json.loads(json.dumps(content))
    holders = [token[3] for scope in content["scopes"] for token in scope["tokens"]] + [
        scope["data"] for scope in content["scopes"]
    ]
    for watch in [watch for holder in holders for watch in holder.get("watches", ())]:
        if watch["kind"] == "timer":
            watch["due"] = NOW.isoformat() if watch["n"] == number else LATER
    return snapshot.partition(b"\n")[0] + b"\n" + zlib.compress(json.dumps(content).encode())


def _picture(content: Any, description: Description) -> Any:
    """Return what a snapshot has in common with every other of the same situation: no numbers, times, variables or visits."""
    scopes = {scope["host"]: scope for scope in content["scopes"]}
    joins = {element.element_id for element in description.elements if element.kind in JOINING}

    def watches(holder: Any) -> Any:
        return tuple(sorted(watch["on"] for watch in holder.get("watches", ())))

    def of_scope(host: int | None) -> Any:
        scope = scopes[host]
        tokens = scope["tokens"]
        return (
            scope["spec"],
            watches(scope["data"]),
            tuple(sorted((of_token(each, tokens) for each in tokens if not each[2]), key=repr)),
        )

    def of_token(token: Any, tokens: Any) -> Any:
        number, name, _, memory = token
        flags = tuple(flag for flag in ("task", "job", "held") if flag in memory)
        loop = (memory.get("index"), memory.get("done"), memory.get("count"), len(memory.get("items", ())))
        instances = tuple(sorted((of_token(each, tokens) for each in tokens if each[2] == number), key=repr))
        inside = of_scope(number) if number in scopes else None
        return (name, memory.get("via") if name in joins else None, flags, loop, watches(memory), instances, inside)

    return of_scope(None)


def _doubled(content: Any, description: Description) -> set[str]:
    """Return the elements where two tokens of one scope stand, but for joins where they came along different flows."""
    joins = {element.element_id for element in description.elements if element.kind in JOINING}
    found: set[str] = set()
    for scope in content["scopes"]:
        seen: set[tuple[str, str]] = set()
        for _, name, body, memory in scope["tokens"]:
            place = (name, memory.get("via", "") if name in joins else "")
            if not body and place in seen:
                found.add(name)
            seen.add(place)
    return found
