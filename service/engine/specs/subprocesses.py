"""Activities with an inside: embedded sub-processes, event sub-processes and called processes of the bundle."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from service.engine.run import DEPTH_AT_MOST, Held
from service.engine.scopes import apply_inputs, context, visible
from service.engine.specs.activities import Activity
from service.engine.specs.node import Node
from service.engine.tree import InnerScope, Scope, ScopeSpec, Token
from service.engine.watches import arm_scope

PROBE = -2


class Inside(Node):
    """A node whose token waits until everything inside it has ended."""

    def open_inside(self, token: Token, spec: ScopeSpec, variables: dict[str, Any] | None, payload: dict[str, Any]) -> None:
        """Create the inside, watch for its event sub-processes and put a token on its start. Raises Held and undoes it."""
        run = token.run_
        inner = run.tree.open_inside(token, spec.key)
        if variables is not None:
            inner.data["variables"] = variables
        try:
            if inner.depth > DEPTH_AT_MOST:
                raise Held(f"processes call each other more than {DEPTH_AT_MOST} deep here")
            if spec.event_subs:
                arm_scope(run, inner, context(run, Token(inner, spec.node(spec.start_id), number=PROBE)))
        except Held:
            del run.tree.subprocesses[token.number]
            raise
        finally:
            _forget(inner)
        run.put(inner, spec.node(spec.start_id), payload=payload)

    def inside_done(self, token: Token, inner: InnerScope) -> None:
        """Everything inside has ended."""
        self.finish(token, {})


def _forget(inner: Scope) -> None:
    probe = inner.tasks.pop(PROBE, None)
    if probe is not None:
        inner.task_tree._children.remove(PROBE)


class SubProcess(Inside, Activity):
    """An embedded sub-process: its activity's variables are those of its inside."""

    def act(self, token: Token) -> bool | None:
        assert self.inside is not None
        self.open_inside(token, self.inside, None, {})
        return None


class EventSubProcess(Inside):
    """Runs beside or instead of its scope when its start event happens."""

    is_event_sub = True

    def enter(self, token: Token) -> bool | None:
        assert self.inside is not None
        apply_inputs(token.run_, token)
        payload = token.memory.get("payload", {})
        outputs = self.inside.node(self.inside.start_id).settings.outputs
        if not outputs:
            token.local.update(payload)
        self.open_inside(token, self.inside, None, dict(payload) if outputs else {})
        token.memory.pop("payload", None)
        return None


class CallActivity(Inside, Activity):
    """A called process of the bundle: sees what it is given, gives back what it wrote."""

    def act(self, token: Token) -> bool | None:
        settings = self.settings
        spec = token.run_.tree.subprocess_specs[settings.called]
        given = visible(token) if settings.all_to_child else dict(token.local)
        self.open_inside(token, spec, deepcopy(given), {})
        return None

    def inside_done(self, token: Token, inner: InnerScope) -> None:
        wrote = inner.data.get("written", ())
        result = {name: value for name, value in inner.variables.items() if name in wrote}
        if self.settings.outputs:
            result = dict(inner.variables)
        elif not self.settings.all_to_parent:
            result = {}
        self.finish(token, result)
