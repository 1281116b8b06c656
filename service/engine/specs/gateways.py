"""Gateways. Joins count arrivals by flow, so that a second round, a parked branch or two tokens on one flow change nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.engine.dialect.settings import Flow
from service.engine.run import Held, Run
from service.engine.scopes import context
from service.engine.specs.node import Node
from service.engine.tree import STARTED, Scope, Token
from service.engine.watches import arm, prepare


class ConditionalGateway(Node):
    """A gateway that asks. All its conditions are evaluated in one call."""

    def answers(self, token: Token) -> dict[str, bool]:
        """Return the answer of every condition by flow id; null is no. Raises Held for anything but yes, no or null."""
        asked = [flow for flow in self.flows if flow.condition and not flow.default]
        values = token.run_.judge(token, context(token.run_, token), asked)
        for flow, value in zip(asked, values, strict=True):
            if value is not None and not isinstance(value, bool):
                raise Held(f"“{flow.condition}” gave no yes or no")
        return {flow.flow_id: bool(value) for flow, value in zip(asked, values, strict=True)}

    def default(self) -> tuple[Flow, ...]:
        """Return the default flow; a single flow without a condition is one."""
        plain = [flow for flow in self.flows if flow.default or (len(self.flows) == 1 and not flow.condition)]
        if not plain and self.flows:
            raise Held("no condition is true and there is no default flow")
        return tuple(plain)


class ExclusiveGateway(ConditionalGateway):
    """Sends the token along the first flow whose condition is true, in the diagram's order, else along the default."""

    def enter(self, token: Token) -> bool | None:
        found = self.answers(token)
        token.memory["chosen"] = [flow.flow_id for flow in self.flows if found.get(flow.flow_id)][:1] or [
            f.flow_id for f in self.default()
        ]
        return True

    def leave(self, token: Token) -> None:
        token.run_.step(token, "completed")
        chosen = token.memory["chosen"]
        self.go_on(token, tuple(flow for flow in self.flows if flow.flow_id in chosen))


class Join(Node):
    """A gateway that may wait for tokens on its other incoming flows."""

    counts_arrivals = True

    def arrivals(self, scope: Scope) -> dict[str, Token]:
        """Return the oldest waiting token of every incoming flow."""
        found: dict[str, Token] = {}
        for token in scope.tokens():
            if token.node is self and token.has_state(STARTED) and "held" not in token.memory:
                found.setdefault(token.memory.get("via", ""), token)
        return found

    def fire(self, token: Token, arrived: Iterable[Token]) -> None:
        """Let one token go on for all that arrived."""
        for other in arrived:
            if other is not token:
                token.run_.take(other)
        came = {item.memory.get("via", "") for item in (token, *arrived)}
        self.begin(token, via=tuple(flow.flow_id for flow in self.incoming if flow.flow_id in came))


class ParallelGateway(Join):
    """Waits for a token on every incoming flow, then sends one along every outgoing flow."""

    def enter(self, token: Token) -> bool | None:
        arrived = {**self.arrivals(token.scope), token.memory.get("via", ""): token}
        if len(arrived) < len(self.incoming):
            return None
        self.fire(token, arrived.values())
        return True


class InclusiveGateway(Join, ConditionalGateway):
    """Waits for every token that can still come, then sends one along every flow whose condition is true."""

    def enter(self, token: Token) -> bool | None:
        if len(self.incoming) > 1 and "fired" not in token.memory:
            return None
        self.begin(token)
        found = self.answers(token)
        token.memory["chosen"] = [flow_id for flow_id, yes in found.items() if yes] or [flow.flow_id for flow in self.default()]
        return True

    def leave(self, token: Token) -> None:
        token.run_.step(token, "completed")
        chosen = token.memory["chosen"]
        self.go_on(token, tuple(flow for flow in self.flows if flow.flow_id in chosen))

    def try_fire(self, run: Run, scope: Scope) -> bool:
        """Fire if no token elsewhere in the scope can still reach an empty incoming flow first."""
        arrived = self.arrivals(scope)
        if not arrived:
            return False
        empty = {flow.flow_id for flow in self.incoming} - set(arrived)
        fed = set(arrived)
        for token in scope.tokens():
            if token.node is self and token.has_state(STARTED) and "held" not in token.memory:
                continue
            start = token.node if token.body is None else token.body.node
            if reaches(start, empty, self) and not (reaches(start, fed, self)):
                return False
        first = min(arrived.values(), key=lambda token: token.number)
        self.fire(first, arrived.values())
        first.memory["fired"] = True
        first.run()
        return True


def reaches(start: Node, flows: set[str], join: Node) -> bool:
    """Say whether a token on ``start`` can come along one of ``flows`` without passing ``join``; boundary events count."""
    seen: set[str] = set()
    todo: list[Any] = [start]
    while todo:
        node = todo.pop()
        if node.name in seen or (node is join and node is not start):
            continue
        seen.add(node.name)
        for flow in node.flows:
            if flow.flow_id in flows:
                return True
            todo.append(node.scope_spec.node(flow.target))
        todo += [node.scope_spec.node(name) for name in node.boundaries]
        if node.kind == "intermediateThrowEvent" and node.settings.trigger.kind == "link":
            todo.append(node.scope_spec.node(node.scope_spec.links[node.settings.trigger.name or ""]))
    return False


class EventBasedGateway(Node):
    """Waits for the first of the events behind it."""

    def enter(self, token: Token) -> bool | None:
        run = token.run_
        targets = [self.scope_spec.node(flow.target) for flow in self.flows]
        arm(run, token, prepare(run, context(run, token), targets))
        return None
