"""Errors and escalations walk outward from where they were thrown; messages and signals look through the whole case first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.domain.execution import Thrown
from service.engine.catching import pass_boundary, start_event_sub, wake
from service.engine.run import Run
from service.engine.specs.node import Node
from service.engine.tree import Scope, Token
from service.engine.watches import every, trigger_node


def throw(run: Run, token: Token, kind: str, code: str, payload: Mapping[str, Any], *, from_inside: bool) -> bool:
    """Throw an error or escalation from a token and say whether something caught it.

    It goes to the boundary events of the throwing activity (not for an end or throw event: ``from_inside``), then, scope by
    scope, to the event sub-processes and to the boundary events of the scope's host, called activities included. At each place
    an exact code goes before one that catches all. An event sub-process never catches what a sibling or itself throws."""
    activity: Token | None = None if from_inside else token
    scope = token.scope
    while True:
        if activity is not None:
            host = activity.body or activity
            node = _matching(kind, code, [scope.spec.node(name) for name in host.node.boundaries])
            if node is not None:
                pass_boundary(run, host, node, payload)
                return True
        if activity is None or not activity.node.is_event_sub:
            node = _matching(kind, code, [scope.spec.node(name) for name in scope.spec.event_subs])
            if node is not None and not _interrupted(scope):
                start_event_sub(run, scope, node, payload)
                return True
        if scope.host is None:
            return False
        activity = scope.host
        scope = activity.scope


def _matching(kind: str, code: str, nodes: list[Node]) -> Node | None:
    found = [
        node for node in nodes if (trigger := trigger_node(node).settings.trigger).kind == kind and trigger.name in (None, code)
    ]
    return min(found, key=lambda node: trigger_node(node).settings.trigger.name is None, default=None)


def _interrupted(scope: Scope) -> bool:
    """Say whether an interrupting event sub-process has the scope: nothing else in it starts any more."""
    return any(token.node.is_event_sub and trigger_node(token.node).settings.interrupting for token in scope.tokens())


def send(run: Run, kind: str, name: str, payload: Mapping[str, Any], *, key: str | None = None) -> None:
    """Send a message (to one waiting place) or a signal (to all) within the case; what nothing caught leaves the case."""
    waiting = [
        (holder, watch)
        for holder, watch in every(run)
        if watch["kind"] == kind and watch["name"] == name and (key is None or watch.get("key") in (None, key))
    ]
    if not waiting:
        run.thrown.append(Thrown(kind=kind, name=name, payload=dict(payload)))
    for holder, watch in waiting[: 1 if kind == "message" else None]:
        alive = holder.alive and watch in (holder.memory if isinstance(holder, Token) else holder.data).get("watches", ())
        if alive:
            wake(run, holder, watch, payload)
