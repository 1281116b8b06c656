"""One advance under way: what it may look at (facts, time, doer, language) and what it writes down (history, opened, closed)."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from service.domain.errors import Invalid, NotFound
from service.domain.execution import CaseFacts, Closed, DecisionMade, Doer, End, Guarding, OpenIncident, Step, Thrown
from service.engine.dialect.settings import Flow, feel
from service.engine.language import Language
from service.engine.tree import STARTED, CaseTree, Scope, Token

if TYPE_CHECKING:
    from service.engine.procedure import Procedure
    from service.engine.specs.node import Node

NAMESPACE = uuid.UUID("5f3a0f5e-2f0b-5a52-9e0b-6d3a6f1f7c11")
STEPS_AT_MOST = 10_000
DEPTH_AT_MOST = 60
TICKS_AT_MOST = 1_000
INSTANCES_AT_MOST = 1_000


class Held(Exception):
    """The case cannot go on here: what it says becomes an incident."""


class Run:
    """Collects what one intent changes. Nothing here outlives the intent but ``tree`` and ``memory``."""

    def __init__(self, procedure: Procedure, tree: CaseTree, memory: dict[str, Any], *, facts: CaseFacts, now: datetime) -> None:
        self.procedure = procedure
        self.tree = tree
        self.memory = memory
        self.facts = facts
        self.now = now
        self.doer: Doer | None = (
            Doer(**{**memory["doer"], "roles": tuple(memory["doer"]["roles"])}) if memory.get("doer") else None
        )
        self.language: Language = procedure.language
        self.ready: deque[Token] = deque()
        self.emptied: list[Scope] = []
        self.steps: list[Step] = []
        self.decisions: list[DecisionMade] = []
        self.thrown: list[Thrown] = []
        self.opened: dict[str, dict[str, Any]] = {kind: {} for kind in ("task", "job", "timer", "subscription", "incident")}
        self.closed: dict[str, dict[str, Closed]] = {kind: {} for kind in self.opened}
        self.steps_run = 0
        self.guards: Guarding | None = None
        tree.run = self

    # ---- numbers and ids

    def next_number(self) -> int:
        """Return the next number of the case: tokens, timers, subscriptions and incidents share one count."""
        self.memory["count"] += 1
        number: int = self.memory["count"]
        return number

    def public_id(self, kind: str, number: int) -> str:
        """Return the id other rooms know an open thing by: the same in every snapshot of the case, and within a case in order
        of opening when sorted as text."""
        return f"{number:08x}{str(uuid.uuid5(NAMESPACE, f'{self.facts.case_id}/{kind}/{number}'))[8:]}"

    # ---- who

    def acts(self, doer: Doer | None, element_id: str | None = None) -> None:
        """Remember who acted last, and that they completed an element."""
        if doer is None:
            return
        self.doer = doer
        self.memory["doer"] = {"actor_id": doer.actor_id, "name": doer.name, "roles": list(doer.roles)}
        if element_id is not None:
            known = self.memory["doers"].setdefault(element_id, [])
            if doer.actor_id not in known:
                known.append(doer.actor_id)

    # ---- open and closed

    def open(self, kind: str, item_id: str, item: Any) -> None:
        """Write down that something waits now."""
        self.opened[kind][item_id] = item

    def close(self, kind: str, item_id: str, element_id: str, end: End) -> None:
        """Write down that something waits no longer; what opened in this very intent is forgotten."""
        if self.opened[kind].pop(item_id, None) is None:
            self.closed[kind][item_id] = Closed(item_id=item_id, element_id=element_id, end=end)

    def step(self, token: Token, what: str, *, via: tuple[str, ...] = ()) -> None:
        """Write a line of history; ``via`` are the flows by which an element was entered."""
        node = token.node
        self.steps.append(
            Step(
                element_id=node.name,
                element_type=node.kind,
                name=node.label,
                what=what,
                visit=token.memory.get("visit", 1),
                place=place_of(token),
                via=via,
            )
        )

    # ---- tokens

    def put(self, scope: Scope, node: Node, *, body: Token | None = None, **memory: Any) -> Token:
        """Put a token that is ready to run on a node."""
        token = Token(scope, node, number=self.next_number(), body=body, memory=memory)
        self.ready.append(token)
        return token

    def take(self, token: Token) -> None:
        """Take a token off the tree."""
        scope = token.scope
        scope.tasks.pop(token.number, None)
        token.parent._children.remove(token.number)
        if scope.empty:
            self.emptied.append(scope)

    def visit(self, token: Token) -> int:
        """Count a visit of the token's node; instances of a multi-instance and what runs in them count for themselves."""
        marks = "".join(f"[{part.rpartition('[')[2]}" for part in place_of(token) if part.endswith("]"))
        key = token.node.name + marks
        visits = self.memory["visits"]
        visits[key] = visits.get(key, 0) + 1
        number: int = visits[key]
        return number

    # ---- expressions

    def evaluate(self, context: Mapping[str, Any], expressions: Sequence[str]) -> list[Any]:
        """Return the values of FEEL expressions in one call. Raises Held with words that never hold a value."""
        if not expressions:
            return []
        try:
            return list(self.language.evaluate_all(expressions, context))
        except Invalid as error:
            raise Held(words_for(error, expressions)) from error

    def judge(self, token: Token, seen: Mapping[str, Any], flows: Sequence[Flow]) -> list[Any]:
        """Return what the conditions of flows out of a token's gateway give. Raises Held."""
        return self.evaluate(seen, [feel(flow.condition or "") for flow in flows])

    def decide(self, decision_id: str, seen: Mapping[str, Any], element_id: str) -> Sequence[DecisionMade]:
        """Run a decision with all that it requires. Raises Invalid or NotFound."""
        return self.procedure.decide(decision_id, seen, element_id)

    def hold(self, token: Token, message: str, *, at: str = "enter") -> None:
        """Keep a token where it is and open an incident for it."""
        number = self.next_number()
        token.memory["held"] = {"number": number, "at": at}
        token._set_state(STARTED)
        node = token.node
        item_id = self.public_id("incident", number)
        self.open(
            "incident",
            item_id,
            OpenIncident(incident_id=item_id, element_id=node.name, message=f"{node.label or node.name}: {message}"),
        )

    def release(self, token: Token, end: End) -> str | None:
        """Close a token's incident. Returns where the token was held, None where it was not."""
        held = token.memory.pop("held", None)
        if held is None:
            return None
        self.close("incident", self.public_id("incident", held["number"]), token.node.name, end)
        return str(held["at"])


def words_for(error: Invalid | NotFound, expressions: Sequence[str]) -> str:
    """Say what went wrong with an expression without saying any value."""
    expression = getattr(error, "expression", None) or (expressions[0] if len(expressions) == 1 else "")
    missing = getattr(error, "missing", None)
    shown = f"“={expression}” " if expression else "an expression "
    if missing:
        names = [missing] if isinstance(missing, str) else sorted(missing)
        return f"{shown}reads {', '.join(names)}, which does not exist here"
    return f"{shown}could not be evaluated"


def place_of(token: Token) -> tuple[str, ...]:
    """Return the enclosing sub-processes, call activities and multi-instance bodies of a token, from the outside in."""
    parts: list[str] = []
    if token.body is not None:
        parts.append(f"{token.node.name}[{token.memory['index'] + 1}]")
    host = token.scope.host
    while host is not None:
        parts.append(f"{host.node.name}[{host.memory['index'] + 1}]" if host.body is not None else host.node.name)
        host = host.scope.host
    return tuple(reversed(parts))
