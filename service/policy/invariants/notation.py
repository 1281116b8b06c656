"""Reads the notation of invariants: ``parse("Prec(A[ok = true], {B, C})")``. Refuses what it cannot read, with the position."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from service.domain.errors import Invalid
from service.policy.invariants.formulas import (
    Btw,
    Card,
    Ends,
    Excl,
    Formula,
    Guard,
    Lane,
    NoLane,
    NoOperation,
    NoReach,
    Point,
    Points,
    Prec,
    Resp,
    Sound,
    Table,
    Total,
)

_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_PROCESS = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*|\*")
_OPERATION = re.compile(r"[A-Za-z0-9_.*-]+")
_COMPARISON = re.compile(r"<=|>=|=|<|>")
_NUMBER = re.compile(r"\d+")
_OPENING, _CLOSING = "([{", ")]}"
MOMENTS = ("entered", "completed")


class NotationError(Invalid):
    """A formula cannot be read. ``position`` counts characters from 1."""

    def __init__(self, message: str, *, formal: str, position: int) -> None:
        super().__init__(f"{message} (at character {position} of {formal!r})")
        self.formal = formal
        self.position = position


def parse(formal: str) -> Formula:
    """Return what a formula says. Raises: NotationError."""
    reader = _Reader(formal)
    kind = reader.word("the kind of the formula")
    if kind not in _KINDS:
        raise reader.error(f"{kind!r} is no formula; known are {', '.join(sorted(_KINDS))}", at=0)
    reader.expect("(")
    formula = _KINDS[kind](reader)
    reader.finish()
    return formula


class _Reader:
    """A position in a text, moved on by what is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def error(self, message: str, *, at: int | None = None) -> NotationError:
        return NotationError(message, formal=self.text, position=(self.at if at is None else at) + 1)

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def sees(self, token: str) -> bool:
        """Say whether ``token`` comes next, and go past it if so; a word only where it ends."""
        self.skip()
        end = self.at + len(token)
        if not self.text.startswith(token, self.at) or (token.isalpha() and _NAME.match(self.text[end : end + 1])):
            return False
        self.at = end
        return True

    def expect(self, token: str) -> None:
        if not self.sees(token):
            raise self.error(f"{token!r} is expected here")

    def match(self, pattern: re.Pattern[str], what: str) -> str:
        self.skip()
        found = pattern.match(self.text, self.at)
        if not found:
            raise self.error(f"{what} is expected here")
        self.at = found.end()
        return found.group()

    def word(self, what: str) -> str:
        return self.match(_NAME, what)

    def finish(self) -> None:
        self.skip()
        if self.at < len(self.text):
            raise self.error("The formula should end here")

    def until(self, ends: str, what: str) -> str:
        """Return the FEEL up to a closing bracket or comma of ``ends`` that is not inside brackets or quotes; stay before it."""
        self.skip()
        start, depth = self.at, 0
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == '"':
                self._quoted()
                continue
            if depth == 0 and sign in ends:
                return self._said(start, what)
            depth += (sign in _OPENING) - (sign in _CLOSING)
            if depth < 0:
                raise self.error(f"{sign!r} closes nothing")
            self.at += 1
        raise self.error(f"{' or '.join(map(repr, ends))} is missing after {what}")

    def _said(self, start: int, what: str) -> str:
        said = self.text[start : self.at].strip()
        if not said:
            raise self.error(f"{what} is expected here")
        return said

    def _quoted(self) -> None:
        start = self.at
        self.at += 1
        while self.at < len(self.text) and self.text[self.at] != '"':
            self.at += 2 if self.text[self.at] == "\\" else 1
        if self.at >= len(self.text):
            raise self.error("The quotation mark is not closed", at=start)
        self.at += 1

    def point(self) -> Point:
        """Read ``A``, ``A[c]``, ``entered(A)`` or ``completed(A[c])``."""
        name = self.word("an element id")
        if name in MOMENTS and self.sees("("):
            inner = self.point()
            self.expect(")")
            return Point(inner.element_id, inner.condition, name)
        condition = ""
        if self.sees("["):
            condition = self.until("]", "a condition")
            self.expect("]")
        return Point(name, condition)

    def points(self) -> Points:
        """Read a point, ``{A, B}`` or ``{A or B}``."""
        if not self.sees("{"):
            return Points((self.point(),))
        items = [self.point()]
        joined = "or" if self.sees("or") else "," if self.sees(",") else ""
        while joined:
            items.append(self.point())
            if not self.sees(joined):
                break
        self.expect("}")
        return Points(tuple(items), joined == "or")

    def chain(self) -> tuple[Points, ...]:
        """Read points joined by ``->``."""
        found = [self.points()]
        while self.sees("->"):
            found.append(self.points())
        return tuple(found)


def _two(kind: Callable[[Points, Points], Formula]) -> Callable[[_Reader], Formula]:
    def read(reader: _Reader) -> Formula:
        first = reader.points()
        reader.expect(",")
        second = reader.points()
        reader.expect(")")
        return kind(first, second)

    return read


def _btw(reader: _Reader) -> Formula:
    after = reader.points()
    reader.expect(",")
    target = reader.points()
    reader.expect(",")
    chain = reader.chain()
    reader.expect(")")
    return Btw(after, target, chain)


def _card(reader: _Reader) -> Formula:
    of = reader.point()
    reader.expect(",")
    comparison = reader.match(_COMPARISON, "a comparison such as '>='")
    number = int(reader.match(_NUMBER, "a whole number"))
    people = reader.sees(",")
    if people:
        reader.expect("people")
    reader.expect(")")
    return Card(of, comparison, number, people)


def _guard(reader: _Reader) -> Formula:
    at = reader.point()
    reader.expect(",")
    expression = reader.until(")", "an expression")
    reader.expect(")")
    return Guard(at, expression)


def _lane(reader: _Reader) -> Formula:
    of = reader.point()
    reader.expect(")")
    reader.expect("=")
    return Lane(of, reader.word("a role key"))


def _no_lane(reader: _Reader) -> Formula:
    process_id = reader.match(_PROCESS, "a process id")
    reader.expect(",")
    role = reader.word("a role key")
    reader.expect(")")
    return NoLane(process_id, role)


def _no_operation(reader: _Reader) -> Formula:
    process_id = reader.match(_PROCESS, "a process id")
    reader.expect(",")
    operation = reader.match(_OPERATION, "an operation such as case_record.file or *.delete")
    reader.expect(")")
    return NoOperation(process_id, operation)


def _total(reader: _Reader) -> Formula:
    decision_id = reader.word("a decision id")
    reader.expect(")")
    return Total(decision_id)


def _table(reader: _Reader) -> Formula:
    decision_id = reader.word("a decision id")
    reader.expect(",")
    when = reader.until(",", "an expression")
    reader.expect(",")
    then = reader.until(")", "an expression")
    reader.expect(")")
    return Table(decision_id, when, then)


def _sound(reader: _Reader) -> Formula:
    process_id = reader.match(_PROCESS, "a process id")
    reader.expect(")")
    return Sound(process_id)


_KINDS: Mapping[str, Callable[[_Reader], Formula]] = {
    "Prec": _two(Prec),
    "Btw": _btw,
    "Resp": _two(Resp),
    "Excl": _two(Excl),
    "NoReach": _two(NoReach),
    "Ends": _two(Ends),
    "Card": _card,
    "Guard": _guard,
    "Lane": _lane,
    "NoLane": _no_lane,
    "NoOperation": _no_operation,
    "Total": _total,
    "Table": _table,
    "Sound": _sound,
}
