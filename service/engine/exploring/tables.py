"""Decision tables over answers that are not known: which rules can decide, without going through every combination of inputs.

Column by column, the rules that still may match are kept as a set; two beginnings that leave the same rules (and the same values
of what is read later) are one. Cells are judged by FEEL itself, once for each cell and value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from service.domain.errors import Invalid
from service.domain.execution import DecisionMade
from service.engine import feel
from service.engine.decisions.model import DecisionModel, DecisionTable, HitPolicy
from service.engine.exploring.decision_texts import beyond_columns, texts_of
from service.engine.exploring.judge import MISSING, Judge, Reads
from service.engine.exploring.reading import OPEN, paths
from service.engine.exploring.values import Unknown, frozen

SINGLE = (HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.ANY)
"""Policies by which one rule decides; by the others it takes all that match to tell the result."""
AT_MOST = 512


class Tables:
    """Runs the decisions of a procedure for an exploration."""

    def __init__(self, models: Sequence[DecisionModel], judge: Judge, decide: Callable[..., Sequence[DecisionMade]]) -> None:
        self.models = models
        self.judge = judge
        self.decide = decide
        self.cells: dict[tuple[str, Any], bool] = {}
        self.outputs: dict[tuple[str, ...], Any] = {}
        self.made: dict[tuple[str, Any], Any] = {}
        self.beyond: dict[str, frozenset[str]] = {}

    def result(self, decision_id: str, context: Mapping[str, Any], born: Unknown, kept: Collection[Unknown]) -> Any:
        """Return what a decision gives: one of what it can give, chosen. ``kept`` are the unknowns that are read later."""
        model = next((each for each in self.models if decision_id in each.decisions), None)
        if model is None:
            return born
        decision = model.decisions[decision_id]
        table = decision.table
        if table is None or decision.required or self._reads_beyond(decision_id, table, context):
            return self._by_trying(decision_id, model, context, born)
        columns = [self.judge.read(each.expression, context) for each in table.inputs]
        found = [unknown for each in columns for unknown in each.found]
        if any(each.fleeting or len(each.found) > 1 for each in columns) or any(
            self.judge.possible(each, context) is None for each in found
        ):
            return self._any_output(table, born)
        rules = self._swept(table, columns, context, kept)
        if rules is None:
            return self._any_output(table, born)
        if table.hit_policy in SINGLE:
            return self._output(table, (rules & -rules).bit_length() - 1 if rules else None, born)
        return self._run(decision_id, self.judge.gather([each.expression for each in table.inputs], context), born)

    def _reads_beyond(self, decision_id: str, table: DecisionTable, context: Mapping[str, Any]) -> bool:
        """Say whether cells or outputs read more than the columns ask."""
        if decision_id not in self.beyond:
            self.beyond[decision_id] = frozenset(path[0] for text in beyond_columns(table) for path in paths(text or ""))
        return any(name in context or name in OPEN for name in self.beyond[decision_id])

    def _swept(
        self, table: DecisionTable, columns: Sequence[Reads], context: Mapping[str, Any], kept: Collection[Unknown]
    ) -> int | None:
        """Choose which rules match, narrow the unknowns to answers that make them, and return them as bits; of a table where one
        rule decides the first is told apart alone. None where there are too many cases."""
        order = self._order(columns)
        staying = {each for each in order if each is not None and (each in kept or self._hides(each, order))}
        masks: dict[tuple[Unknown | None, Any], int] = {}
        ends: dict[tuple[int, tuple[Any, ...]], dict[Unknown, Any]] = {((1 << len(table.rules)) - 1, ()): {}}
        for unknown in order:
            mine = [at for at, reads in enumerate(columns) if (unknown in reads.found if unknown else not reads.found)]
            following: dict[tuple[int, tuple[Any, ...]], dict[Unknown, Any]] = {}
            for (rules, keep), chosen in ends.items():
                for value in self._values(unknown, chosen, context):
                    if (unknown, value) not in masks:
                        masks[unknown, value] = self._masks(table, mine, columns, unknown, value)
                    mask = rules & masks[unknown, value]
                    stays = keep
                    if unknown is not None and unknown in staying:
                        stays = (*keep, (unknown, value))
                    made = chosen if unknown is None else {**chosen, unknown: value}
                    following.setdefault((mask, stays), made)
            ends = following
        single = table.hit_policy in SINGLE
        classes: dict[Any, tuple[int, dict[Unknown, Any]]] = {}
        for (rules, keep), chosen in ends.items():
            live = tuple(pair for pair in keep if pair[0] in kept)
            classes.setdefault((rules & -rules if single else rules, live), (rules, chosen))
        if len(classes) > AT_MOST:
            return None
        rules, chosen = list(classes.values())[self.judge.chooser.choose(len(classes))]
        for unknown, value in chosen.items():
            self.judge.narrow(unknown, (value,))
        return rules

    def _order(self, columns: Sequence[Reads]) -> list[Unknown | None]:
        """Return the unknowns so that what hides others comes before them, None first for columns that are known."""
        found = list(dict.fromkeys(unknown for reads in columns for unknown in reads.found))
        return [None, *sorted(found, key=lambda each: each.hide is not None)]

    def _hides(self, unknown: Unknown, order: Sequence[Unknown | None]) -> bool:
        return any(
            each is not None and each.hide is not None and unknown.name in each.hide and each.element_id == unknown.element_id
            for each in order
        )

    def _values(self, unknown: Unknown | None, chosen: Mapping[Unknown, Any], context: Mapping[str, Any]) -> tuple[Any, ...]:
        if unknown is None:
            return (None,)
        left = self.judge.known.get(unknown, unknown.values) or (None,)
        if unknown.hide is None or len(left) == 1:
            return left
        hidden = self.judge.hidden_given(unknown, {each: (value,) for each, value in chosen.items()}, context)
        if hidden is None:
            return left
        return (None,) if hidden else tuple(value for value in left if value is not None) or left

    def _masks(
        self, table: DecisionTable, mine: Sequence[int], columns: Sequence[Reads], unknown: Unknown | None, value: Any
    ) -> int:
        mask = -1
        for at in mine:
            mask &= self._mask(table, at, columns[at], unknown, value)
        return mask

    def _mask(self, table: DecisionTable, at: int, reads: Reads, unknown: Unknown | None, value: Any) -> int:
        given = self.judge.concrete(table.inputs[at].expression, reads, {unknown: (value,)} if unknown else {})
        if given is MISSING:
            given = None
        cells = dict.fromkeys(rule.tests[at] for rule in table.rules)
        unasked = [cell for cell in cells if (cell, frozen(given)) not in self.cells]
        if unasked:
            context = {"?": given}
            for cell, holds in zip(unasked, feel.unary_tests([(cell, given) for cell in unasked], context), strict=True):
                self.cells[cell, frozen(given)] = holds
        return sum(1 << number for number, rule in enumerate(table.rules) if self.cells[rule.tests[at], frozen(given)])

    def _output(self, table: DecisionTable, rule: int | None, born: Unknown) -> Any:
        if rule is None:
            texts = tuple(output.default for output in table.outputs)
            if not any(texts):
                return None
        else:
            texts = table.rules[rule].outputs
        if texts not in self.outputs:
            try:
                self.outputs[texts] = feel.evaluate_all([text or "null" for text in texts], {})
            except Invalid:
                self.outputs[texts] = MISSING
        values = self.outputs[texts]
        if values is MISSING:
            return born
        if len(values) == 1:
            return values[0]
        return dict(zip((output.name for output in table.outputs), values, strict=True))

    def _any_output(self, table: DecisionTable, born: Unknown) -> Any:
        """Choose any rule's output: what goes in is not known well enough."""
        if table.hit_policy not in SINGLE:
            return born
        outputs = [self._output(table, number, born) for number in (*range(len(table.rules)), None)]
        distinct = list({frozen(output): output for output in outputs}.values())
        return distinct[self.judge.chooser.choose(len(distinct))]

    def _by_trying(self, decision_id: str, model: DecisionModel, context: Mapping[str, Any], born: Unknown) -> Any:
        """Run a decision that is more than one plain table as it is, where what it reads is known or soon chosen."""
        reads = self.judge.gather(texts_of(model, decision_id), context)
        many = 1
        for unknown in reads.found:
            many *= len(self.judge.possible(unknown, context) or range(AT_MOST + 1))
        if many > AT_MOST or reads.fleeting:
            return born
        for unknown in reads.found:
            self.judge.settle(unknown, context)
        return self._run(decision_id, reads, born)

    def _run(self, decision_id: str, reads: Reads, born: Unknown) -> Any:
        """Run a decision on what it reads and nothing else: what is not known beside that must not disturb it."""
        given = self.judge.given(reads, self.judge.known)
        key = (decision_id, frozen(given))
        if key not in self.made:
            try:
                self.made[key] = self.decide(decision_id, given, "")[-1].output
            except Invalid:
                self.made[key] = MISSING
        return born if self.made[key] is MISSING else self.made[key]
