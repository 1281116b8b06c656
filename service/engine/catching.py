"""What happens when something that was waited for comes: which token goes where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.domain.execution import End
from service.engine.endings import cancel, clear
from service.engine.run import Run
from service.engine.specs.node import Node
from service.engine.tree import Scope, Token
from service.engine.watches import Watch, disarm, drop, rearm, trigger_node


def wake(run: Run, holder: Token | Scope, watch: Watch, payload: Mapping[str, Any]) -> None:
    """Let the event of a watch happen."""
    if not isinstance(holder, Token):
        node = holder.spec.node(watch["on"])
        if trigger_node(node).settings.interrupting:
            drop(run, holder, watch, End.COMPLETED)
        else:
            rearm(run, holder, watch)
        start_event_sub(run, holder, node, payload)
        return
    node = holder.scope.spec.node(watch["on"])
    if node is holder.node:
        drop(run, holder, watch, End.COMPLETED)
        holder.node.finish(holder, payload)
    elif node.kind == "boundaryEvent":
        if node.settings.interrupting:
            drop(run, holder, watch, End.COMPLETED)
        else:
            rearm(run, holder, watch)
        pass_boundary(run, holder, node, payload)
    else:
        disarm(run, holder, fired=node.name)
        run.step(holder, "completed")
        via = next(flow.flow_id for flow in holder.node.flows if flow.target == node.name)
        run.put(holder.scope, node, payload=dict(payload), via=via)
        run.take(holder)


def pass_boundary(run: Run, host: Token, node: Node, payload: Mapping[str, Any]) -> None:
    """Put a token on a boundary event; an interrupting one cancels its host first."""
    scope = host.scope
    run.put(scope, node, payload=dict(payload))
    if node.settings.interrupting:
        cancel(run, host)


def start_event_sub(run: Run, scope: Scope, node: Node, payload: Mapping[str, Any]) -> None:
    """Start an event sub-process; an interrupting one ends everything else in its scope, other event sub-processes too."""
    token = run.put(scope, node, payload=dict(payload))
    if trigger_node(node).settings.interrupting:
        clear(run, scope, but=token)
