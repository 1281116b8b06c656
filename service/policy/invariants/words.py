"""A verdict in words: what must hold, and the way on which it does not, step by step; the same as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.domain.behaviour import Cause, Evidence, Move, What
from service.domain.execution import Description
from service.domain.verdicts import Outcome, Verdict

SILENT = frozenset({What.ENTERED, What.CANCELLED, What.TAKEN, What.ENDED})


def in_words(verdict: Verdict, description: Description, *, roles: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the sentence, the outcome with its reason and, where there is evidence, numbered steps from the start: who answers what,
    what passes, which elements are gone through. A round that is made again and again is said once. ``roles`` are the names of
    role keys."""
    said = [verdict.sentence, f"{verdict.outcome.capitalize()}: {verdict.why}" if verdict.why else verdict.outcome.capitalize()]
    if verdict.evidence is not None:
        steps = Steps(verdict.evidence, description, roles or {})
        said += [f"{number}. {line}" for number, line in enumerate(steps.compressed(), start=1)]
        if verdict.outcome is Outcome.BROKEN:
            at = steps.name(verdict.evidence.at) if verdict.evidence.at else "the end of the case"
            said.append(f"Here it goes wrong: {at}.")
    return tuple(said)


def as_json(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as JSON values; a path is a list of moves with what is passed on each."""
    evidence = verdict.evidence
    return {
        "id": verdict.check_id,
        "sentence": verdict.sentence,
        "source": verdict.source,
        "level": verdict.level,
        "formal": verdict.formal,
        "outcome": verdict.outcome.value,
        "why": verdict.why,
        "procedure": verdict.procedure_id,
        "elements": list(verdict.elements),
        "seconds": round(verdict.seconds, 3),
        "evidence": None if evidence is None else {"at": evidence.at, "moves": [_move(move) for move in evidence.moves]},
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "cause": move.cause.value,
        "element": move.element_id,
        "code": move.code,
        "answers": [{"element": element, "field": field, "value": value} for element, field, value in move.answers],
        "passed": [{"what": passed.what.value, "element": passed.element_id} for passed in move.passed],
    }


class Steps:
    """The moves of some evidence in words."""

    def __init__(self, evidence: Evidence, description: Description, roles: Mapping[str, str]) -> None:
        self._moves = evidence.moves
        self._elements = {element.element_id: element for element in description.elements}
        self._roles = roles
        self._answers = _answers(evidence.moves)

    def name(self, element_id: str) -> str:
        """Return the name of an element in quotes, its id where it has none."""
        element = self._elements.get(element_id)
        return f"“{element.name}”" if element and element.name else f"“{element_id}”"

    def lines(self) -> list[str]:
        """Return one line for each move."""
        return [self._line(number, move) for number, move in enumerate(self._moves)]

    def compressed(self) -> list[str]:
        """Return the lines; rounds that follow on the same round are one line."""
        return list(_compressed(self.lines()))

    def _line(self, number: int, move: Move) -> str:
        passed = [
            self.name(each.element_id)
            for each in move.passed
            if each.what not in SILENT and each.element_id != move.element_id and self._named(each.element_id)
        ]
        then = f" Then {', '.join(passed)}." if passed else ""
        return f"{self._cause(move, self._answers[number])}{then}"

    def _named(self, element_id: str) -> bool:
        element = self._elements.get(element_id)
        return element is not None and bool(element.name)

    def _cause(self, move: Move, answers: Sequence[tuple[str, Any]]) -> str:
        name = self.name(move.element_id)
        match move.cause:
            case Cause.START:
                return f"The case starts with {name}."
            case Cause.ANSWERS:
                given = f" with {' and '.join(f'{field} = {_value(value)}' for field, value in answers)}" if answers else ""
                return f"{self._who(move.element_id)} answers {name}{given}."
            case Cause.RESULT:
                return f"{name} is done."
            case Cause.ERROR:
                return f"{name} fails{f' with {move.code}' if move.code else ''}."
            case Cause.TIMER:
                return f"Time passes: {name}."
            case Cause.MESSAGE:
                return f"The message {name} comes."
            case Cause.SIGNAL:
                return f"The signal {name} comes."

    def _who(self, element_id: str) -> str:
        element = self._elements.get(element_id)
        if element is None or not element.lane:
            return "Somebody"
        return self._roles.get(element.lane, element.lane)


def _answers(moves: Sequence[Move]) -> list[list[tuple[str, Any]]]:
    """Return the answers of each move: those that later moves turn out to depend on belong to the move that gave them last."""
    found: list[dict[str, Any]] = [{} for _ in moves]
    for number, move in enumerate(moves):
        for element_id, field, value in move.answers:
            given = [at for at in range(number + 1) if moves[at].element_id == element_id and moves[at].cause is Cause.ANSWERS]
            if given:
                found[given[-1]][field] = value
    return [list(each.items()) for each in found]


def _compressed(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines; where a block of lines follows on the same block, it is told once and then how often it comes again."""
    at = 0
    while at < len(lines):
        size = next((size for size in range((len(lines) - at) // 2, 0, -1) if _repeats(lines, at, size)), 0)
        if not size:
            yield lines[at]
            at += 1
            continue
        rounds = _repeats(lines, at, size)
        yield from _compressed(lines[at : at + size])
        times = "once more" if rounds == 1 else f"{rounds} times more"
        what = "The last step" if size == 1 else f"The last {size} steps"
        yield f"{what} {times}."
        at += size * (rounds + 1)


def _repeats(lines: Sequence[str], at: int, size: int) -> int:
    """Return how often the block of ``size`` lines at ``at`` follows on itself."""
    rounds = 0
    while list(lines[at : at + size]) == list(lines[at + size * (rounds + 1) : at + size * (rounds + 2)]):
        rounds += 1
    return rounds


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else str(value)
