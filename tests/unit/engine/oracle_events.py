"""The part of the interpreter that waits, throws, catches and cancels."""

from __future__ import annotations

from typing import Any

from oracle_parts import Scope, Token, Wait
from random_diagrams import Step


class Events:
    """What happens at events, and how things end before their time."""

    now: Any
    count: int
    history: Any
    scopes: list[Scope]
    put: Any
    take: Any
    finish: Any
    go_inside: Any

    def watch(self, holder: Token | Scope, steps: list[Step]) -> None:
        for step in steps:
            about = step.inside.start.about if step.kind == "handler" and step.inside is not None else step.about
            if about[0] in ("duration", "cycle", "message", "signal"):
                self.count += 1
                holder.waits.append(Wait(holder, step, about, self.count, self.now))

    def wake(self, wait: Wait, payload: dict[str, Any]) -> None:
        holder, step = wait.holder, wait.step
        if isinstance(holder, Scope):
            assert step.inside is not None
            self.again(wait, stays=not step.inside.start.interrupts)
            self.start_handler(holder, step, payload)
        elif step is holder.step:
            holder.waits.remove(wait)
            self.finish(holder, payload)
        elif step.kind == "boundary":
            self.again(wait, stays=not step.interrupts)
            self.pass_boundary(holder, step, payload)
        else:
            holder.waits.clear()
            self.history[holder.step.name, "completed"] += 1
            self.put(holder.scope, step, brings=dict(payload))
            self.take(holder)

    def again(self, wait: Wait, *, stays: bool) -> None:
        if stays and wait.due is None:
            return
        wait.holder.waits.remove(wait)
        if stays and wait.left > 1:
            wait.left -= 1
            wait.due += wait.every
            self.count += 1
            wait.number = self.count
            wait.holder.waits.append(wait)

    def pass_boundary(self, host: Token, step: Step, payload: dict[str, Any]) -> None:
        self.put(host.scope, step, brings=dict(payload))
        if step.interrupts:
            self.cancel(host)

    def start_handler(self, scope: Scope, step: Step, payload: dict[str, Any]) -> None:
        token = self.put(scope, step, brings=dict(payload))
        if step.inside is not None and step.inside.start.interrupts:
            self.clear(scope, but=token)

    def at_start(self, token: Token) -> None:
        self.finish(token, token.brings or {})

    at_boundary = at_linked = at_start

    def at_catch(self, token: Token) -> None:
        if token.brings is not None:
            self.finish(token, token.brings)
        else:
            self.watch(token, [token.step])

    def at_throw(self, token: Token) -> None:
        kind, value = token.step.about
        if kind in ("message", "signal"):
            found = [wait for wait in self.waiting() if wait.about == (kind, value)]
            for wait in found[: 1 if kind == "message" else None]:
                if wait.holder.lives and wait in wait.holder.waits:
                    self.wake(wait, {})
        elif kind in ("error", "escalation"):
            brings = {"errorCode": value, "errorMessage": ""} if kind == "error" else {"escalationCode": value}
            if not self.throw(token, kind, value, brings, inside=True) and kind == "error":
                token.state = "held"
                return
        if token.lives:
            self.finish(token, {})

    at_end = at_throw

    def throw(self, token: Token, kind: str, code: str, payload: dict[str, Any], *, inside: bool) -> bool:
        """Go outward to the nearest catcher; at each place an exact code goes before one that catches all."""
        thrower, scope = None if inside else (token.whole or token), token.scope
        past: Step | None = None
        while True:
            if thrower is not None:
                catchers = [step for step in scope.area.on(thrower.step.name) if step.about in ((kind, code), (kind, ""))]
                if catchers:
                    self.pass_boundary(thrower, max(catchers, key=lambda step: step.about[1]), payload)
                    return True
                past = thrower.step
            if past is None or past.kind != "handler":
                handlers = [s for s in scope.area.handlers() if s.inside and s.inside.start.about in ((kind, code), (kind, ""))]
                taken = any(t.step.kind == "handler" and t.step.inside and t.step.inside.start.interrupts for t in scope.tokens)
                if handlers and not taken:
                    self.start_handler(scope, max(handlers, key=lambda s: s.inside.start.about[1] if s.inside else ""), payload)
                    return True
            if scope.host is None:
                return False
            thrower = scope.host.whole or scope.host
            scope = thrower.scope

    # ---- ends

    def cancel(self, token: Token) -> None:
        for one in list(token.many):
            self.cancel(one)
        if token.inside is not None:
            self.clear(token.inside)
            token.inside.open = False
            self.scopes.remove(token.inside)
        if token.begun:
            self.history[token.step.name, "cancelled"] += 1
        token.waits.clear()
        token.work = False
        self.take(token)

    def clear(self, scope: Scope, *, but: Token | None = None) -> None:
        for token in list(scope.tokens):
            if token is not but and token.lives and token.whole is None:
                self.cancel(token)
        scope.waits.clear()

    def waiting(self) -> list[Wait]:
        """Return everything waited for, outer scopes first, oldest first."""
        return [
            wait for scope in self.scopes for wait in [*scope.waits, *(wait for token in scope.tokens for wait in token.waits)]
        ]
