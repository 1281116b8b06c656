"""What waits for time, a message or a signal: boundary events, catch events and event sub-processes alike.

A watch is a small dictionary kept with the token (or scope) that waits: its number, the element it wakes, and when or what for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from service.domain.execution import End, OpenSubscription, OpenTimer
from service.engine.dialect.settings import Trigger, feel, is_feel
from service.engine.run import Held, Run
from service.engine.scopes import context
from service.engine.timers import NotATime, add, cycle, moment
from service.engine.tree import Scope, Token

if TYPE_CHECKING:
    from service.engine.specs.node import Node

Watch = dict[str, Any]
WATCHED = ("timer", "message", "signal")


def trigger_of(node: Node) -> Trigger:
    """Return what wakes a node; an event sub-process is woken by its start event."""
    return trigger_node(node).settings.trigger


def trigger_node(node: Node) -> Node:
    """Return the node that carries the trigger: the start event of an event sub-process, else the node itself."""
    if node.is_event_sub and node.inside is not None:
        return node.inside.node(node.inside.start_id)
    return node


def prepare(run: Run, seen: dict[str, Any], nodes: Iterable[Node]) -> list[Watch]:
    """Evaluate what nodes wait for, in one call, and return watches that are not open yet. Raises Held."""
    waiting = [node for node in nodes if trigger_of(node).kind in WATCHED]
    texts = [_text(trigger_of(node)) for node in waiting]
    values = iter(run.evaluate(seen, [feel(text) for text in texts if is_feel(text)]) if any(map(is_feel, texts)) else ())
    return [_watch(run, node, next(values) if is_feel(text) else text) for node, text in zip(waiting, texts, strict=True)]


def _text(trigger: Trigger) -> str:
    return trigger.value if trigger.kind == "timer" else trigger.key or ""


def _watch(run: Run, node: Node, value: Any) -> Watch:
    trigger = trigger_of(node)
    if trigger.kind != "timer":
        if trigger.key and not isinstance(value, str | int | float):
            raise Held(f"the correlation key of “{trigger.name}” is neither text nor a number")
        return {"on": node.name, "kind": trigger.kind, "name": trigger.name, **({"key": str(value)} if trigger.key else {})}
    try:
        return {"on": node.name, "kind": "timer", **_due(trigger, value, run.now)}
    except NotATime as error:
        raise Held(f"the timer “{node.label or node.name}” has no time it can wait for: {error}") from error


def _due(trigger: Trigger, value: Any, now: datetime) -> Watch:
    if trigger.timer == "date":
        return {"due": moment(value).isoformat()}
    if trigger.timer == "duration":
        if not isinstance(value, str):
            raise NotATime("a duration such as P5D or PT4H was expected")
        return {"due": add(now, value).isoformat()}
    found = cycle(value)
    if found.left == 0:
        return {"due": None}
    first, start = (found.first, found.first) if found.first else (add(now, found.every), now)
    begun = {"since": start.isoformat(), "rounds": 0 if found.first else 1}
    return {"due": first.isoformat(), "left": found.left, "every": found.every, **begun}


def arm(run: Run, holder: Token | Scope, watches: Iterable[Watch]) -> None:
    """Open prepared watches and keep them with their token or scope."""
    kept: list[Watch] = held_by(holder)
    for watch in watches:
        if watch["kind"] == "timer" and watch["due"] is None:
            continue
        watch["n"] = run.next_number()
        kept.append(watch)
        _open(run, holder, watch)


def held_by(holder: Token | Scope) -> list[Watch]:
    """Return the open watches of a token or scope."""
    if isinstance(holder, Token):
        found: list[Watch] = holder.memory.setdefault("watches", [])
        return found
    return holder.watches


def _open(run: Run, holder: Token | Scope, watch: Watch) -> None:
    spec = holder.node.scope_spec if isinstance(holder, Token) else holder.spec
    node = trigger_node(spec.node(watch["on"]))
    if watch["kind"] == "timer":
        item_id = run.public_id("timer", watch["n"])
        run.open("timer", item_id, OpenTimer(timer_id=item_id, element_id=node.name, due_at=datetime.fromisoformat(watch["due"])))
        return
    item_id = run.public_id("subscription", watch["n"])
    run.open(
        "subscription",
        item_id,
        OpenSubscription(
            subscription_id=item_id,
            element_id=node.name,
            kind=watch["kind"],
            name=watch["name"],
            key=watch.get("key"),
            raised_by=tuple(node.settings.properties.get("raisedBy", "").split()),
            label=node.label,
        ),
    )


def drop(run: Run, holder: Token | Scope, watch: Watch, end: End) -> None:
    """Close one watch."""
    held_by(holder).remove(watch)
    kind = "timer" if watch["kind"] == "timer" else "subscription"
    spec = holder.node.scope_spec if isinstance(holder, Token) else holder.spec
    run.close(kind, run.public_id(kind, watch["n"]), trigger_node(spec.node(watch["on"])).name, end)


def disarm(run: Run, holder: Token | Scope, *, fired: str | None = None) -> None:
    """Close all watches of a token or scope: the one that fired as COMPLETED, those that nobody waits for any more as CANCELLED."""
    for watch in list(held_by(holder)):
        drop(run, holder, watch, End.COMPLETED if watch["on"] == fired else End.CANCELLED)
    if isinstance(holder, Token):
        holder.memory.pop("watches", None)


def arm_scope(run: Run, scope: Scope, seen: dict[str, Any]) -> None:
    """Open what the event sub-processes of a scope wait for. Raises Held before anything opened."""
    arm(run, scope, prepare(run, seen, [scope.spec.node(name) for name in scope.spec.event_subs]))


def prepare_boundaries(run: Run, token: Token) -> list[Watch]:
    """Return the watches of a token's boundary events. Raises Held."""
    nodes = [token.scope.spec.node(name) for name in token.node.boundaries]
    return prepare(run, context(run, token), nodes) if nodes else []


def rearm(run: Run, holder: Token | Scope, watch: Watch) -> None:
    """After a non-interrupting event: a cycle waits for its next time, a message or signal for the next one."""
    if watch["kind"] != "timer":
        return
    left = watch.get("left")
    again = "every" in watch and (left is None or left > 1)
    drop(run, holder, watch, End.COMPLETED)
    if again:
        since, rounds = str(watch.get("since", watch["due"])), int(watch.get("rounds", 0)) + 1
        due = add(datetime.fromisoformat(since), watch["every"], times=rounds).isoformat()
        left = None if left is None else left - 1
        arm(run, holder, [{**watch, "due": due, "since": since, "rounds": rounds, "left": left}])


def find(run: Run, kind: str, item_id: str) -> tuple[Token | Scope, Watch] | None:
    """Return an open watch and its holder by the id other rooms know it by, or None."""
    for holder, watch in every(run):
        if (watch["kind"] == "timer") == (kind == "timer") and run.public_id(kind, watch["n"]) == item_id:
            return holder, watch
    return None


def every(run: Run) -> list[tuple[Token | Scope, Watch]]:
    """Return every open watch of the case with its holder."""
    found: list[tuple[Token | Scope, Watch]] = []
    for scope in run.tree.scopes():
        found += [(scope, watch) for watch in scope.data.get("watches", ())]
        found += [(token, watch) for token in scope.tokens() for watch in token.memory.get("watches", ())]
    return found
