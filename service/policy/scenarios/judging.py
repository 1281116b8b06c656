"""Compares where cases are with what a scenario expects, and says each difference in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from service.domain.calendar import LONDON
from service.policy.scenarios.model import CaseExpectation, Expectation, LetterExpectation
from service.policy.scenarios.report import Failure
from service.policy.scenarios.stage import Letter, Stage, Standing

ELLIPSIS = "..."
SHOWN = 15


def judge(expect: Expectation, number: str, stage: Stage, *, step: str) -> Iterator[Failure]:
    """Yield every difference between the expectation and the case ``number`` with what stands around it on the stage."""
    standing = stage.standing(number)
    others = [stage.standing(other) for other in stage.cases() if other != number]
    found = [
        *_position(expect, standing),
        *_history(expect, standing),
        *_differences(expect.variables, standing.variables, place=""),
        *_other_cases(expect, others, stage.scheduled()),
        *_letters(expect.messages, stage.letters()),
        *_incidents(expect, standing, others),
    ]
    yield from (Failure(step=step, line=expect.line, expected=wanted, happened=happened) for wanted, happened in found)


def _position(expect: Expectation, standing: Standing) -> Iterator[tuple[str, str]]:
    here = _where(standing)
    if expect.ended is not None and standing.ended != expect.ended:
        yield f"the case to have ended at {expect.ended}", here
    if expect.open is not None and sorted(expect.open) != sorted(standing.open):
        yield f"these tasks to be open: {', '.join(expect.open) or 'none'}", here


def _where(standing: Standing) -> str:
    if standing.ended is not None:
        return f"it has ended at {standing.ended}"
    here = f"these are open: {', '.join(standing.open)}" if standing.open else "no task is open"
    stopped = "".join(f"; it stands still at {element}: {message}" for element, message in standing.incidents)
    return here + stopped


def _history(expect: Expectation, standing: Standing) -> Iterator[tuple[str, str]]:
    wanted = [element for element in expect.path if element != ELLIPSIS]
    missing = first_missing(wanted, standing.completed)
    if missing is not None:
        before = wanted[:missing]
        after = f" after {before[-1]}" if before else ""
        yield f"the path to go through {wanted[missing]}{after}", f"it went {_tail(standing.completed)}"
    for element in expect.never:
        if element in standing.entered:
            yield f"the case never to reach {element}", "it did"
    missing = first_missing(expect.audit, standing.audit)
    if missing is not None:
        yield f"the audit to have {expect.audit[missing]} in this order", f"it has {', '.join(standing.audit) or 'nothing'}"


def _tail(path: Sequence[str]) -> str:
    """Return the end of a path in words, as much as a person reads."""
    return ("… > " if len(path) > SHOWN else "") + (" > ".join(path[-SHOWN:]) or "nowhere")


def first_missing(wanted: Sequence[str], happened: Sequence[str]) -> int | None:
    """Return the position of the first wanted item that does not follow in order, None when all do."""
    rest = iter(happened)
    return next((position for position, item in enumerate(wanted) if item not in rest), None)


def _differences(wanted: Any, found: Any, *, place: str) -> Iterator[tuple[str, str]]:
    """Yield differences as far as ``wanted`` says anything: mappings may have more keys, lists are compared item by item."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key, value in wanted.items():
            inner = f"{place}.{key}" if place else str(key)
            if key not in found:
                yield f"the variable {inner} to be {value!r}", "it does not exist"
            else:
                yield from _differences(value, found[key], place=inner)
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for position, (one, other) in enumerate(zip(wanted, found, strict=True), 1):
            yield from _differences(one, other, place=f"{place}[{position}]")
    elif wanted != found or isinstance(wanted, bool) != isinstance(found, bool):
        yield f"the variable {place} to be {wanted!r}", f"it is {found!r}"


def _other_cases(
    expect: Expectation, others: Sequence[Standing], scheduled: Sequence[tuple[str, datetime]]
) -> Iterator[tuple[str, str]]:
    left, waiting = list(others), list(scheduled)
    for wanted in expect.cases:
        if wanted.due is not None:
            start = next((item for item in waiting if item[0] == wanted.procedure and _is_due(wanted.due, item[1])), None)
            if start is not None:
                waiting.remove(start)
                continue
        else:
            case = next((item for item in left if _fits(wanted, item)), None)
            if case is not None:
                left.remove(case)
                continue
        yield f"a case of {wanted.procedure} {_conditions(wanted)}".rstrip(), _inventory(others, scheduled)


def _is_due(wanted: str, due: datetime) -> bool:
    return datetime.fromisoformat(wanted) == due if "T" in wanted else due.astimezone(LONDON).date().isoformat() == wanted


def _fits(wanted: CaseExpectation, case: Standing) -> bool:
    return (
        case.procedure == wanted.procedure
        and (wanted.ended is None or case.ended == wanted.ended)
        and (wanted.open is None or sorted(case.open) == sorted(wanted.open))
        and not list(_differences(wanted.variables, case.variables, place=""))
    )


def _conditions(wanted: CaseExpectation) -> str:
    parts = {"due": wanted.due, "open at": wanted.open, "ended at": wanted.ended, "with": wanted.variables or None}
    return " ".join(
        f"{word} {', '.join(value) if isinstance(value, tuple) else value}" for word, value in parts.items() if value is not None
    )


def _inventory(others: Sequence[Standing], scheduled: Sequence[tuple[str, datetime]]) -> str:
    there = [f"{case.procedure} ({_where(case)})" for case in others]
    there += [f"{procedure} (due {due.isoformat()})" for procedure, due in scheduled]
    return f"there are {'; '.join(there)}" if there else "there is no other case"


def _letters(wanted: Sequence[LetterExpectation], sent: Sequence[Letter]) -> Iterator[tuple[str, str]]:
    for letter in wanted:
        if not any(letter.to in one.to and letter.subject in one.subject and letter.text in one.text for one in sent):
            about = f" with {letter.subject!r}" if letter.subject else ""
            about += f" saying {letter.text!r}" if letter.text else ""
            there = "; ".join(f"{', '.join(one.to)}: {one.subject}" for one in sent)
            yield f"an e-mail to {letter.to}{about}", f"these were sent: {there}" if there else "none was sent"


def _incidents(expect: Expectation, standing: Standing, others: Sequence[Standing]) -> Iterator[tuple[str, str]]:
    for element in expect.incidents:
        if element not in {place for place, _ in standing.incidents}:
            yield f"the case to stand still at {element}", _where(standing)
    for case in (standing, *others):
        for element, message in case.incidents:
            if case is not standing or element not in expect.incidents:
                yield "no incident", f"{case.number} stands still at {element}: {message}"
