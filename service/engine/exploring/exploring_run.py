"""One run of an exploration: the engine's own run, whose questions are answered by choices and whose history is kept as it passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from service.domain.behaviour import ENTERING, Passed, What
from service.domain.execution import CaseFacts, DecisionMade, End
from service.engine.dialect.settings import Flow, feel
from service.engine.exploring.abstracted import MANY, Abstraction, result_read
from service.engine.exploring.choices import Chooser
from service.engine.exploring.judge import Judge
from service.engine.exploring.tables import Tables
from service.engine.exploring.values import Unknown, unknowns
from service.engine.run import Run, place_of
from service.engine.scopes import context, propagate
from service.engine.specs.node import Node
from service.engine.tree import CaseTree, Scope, Token

NOW = datetime(2000, 1, 1, tzinfo=UTC)
ROUNDS = 3
"""So often one token may come to one element without anybody or anything to wait for: another round would show nothing new."""
FIRST_BIRTH = 1_000


class Nowhere(Exception):
    """This way round is not followed further: it goes in circles, or no answer is left that leads here."""


class Circle(Nowhere):
    """It goes in circles."""


class ExploringRun(Run):
    """Writes ``passed``, and ``beside`` the elements passed where flows come together with what else stood there. Opens nothing,
    counts no visits, keeps no ids. A ``patient`` run holds what goes in circles, as the engine does after many rounds; ``at`` is the
    token that entered or left last, and ``ways`` where each token of the run came through."""

    def __init__(
        self,
        abstraction: Abstraction,
        tree: CaseTree,
        memory: dict[str, Any],
        chooser: Chooser,
        judge: Judge,
        tables: Tables,
        *,
        patient: bool = False,
    ) -> None:
        procedure, question = abstraction.procedure, abstraction.question
        facts = CaseFacts(
            case_id="",
            number="",
            council="",
            procedure_id=procedure.procedure_id,
            started_by="",
            started_at=NOW,
            pack=question.pack,
        )
        super().__init__(procedure, tree, memory, facts=facts, now=NOW)
        self.abstraction = abstraction
        self.question = question
        self.chooser = chooser
        self.judging = judge
        self.tables = tables
        self.passed: list[Passed] = []
        self.patient = patient
        self.at = 0
        self.beside: list[tuple[str, str]] = []
        self.ways: dict[int, tuple[tuple[str, str], ...]] = {}
        self.births = FIRST_BIRTH

    # ---- what is not looked at

    def public_id(self, kind: str, number: int) -> str:
        return ""

    def open(self, kind: str, item_id: str, item: Any) -> None:
        return None

    def close(self, kind: str, item_id: str, element_id: str, end: End) -> None:
        return None

    def visit(self, token: Token) -> int:
        return 1

    # ---- what is passed

    def put(self, scope: Scope, node: Node, *, body: Token | None = None, **memory: Any) -> Token:
        if memory.get("via"):
            self.passed.append(Passed(What.TAKEN, memory["via"]))
        token = super().put(scope, node, body=body, **memory)
        place = (scope.spec.key, node.name)
        before = self.ways.get(self.at, ())
        if body is None and before.count(place) >= ROUNDS:
            if not self.patient:
                raise Circle(node.name)
            self.ready.remove(token)
            self.hold(token, "")
        self.ways[token.number] = before if body is not None else (*before, place)
        return token

    def step(self, token: Token, what: str, *, via: tuple[str, ...] = ()) -> None:
        node = token.node
        self.at = token.number if what != "cancelled" else self.at
        if (
            what == "completed"
            and "outs" in token.memory
            and self.question.by_answers
            and node.name in self.abstraction.collected
        ):
            name = self.abstraction.collected[node.name]
            propagate(token, name, self.born(node.name, name), inside=False)
        if what == "completed" and token.body is None:
            self._look_beside(token)
        holds = frozenset[str]()
        asked = self.asked(what, node.name) if self.question.by_answers else ()
        if asked:
            lifted = {mapping.target for mapping in node.settings.outputs} if what == "completed" else set[str]()
            answers = self.memory["answers"].get(node.name, {})
            seen = context(self, token, {name: value for name, value in answers.items() if name not in lifted})
            holds = frozenset(text for text in asked if self.judging.holds(text, seen))
        self.passed.append(Passed(What(what), node.name, holds, place_of(token)))

    def _look_beside(self, token: Token) -> None:
        """Write down what else stands in the scope while a token passes a place where flows come together without waiting."""
        key, name = token.scope.spec.key, token.node.name
        if name in self.abstraction.meeting[key] and name not in self.abstraction.repeated.get(key, ()):
            others = (other for other in token.scope.tokens() if other is not token and other.body is None)
            self.beside += [(name, other.node.name) for other in others if "held" not in other.memory]

    # ---- what is asked

    def asked(self, what: str, name: str) -> tuple[str, ...]:
        """Return the conditions to judge now."""
        return self.question.asked.get({"completed": name, "entered": f"{ENTERING}{name}"}.get(what, ""), ())

    def born(self, element_id: str, name: str) -> Unknown:
        """Return a value that nothing is known of."""
        self.births += 1
        return Unknown(element_id, name, self.births)

    def evaluate(self, seen: Mapping[str, Any], expressions: Sequence[str]) -> list[Any]:
        return [self._value(seen, text) for text in expressions]

    def _value(self, seen: Mapping[str, Any], text: str) -> Any:
        if text.startswith(MANY):
            return self._items(text.removeprefix(MANY))
        if not text:
            return None
        born = self.born(f"={text}", "")
        return self.judging.value(text, seen, born) if self.question.by_answers else born

    def _items(self, collection: str) -> list[Any]:
        """One item stands for many; none only where the list can be empty."""
        full = collection.startswith("[") and collection.rstrip("] ") != "["
        full = full or any(
            each.never_empty and each.key == collection for fields in self.question.forms.values() for each in fields
        )
        return [] if not full and self.chooser.choose(2) else [self.born(f"={collection}", "item")]

    def judge(self, token: Token, seen: Mapping[str, Any], flows: Sequence[Flow]) -> list[Any]:
        node = token.node
        first = node.kind == "exclusiveGateway"
        if not self.question.by_answers:
            return self._any_way(len(flows), first=first, default=len(flows) < len(node.flows))
        found: list[Any] = []
        for flow in flows:
            found.append(not (first and True in found) and self.judging.holds(feel(flow.condition or ""), seen))
        return found

    def _any_way(self, count: int, *, first: bool, default: bool) -> list[Any]:
        """Answer conditions every way they can come out together; without a default not all with no."""
        if first:
            chosen = self.chooser.choose(count + default)
            return [at == chosen for at in range(count)]
        answers = [bool(self.chooser.choose(2)) for _ in range(count)]
        if not default and count and not any(answers):
            raise Nowhere
        return answers

    def decide(self, decision_id: str, seen: Mapping[str, Any], element_id: str) -> Sequence[DecisionMade]:
        """Stand in for the decisions of the procedure."""
        output: Any = None
        key = next((spec.key for spec in self.procedure.scope_specs.values() if element_id in spec.task_specs), "")
        node = self.procedure.scope_specs[key].node(element_id)
        if self.question.by_answers and result_read(self.abstraction, node):
            after = frozenset[str]().union(
                *(self.abstraction.arriving[key, flow.target] for flow in node.flows), *self._around(node)
            )
            kept = {unknown for name in after for unknown in unknowns(seen.get(name))}
            output = self.tables.result(decision_id, seen, self.born(element_id, decision_id), kept)
        return [DecisionMade(decision_id=decision_id, name="", element_id=element_id, inputs={}, matched=(), output=output)]

    def _around(self, node: Node) -> list[frozenset[str]]:
        waiting = self.abstraction.waiting
        return [waiting[token.scope.spec.key, token.node.name] for token in self.tree.all_tokens() if token.node is not node]
