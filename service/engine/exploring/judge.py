"""Judges expressions over values that are not known: each possible answer is a choice, and what was chosen stays chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.domain.errors import Invalid
from service.engine.exploring.choices import Chooser
from service.engine.exploring.reading import OPEN, apart, either, paths
from service.engine.exploring.values import Unknown, filled, frozen, thawed, unknowns
from service.engine.language import Language

FEW = 64
"""A value that depends on more combinations than these is taken as anything."""
MISSING = object()


@dataclass
class Reads:
    """What one expression finds in a context: values by path, unknowns among them, and whether something cannot be told."""

    values: dict[tuple[str, ...], Any] = field(default_factory=dict)
    found: list[Unknown] = field(default_factory=list)
    fleeting: bool = False
    """It reads what is different each time, or not there: nothing can be remembered of it."""


class Judge:
    """Everything that is remembered over an exploration; ``begin`` starts one run of it."""

    def __init__(self, language: Language, usage: Mapping[str, tuple[Any, ...]]) -> None:
        self.language = language
        self.usage = usage
        self.remembered: dict[tuple[str, Any], Any] = {}
        self.unsure: dict[str, None] = {}

    def begin(self, chooser: Chooser, assumed: Mapping[Any, bool]) -> None:
        """Start a run: nothing is narrowed yet, and ``assumed`` is what earlier steps took for true or false."""
        self.chooser = chooser
        self.known: dict[Unknown, tuple[Any, ...]] = {}
        self.assumed: dict[Any, bool] = dict(assumed)
        self.decided: dict[tuple[str, str], Any] = {}

    # ---- conditions

    def holds(self, expression: str, context: Mapping[str, Any]) -> bool:
        """Say whether a condition is true; where it may be either, both are chosen, and what it read is narrowed to that."""
        reads = self.read(expression, context)
        if not self._told(reads, context):
            parts = apart(expression)
            return self._joined(*parts, context) if parts is not None else self._assume(expression, reads)
        if len(reads.found) == 1:
            unknown = reads.found[0]
            ways: dict[bool, list[Any]] = {}
            for value in self.possible(unknown, context) or ():
                ways.setdefault(self.concrete(expression, reads, {unknown: (value,)}) is True, []).append(value)
            chosen = sorted(ways)[self.chooser.choose(len(ways))] if ways else False
            self.narrow(unknown, ways.get(chosen, ()))
            return chosen
        for unknown in reads.found:
            self.settle(unknown, context)
        return self.concrete(expression, reads, self.known) is True

    def _told(self, reads: Reads, context: Mapping[str, Any]) -> bool:
        """Say whether everything that was found can be one of finitely many values."""
        return not reads.fleeting and all(self.possible(each, context) is not None for each in reads.found)

    def _joined(self, word: str, parts: Sequence[str], context: Mapping[str, Any]) -> bool:
        """Judge what "and" or "or" joins one after the other, what can be told first: the rest may not matter then. A condition
        counts only if it is true, so nothing is lost by asking the parts."""
        enough = word == "or"
        for part in sorted(parts, key=lambda each: not self._told(self.read(each, context), context)):
            if self.holds(part, context) is enough:
                return enough
        return not enough

    def _assume(self, expression: str, reads: Reads) -> bool:
        self.unsure[expression] = None
        key = None if reads.fleeting else (expression, tuple((path, frozen(value)) for path, value in reads.values.items()))
        if key in self.assumed:
            return self.assumed[key]
        taken = bool(self.chooser.choose(2))
        if key is not None:
            self.assumed[key] = taken
        return taken

    # ---- values

    def value(self, expression: str, context: Mapping[str, Any], born: Unknown) -> Any:
        """Return the value of an expression, or ``born`` where it may be anything."""
        choice = either(expression)
        if choice is not None:
            return self.value(choice[1] if self.holds(choice[0], context) else choice[2], context, born)
        reads = self.read(expression, context)
        if len(reads.found) == 1 and not reads.fleeting and ".".join(next(iter(reads.values), ())) == expression:
            return reads.values[tuple(expression.split("."))]
        many = 1
        for unknown in reads.found:
            many *= len(self.possible(unknown, context) or range(FEW + 1))
        if reads.fleeting or many > FEW:
            return born
        for unknown in reads.found:
            self.settle(unknown, context)
        value = self.concrete(expression, reads, self.known)
        return born if value is MISSING else value

    def settle(self, unknown: Unknown, context: Mapping[str, Any]) -> Any:
        """Choose one of the values that an unknown can have, and return it frozen."""
        left = self.possible(unknown, context) or (None,)
        value = left[self.chooser.choose(len(left))]
        self.narrow(unknown, (value,))
        return value

    def narrow(self, unknown: Unknown, values: Sequence[Any]) -> None:
        """Keep some of the values that an unknown could have."""
        if values and tuple(values) != self.known.get(unknown):
            self.known[unknown] = tuple(values)
            self.decided[unknown.element_id, unknown.name] = thawed(values[0])

    def possible(self, unknown: Unknown, context: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return what an unknown can still be, frozen; None where that is endless."""
        left = self.known.get(unknown, unknown.values)
        if left is None:
            return None
        if unknown.hide is not None and len(left) > 1:
            hidden = self._hidden(unknown, context)
            if hidden is not None:
                return (None,) if hidden else (tuple(value for value in left if value is not None) or left)
        return left

    def _hidden(self, unknown: Unknown, context: Mapping[str, Any]) -> bool | None:
        """Say whether the field an unknown came from is hidden: None where the other answers of that form are not there any more."""
        reads = self._siblings(unknown, context)
        if reads is None or any(self.possible(each, context) is None for each in reads.found):
            return None
        for each in reads.found:
            self.settle(each, context)
        return self.concrete(unknown.hide or "", reads, self.known) is True

    def hidden_given(self, unknown: Unknown, given: Mapping[Unknown, tuple[Any, ...]], context: Mapping[str, Any]) -> bool | None:
        """Say whether a field is hidden under given answers, without choosing any; None where that does not tell it."""
        reads = self._siblings(unknown, context)
        if reads is None or any(each not in given for each in reads.found):
            return None
        return self.concrete(unknown.hide or "", reads, {**self.known, **given}) is True

    def _siblings(self, unknown: Unknown, context: Mapping[str, Any]) -> Reads | None:
        """Return what hides a field, where that is nothing but answers given with it."""
        born = [context.get(path[0]) for path in paths(unknown.hide or "") if path[0] in context]
        mine = [each for each in born if isinstance(each, Unknown) and each != unknown]
        together = all((each.element_id, each.birth) == (unknown.element_id, unknown.birth) for each in mine)
        reads = self.read(unknown.hide or "", context)
        return reads if mine and len(mine) == len(born) and together and not reads.fleeting else None

    # ---- reading

    def read(self, expression: str, context: Mapping[str, Any]) -> Reads:
        """Find what an expression reads in a context."""
        reads = Reads()
        for path in paths(expression):
            if path[0] in OPEN:
                reads.fleeting = True
            elif path[0] in context:
                self._follow(path, context, reads)
            elif path[0] in self.language.names(expression):
                reads.fleeting = True
        return reads

    def gather(self, texts: Iterable[str], context: Mapping[str, Any]) -> Reads:
        """Find what texts of a decision read in a context, cells among them. Other names are the decision's own, or functions."""
        reads = Reads()
        for path in dict.fromkeys(path for text in texts for path in paths(text)):
            if path[0] in OPEN:
                reads.fleeting = True
            elif path[0] in context:
                self._follow(path, context, reads)
        return reads

    def _follow(self, path: tuple[str, ...], context: Mapping[str, Any], reads: Reads) -> None:
        value: Any = context
        for at, name in enumerate(path):
            value = filled(value, self.known) if isinstance(value, Unknown) else value
            if isinstance(value, Unknown):
                for part in path[at:]:
                    value = value.part(part)
                break
            if not isinstance(value, Mapping):
                path = path[:at]
                break
            value = value.get(name, MISSING)
        if value is MISSING:
            reads.fleeting = True
            return
        value = filled(value, self.known) if not isinstance(value, Unknown) else self._named(value, path)
        reads.values[path] = value
        reads.found += [each for each in unknowns(value) if each not in reads.found]

    def _named(self, unknown: Unknown, path: tuple[str, ...]) -> Any:
        """Give an endless unknown the few values that matter to those who read it under this name."""
        if unknown.values is None and unknown not in self.known and ".".join(path) in self.usage:
            values = self.usage[".".join(path)]
            self.known[unknown] = (*values, None) if unknown.or_null and None not in values else values
        left = self.known.get(unknown)
        return thawed(left[0]) if left is not None and len(left) == 1 else unknown

    def concrete(self, expression: str, reads: Reads, known: Mapping[Unknown, tuple[Any, ...]]) -> Any:
        """Return the value where everything is known, MISSING where FEEL cannot tell it."""
        values = {path: filled(value, known) for path, value in reads.values.items()}
        key = (expression, tuple((path, frozen(value)) for path, value in values.items()))
        if key not in self.remembered:
            try:
                self.remembered[key] = self.language.evaluate_all([expression], _context(values))[0]
            except Invalid:
                self.remembered[key] = MISSING
        return self.remembered[key]

    def given(self, reads: Reads, known: Mapping[Unknown, tuple[Any, ...]]) -> dict[str, Any]:
        """Return a context with what was found and nothing else."""
        return _context({path: filled(value, known) for path, value in reads.values.items()})


def _context(values: Mapping[tuple[str, ...], Any]) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for path, value in sorted(values.items(), key=lambda item: -len(item[0])):
        _place(context, path, value)
    return context


def _place(context: dict[str, Any], path: Iterable[str], value: Any) -> None:
    first, *rest = path
    if not rest:
        context[first] = {**context.get(first, {}), **value} if isinstance(value, Mapping) else value
        return
    inner = context.setdefault(first, {})
    if isinstance(inner, dict):
        _place(inner, rest, value)
