"""Reads the steps of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.policy.scenarios import expectations
from service.policy.scenarios.marked_yaml import Path
from service.policy.scenarios.model import MAIN, Fault, Step, Verb
from service.policy.scenarios.reading import Reading
from service.policy.scenarios.waiting import is_wait

ALLOWED: Mapping[Verb, tuple[str, ...]] = {
    Verb.START: ("as", "with", "fill", "refused"),
    Verb.TASK: ("as", "answers", "fill", "refused", "case"),
    Verb.CLAIM: ("as", "refused", "case"),
    Verb.RELEASE: ("as", "refused", "case"),
    Verb.NOT_OFFERED: ("as", "case"),
    Verb.WAIT: (),
    Verb.MESSAGE: ("as", "with", "refused", "case"),
    Verb.SIGNAL: ("as", "with", "refused", "case"),
    Verb.ERROR: (),
    Verb.LEFT: (),
    Verb.SURVEY: ("answers", "fill"),
    Verb.EXPECT: ("case",),
}
NEEDS_PERSON = (Verb.TASK, Verb.CLAIM, Verb.RELEASE, Verb.NOT_OFFERED)
FAULT = ("job", "code", "message", "with")


def read(reading: Reading, value: Any, path: Path = ("steps",)) -> tuple[Step, ...]:
    """Return the steps, in their order; complain about everything that is not a step."""
    if value is None:
        return ()
    if not isinstance(value, list):
        reading.complain(f"{reading.place(path)}: 'steps' must be a list, each beginning with a dash")
        return ()
    found = (_step(reading, item, (*path, position)) for position, item in enumerate(value))
    return tuple(step for step in found if step is not None)


def _step(reading: Reading, value: Any, path: Path) -> Step | None:
    place, table = reading.place(path), reading.mapping(value, path)
    verbs = [verb for verb in Verb if verb.value in table]
    if len(verbs) != 1:
        reading.complain(f"{place}: a step needs exactly one of {', '.join(Verb)}")
        return None
    verb = verbs[0]
    reading.known_keys(table, (verb.value, *ALLOWED[verb]), place=place)
    if verb in NEEDS_PERSON and not table.get("as"):
        reading.complain(f"{place}: say who does it with 'as'")
    fault = _fault(reading, table, (*path, "error")) if verb is Verb.ERROR else None
    target = fault.job if fault else "" if verb is Verb.EXPECT else _target(reading, table, verb, place=place)
    if verb is Verb.WAIT and target and not is_wait(target):
        reading.complain(f"{place}: {target!r} is no wait; write P2D, PT4H, P6M, P5WD or a time with its offset")
    return Step(
        number=int(path[-1]) + 1,
        line=reading.line(path),
        verb=verb,
        target=target,
        person=reading.maybe_text(table, "as", place=place),
        case=reading.maybe_text(table, "case", place=place) or MAIN,
        given=reading.table(table, "answers" if verb in (Verb.TASK, Verb.SURVEY) else "with", place=place)
        if table.get("answers", table.get("with")) is not None
        else {},
        fill=reading.truth(table, "fill", place=place, default=True),
        refused=reading.maybe_text(table, "refused", place=place),
        fault=fault,
        expect=_midway(reading, table, path) if verb is Verb.EXPECT else None,
    )


def _target(reading: Reading, table: Mapping[str, Any], verb: Verb, *, place: str) -> str:
    if verb is not Verb.SURVEY:
        return reading.text(table, verb.value, place=place)
    many = table[verb.value]
    if isinstance(many, bool) or not isinstance(many, int) or many < 1:
        reading.complain(f"{place}: 'survey' must be how many people answer")
    return str(many)


def _fault(reading: Reading, table: Mapping[str, Any], path: Path) -> Fault:
    place, found = reading.place(path), reading.mapping(table["error"], path)
    reading.known_keys(found, FAULT, place=place)
    return Fault(
        job=reading.text(found, "job", place=place),
        code=reading.text(found, "code", place=place),
        message=reading.maybe_text(found, "message", place=place) or "",
        payload=reading.table(found, "with", place=place),
    )


def _midway(reading: Reading, table: Mapping[str, Any], path: Path) -> Any:
    found = dict(reading.mapping(table["expect"], path))
    if "case" in table:
        found.setdefault("case", table["case"])
    return expectations.read(reading, found, (*path, "expect"))
