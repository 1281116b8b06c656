"""An independent interpreter of BPMN's rules over ``random_diagrams``: every executed element, variables and time included.

It knows neither the engine nor SpiffWorkflow. Where BPMN leaves the order open it does what our documentation says: one thing at
a time, oldest first; a scope ends when nothing else can go on; inclusive joins fire when everything rests, outer scopes first."""

from __future__ import annotations

import copy
from collections import Counter, deque
from datetime import datetime
from typing import Any

from oracle_events import Events
from oracle_parts import Endless, Scope, Token
from random_diagrams import HOLDERS, Area, Step


class Oracle(Events):
    """A case."""

    def __init__(self, area: Area, variables: dict[str, Any], now: datetime) -> None:
        self.now, self.count = now, 0
        self.ready: deque[Token] = deque()
        self.emptied: list[Scope] = []
        self.history: Counter[tuple[str, str]] = Counter()
        self.ended = False
        self.top = Scope(area, None, dict(variables))
        self.scopes = [self.top]
        self.put(self.top, area.start)
        self.watch(self.top, area.handlers())
        self.settle()

    # ---- what a test asks

    def open(self, kind: str) -> list[Token]:
        """Return open work of a kind (user, service, held), in order of opening."""
        tokens = [token for scope in self.scopes for token in scope.tokens]
        if kind == "held":
            return [token for token in tokens if token.state == "held"]
        return sorted((t for t in tokens if t.work and t.step.kind == kind), key=lambda token: token.number)

    def picture(self) -> dict[str, Any]:
        """Return what must be the same in the engine."""
        waits = Counter((wait.event, wait.due) for wait in self.waiting())
        return {
            "tasks": Counter(token.step.name for token in self.open("user")),
            "jobs": Counter(token.step.name for token in self.open("service")),
            "incidents": Counter(token.step.name for token in self.open("held")),
            "waits": waits,
            "history": +self.history,
            "variables": self.top.variables,
            "ended": self.ended,
        }

    def complete(self, kind: str, name: str, index: int, result: dict[str, Any]) -> None:
        token = [token for token in self.open(kind) if token.step.name == name][index]
        token.work = False
        self.finish(token, result)
        self.settle()

    def fail(self, name: str, index: int, code: str) -> None:
        token = [token for token in self.open("service") if token.step.name == name][index]
        if not self.throw(token, "error", code, {"errorCode": code, "errorMessage": ""}, inside=False):
            token.work, token.state = False, "held"
        self.settle()

    def deliver(self, name: str, index: int, payload: dict[str, Any]) -> None:
        found = sorted((wait for wait in self.waiting() if wait.event == name and wait.due is None), key=lambda wait: wait.number)
        self.wake(found[index], payload)
        self.settle()

    def move(self, now: datetime) -> None:
        self.now = now
        while due := [wait for wait in self.waiting() if wait.due is not None and wait.due <= now]:
            self.wake(min(due, key=lambda wait: (wait.due, wait.number)), {})
            self.settle()

    # ---- running

    def settle(self) -> None:
        for _ in range(2_000):
            if self.ready:
                token = self.ready.popleft()
                if token.lives:
                    self.enter(token)
            elif self.emptied:
                self.close(self.emptied.pop())
            elif not any(self.join(scope, token) for scope in list(self.scopes) for token in list(scope.tokens)):
                return
        raise Endless

    def put(self, scope: Scope, step: Step, **given: Any) -> Token:
        token = Token(scope, step, **given)
        scope.tokens.append(token)
        self.ready.append(token)
        return token

    def take(self, token: Token) -> None:
        token.state = "gone"
        token.scope.tokens.remove(token)
        if not token.scope.tokens:
            self.emptied.append(token.scope)

    def close(self, scope: Scope) -> None:
        if scope.tokens or not scope.lives:
            return
        scope.waits.clear()
        if scope.host is None:
            self.ended = True
            return
        host, scope.open, scope.host.inside = scope.host, False, None
        self.scopes.remove(scope)
        self.finish(host, {name: scope.variables[name] for name in scope.wrote} if scope.area.process else {})

    def begin(self, token: Token) -> None:
        if not token.begun:
            token.begun = True
            self.history[token.step.name, "entered"] += 1

    def enter(self, token: Token) -> None:
        step, scope = token.step, token.scope
        token.state = "waiting"
        if step.kind == "parallel":
            arrived = self.arrivals(scope, step, but=token) | {token.via: token}
            if len(arrived) == len(scope.area.into(step.name)):
                self.fire(token, arrived)
        elif step.kind == "inclusive" and len(scope.area.into(step.name)) > 1:
            pass
        else:
            self.begin(token)
            getattr(self, f"at_{step.kind}", self.at_plain)(token)

    # ---- gateways

    def arrivals(self, scope: Scope, step: Step, *, but: Token | None = None) -> dict[str, Token]:
        found: dict[str, Token] = {}
        for token in scope.tokens:
            if token.step is step and token.state == "waiting" and token is not but:
                found.setdefault(token.via, token)
        return found

    def fire(self, token: Token, arrived: dict[str, Token]) -> None:
        for other in arrived.values():
            if other is not token:
                self.take(other)
        self.begin(token)
        self.leave(token)

    def join(self, scope: Scope, token: Token) -> bool:
        step = token.step
        if step.kind != "inclusive" or token.state != "waiting":
            return False
        arrived = self.arrivals(scope, step)
        full, empty = set(arrived), {source for source, _ in scope.area.into(step.name)} - set(arrived)
        for other in scope.tokens:
            if other.step is not step:
                ways = self.ways(scope.area, other.step.name, step.name)
                if ways & empty and not ways & full:
                    return False
        self.fire(next(token for token in scope.tokens if token in arrived.values()), arrived)
        return True

    def ways(self, area: Area, place: str, join: str) -> set[str]:
        """Return the sources of the flows into a join that a token at a place can come along."""
        todo, seen, found = [place], set[str](), set[str]()
        while todo:
            name = todo.pop()
            if name in seen or name == join:
                continue
            seen.add(name)
            step = area.steps[name]
            found |= {name for target, _ in step.to if target == join}
            todo += [target for target, _ in step.to] + [one.name for one in area.on(name)]
            todo += [f"{name}l"] if step.kind == "link" else []
        return found

    def chosen(self, token: Token) -> list[str]:
        step, r = token.step, token.sees()["r"]
        count = len(step.to)
        if step.kind not in ("exclusive", "inclusive") or count == 1:
            return [target for target, _ in step.to]
        if step.kind == "exclusive":
            return [step.to[min(r % count, count - 1)][0]]
        return [target for number, (target, _) in enumerate(step.to[:-1]) if r // 2**number % 2] or [step.to[-1][0]]

    def leave(self, token: Token) -> None:
        token.waits.clear()
        self.history[token.step.name, "completed"] += 1
        if token.whole is not None:
            self.collect(token.whole, token)
            return
        if token.step.kind == "end" and token.step.about[0] == "terminate":
            self.clear(token.scope, but=token)
        if token.step.kind == "link":
            self.put(token.scope, token.scope.area.steps[f"{token.step.name}l"])
        for target in self.chosen(token):
            self.put(token.scope, token.scope.area.steps[target], via=token.step.name)
        self.take(token)

    at_exclusive = at_inclusive = at_link = leave

    def at_eventgate(self, token: Token) -> None:
        self.watch(token, [token.scope.area.steps[target] for target, _ in token.step.to])

    # ---- activities

    def at_plain(self, token: Token) -> None:
        step = token.step
        if step.active and token.is_whole:
            self.begin_many(token)
            return
        if step.takes:
            token.local["v1"] = token.sees()["r"]
        if step.kind in ("user", "service"):
            self.count += 1
            token.work, token.number = True, self.count
        elif step.kind in ("pass", "script"):
            self.finish(token, {"n": token.sees()["n"] + 1} if step.kind == "script" else {})
            return
        elif step.kind == "receive":
            self.watch(token, [step])
        elif step.kind in HOLDERS:
            self.go_inside(token)
        if token.lives and token.whole is None:
            self.watch(token, token.scope.area.on(step.name))

    def go_inside(self, token: Token, brings: dict[str, Any] | None = None) -> None:
        area = token.step.inside
        assert area is not None
        inner = Scope(area, token, copy.deepcopy(token.sees()) if area.process else None)
        self.scopes.append(inner)
        token.inside = inner
        self.watch(inner, area.handlers())
        self.put(inner, area.start, brings=brings)

    def at_handler(self, token: Token) -> None:
        token.local.update(token.brings or {})
        self.go_inside(token)

    def begin_many(self, token: Token) -> None:
        count = token.step.items or 0
        token.results = [None] * count
        if not count:
            self.end_many(token)
            return
        self.watch(token, token.scope.area.on(token.step.name))
        for index in range(1 if token.step.one_by_one else count):
            self.put_one(token, index)

    def put_one(self, whole: Token, index: int) -> None:
        token = self.put(whole.scope, whole.step, whole=whole)
        token.index, token.begun = index, False
        token.local = {"loopCounter": index + 1, "item": index + 1, "out": None}
        whole.many.append(token)

    def collect(self, whole: Token, token: Token) -> None:
        whole.results[token.index] = token.sees()["out"]
        whole.done += 1
        whole.many.remove(token)
        self.take(token)
        if whole.done == whole.step.items or (whole.step.enough and whole.done >= whole.step.enough):
            for other in list(whole.many):
                self.cancel(other)
            self.end_many(whole)
        elif whole.step.one_by_one:
            self.put_one(whole, whole.done)

    def end_many(self, whole: Token) -> None:
        self.write(whole, f"o{whole.step.name}", whole.results, own=False)
        self.history[whole.step.name, "completed"] += 1
        whole.waits.clear()
        for target in self.chosen(whole):
            self.put(whole.scope, whole.scope.area.steps[target], via=whole.step.name)
        self.take(whole)

    def finish(self, token: Token, result: dict[str, Any]) -> None:
        """Lift a result and leave."""
        lifted = {**token.sees(), **result}
        if token.whole is not None:
            token.local.update(result)
        if token.step.gives:
            self.write(token, "v0", lifted["r"], own=False)
        elif token.whole is None:
            for name, value in result.items():
                self.write(token, name, value, own=True)
        self.leave(token)

    def write(self, token: Token, name: str, value: Any, *, own: bool) -> None:
        places = token.chain()[0 if own or token.whole is not None else 1 :]
        target = next((held for held, _ in places if name in held), None)
        if target is None:
            target = next(held for held, stops in places if stops)
        target[name] = value
        scope = token.scope
        while scope.host is not None and not scope.area.process:
            scope = scope.host.scope
        if scope.area.process and scope.variables is target:
            scope.wrote.add(name)
