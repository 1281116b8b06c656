"""The base of all flow nodes: a token enters, waits or not, leaves along every outgoing flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.domain.execution import End
from service.engine.dialect.settings import Flow, Settings
from service.engine.run import Held
from service.engine.scopes import apply_result
from service.engine.tree import Scope, ScopeSpec, TaskSpec, Token
from service.engine.watches import disarm


def note_end(token: Token) -> None:
    """Remember the last place where a branch of the case itself, or of an interrupting event sub-process of it, ended."""
    scope: Scope = token.scope
    while scope.host is not None:
        inside = scope.host.node.inside
        if not scope.host.node.is_event_sub or inside is None or not inside.node(inside.start_id).settings.interrupting:
            return
        scope = scope.host.scope
    token.run_.memory["end"] = token.node.name


class Node(TaskSpec):
    """A flow node. ``enter`` returns True when the token goes on at once and None when it waits."""

    counts_arrivals = False
    """Joins write their history when they fire, not for every token that arrives."""
    is_event_sub = False

    def __init__(
        self, spec: ScopeSpec, element_id: str, *, kind: str, label: str, lane: str | None, settings: Settings, documentation: str
    ) -> None:
        super().__init__(spec, element_id, lane=lane, documentation=documentation)
        self.bpmn_id = element_id
        self.bpmn_name = label
        self.kind = kind
        self.label = label
        self.settings = settings
        self.words = documentation
        self.flows: tuple[Flow, ...] = ()
        self.incoming: tuple[Flow, ...] = ()
        self.boundaries: tuple[str, ...] = ()
        self.attached_to: str | None = None
        self.inside: ScopeSpec | None = None

    @property
    def scope_spec(self) -> ScopeSpec:
        """The process or sub-process the node is drawn in."""
        spec: ScopeSpec = self._wf_spec
        return spec

    # ---- the library's hooks

    def _run_hook(self, my_task: Token) -> bool | None:
        if not self.counts_arrivals:
            self.begin(my_task)
        try:
            return self.enter(my_task)
        except Held as held:
            my_task.run_.hold(my_task, str(held))
            return None

    def _on_complete_hook(self, my_task: Token) -> None:
        self.leave(my_task)

    # ---- what a node does

    def begin(self, token: Token, *, via: tuple[str, ...] = ()) -> None:
        """Count the visit and write that the element was entered, once however often entering is tried again. ``via`` are the
        flows by which the tokens of a join came; for other elements the token itself knows."""
        if "visit" not in token.memory:
            token.memory["visit"] = token.body.memory["visit"] if token.body is not None else token.run_.visit(token)
            came = token.memory.get("via")
            token.run_.step(token, "entered", via=via or ((came,) if came else ()))

    def enter(self, token: Token) -> bool | None:
        """Do what the element does. Raises Held before anything has changed."""
        return True

    def act(self, token: Token) -> bool | None:
        """Do what the element is there for, inputs being there; True when it is done, None when it waits. Raises Held."""
        return True

    def finish(self, token: Token, result: Mapping[str, Any]) -> None:
        """Lift a result and complete; a failing output mapping holds the token here with its result."""
        try:
            apply_result(token.run_, token, result, keep=token.body is not None)
        except Held as held:
            token.memory["result"] = dict(result)
            token.run_.hold(token, str(held), at="leave")
            return
        token.memory.pop("result", None)
        token.complete()

    def retry(self, token: Token, at: str) -> None:
        """Try again what was held."""
        if at == "leave":
            self.finish(token, token.memory.get("result", {}))
        elif at == "act":
            try:
                self.act(token)
            except Held as held:
                token.run_.hold(token, str(held), at="act")
        else:
            token.run()

    def leave(self, token: Token) -> None:
        """Write that the element was completed and send the token on."""
        run = token.run_
        disarm(run, token)
        run.step(token, "completed")
        if token.body is not None:
            body = token.body
            body.node.collect(body, token)
            return
        self.go_on(token, self.flows)

    def go_on(self, token: Token, flows: tuple[Flow, ...]) -> None:
        """Put a token on the target of every flow and take this one away."""
        run, scope = token.run_, token.scope
        if not flows and not self.is_event_sub:
            note_end(token)
        for flow in flows:
            run.put(scope, scope.spec.node(flow.target), via=flow.flow_id)
        run.take(token)

    def collect(self, body: Token, instance: Token) -> None:
        """Take the result of a multi-instance's instance; only activities have instances."""
        raise NotImplementedError

    def closing(self, token: Token, end: End) -> None:
        """Close what the node opened for a token beside its watches (tasks, jobs)."""
