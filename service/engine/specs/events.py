"""Events: starts, catching and throwing in between, boundaries, ends."""

from __future__ import annotations

from typing import Any

from service.domain.execution import End
from service.engine.dialect.settings import feel, is_feel
from service.engine.endings import clear
from service.engine.run import Held
from service.engine.scopes import apply_inputs, context
from service.engine.specs.activities import close_job, open_job
from service.engine.specs.node import Node
from service.engine.throwing import send, throw
from service.engine.tree import Token
from service.engine.watches import arm, prepare


class StartEvent(Node):
    """Where a process or sub-process begins; an event sub-process begins with what its event brought."""

    def enter(self, token: Token) -> bool | None:
        self.finish(token, token.memory.pop("payload", {}))
        return None


class BoundaryEvent(StartEvent):
    """Has happened when it gets a token: its watch is kept by its host."""


class CatchEvent(Node):
    """Waits for time, a message or a signal. A link goes on where its throwing event sent it."""

    def enter(self, token: Token) -> bool | None:
        run = token.run_
        if "payload" in token.memory or self.settings.trigger.kind == "link":
            self.finish(token, token.memory.pop("payload", {}))
            return None
        arm(run, token, prepare(run, context(run, token), [self]))
        return None


class ThrowEvent(Node):
    """Throws a message, signal, escalation or error, follows a link, gives a job to a worker, or only stands there."""

    def enter(self, token: Token) -> bool | None:
        trigger = self.settings.trigger
        apply_inputs(token.run_, token)
        if self.settings.operation:
            return self.act(token)
        if trigger.kind in ("message", "signal"):
            send(token.run_, trigger.kind, trigger.name or "", dict(token.local), key=self._key(token))
        elif trigger.kind in ("error", "escalation"):
            code = (
                {"errorCode": trigger.name, "errorMessage": ""} if trigger.kind == "error" else {"escalationCode": trigger.name}
            )
            caught = throw(token.run_, token, trigger.kind, trigger.name or "", {**code, **token.local}, from_inside=True)
            if not caught and trigger.kind == "error":
                raise Held(f"nothing around it catches the error {trigger.name}")
        if token.alive:
            self.finish(token, {})
        return None

    def act(self, token: Token) -> bool | None:
        open_job(token)
        return None

    def _key(self, token: Token) -> str | None:
        key = self.settings.trigger.key
        if not key or self.settings.trigger.kind != "message":
            return None
        value: Any = token.run_.evaluate(context(token.run_, token), [feel(key)])[0] if is_feel(key) else key
        return str(value)

    def leave(self, token: Token) -> None:
        trigger = self.settings.trigger
        if trigger.kind == "link" and self.kind == "intermediateThrowEvent":
            run = token.run_
            run.step(token, "completed")
            run.put(token.scope, token.scope.spec.node(token.scope.spec.links[trigger.name or ""]))
            run.take(token)
            return
        super().leave(token)

    def closing(self, token: Token, end: End) -> None:
        close_job(token, end)


class EndEvent(ThrowEvent):
    """Ends its branch; a terminate end ends everything else in its scope."""

    def leave(self, token: Token) -> None:
        if self.settings.trigger.kind == "terminate":
            clear(token.run_, token.scope, but=token)
        super().leave(token)
