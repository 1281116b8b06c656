"""Draws graphs of behaviour for tests, a move a line: ``0>1 +A A .E``. ``+A`` is entered, ``A`` completed, ``~A`` cancelled, ``/F`` a
flow taken, ``.E`` the end of the case; ``A{c}`` says that c holds then, ``A@P`` that it is one instance of the multi-instance A."""

from __future__ import annotations

import re

from service.domain.behaviour import Behaviour, Cause, Move, Passed, Rest, What
from service.policy.invariants.catalogue import Catalogue, Entry

WHAT = {"+": What.ENTERED, "": What.COMPLETED, "~": What.CANCELLED, "/": What.TAKEN, ".": What.ENDED}
EVENT = re.compile(r"([+~/.]?)(\w+)(?:\{([^}]*)\})?(@)?")
KINDS = {"S": "subProcess", "G": "exclusiveGateway", "E": "endEvent", "M": "userTask"}


def passed(text: str) -> Passed:
    """Return what a word says."""
    found = EVENT.fullmatch(text)
    assert found, text
    sign, name, holds, instance = found.groups()
    return Passed(WHAT[sign], name, frozenset(holds.split("&") if holds else ()), (f"{name}[1]",) if instance else ())


def events(text: str) -> tuple[Passed, ...]:
    """Return the history that words say."""
    return tuple(passed(word) for word in text.split())


def graph(*lines: str, whole: bool = True) -> Behaviour:
    """Return a behaviour; a rest that a move with an end leads to is the end."""
    moves = [_move(line) for line in lines]
    ended = {move.target for move in moves if any(each.what is What.ENDED for each in move.passed)}
    last = max((max(move.source, move.target) for move in moves), default=0)
    return Behaviour(
        procedure_id="p",
        rests=tuple(Rest(ended=number in ended) for number in range(last + 1)),
        moves=tuple(moves),
        whole=whole,
        stopped="" if whole else "more than 9 situations",
    )


def _move(line: str) -> Move:
    way, *words = line.split()
    source, target = way.split(">")
    return Move(int(source), int(target), Cause.ANSWERS, words[0].strip("+~/.") if words else "", events(" ".join(words)))


def entry(element_id: str, **more: object) -> Entry:
    """Return an element by the first letter of its id: S a sub-process, G a gateway with the answers Yes (GY) and No (GN), E an end,
    M a task for each item of a list, anything else a task."""
    kind = KINDS.get(element_id[0], "userTask")
    flows = ((f"{element_id}Y", "Yes"), (f"{element_id}N", "No")) if kind == "exclusiveGateway" else ()
    facts = {"name": "", "process_id": "p", "file": "p.bpmn", "flows": flows, "multiple": element_id[0] == "M", **more}
    return Entry(element_id=element_id, kind=kind, **facts)  # type: ignore[arg-type]  # whatever a test says


KNOWN = Catalogue({name: entry(name) for name in ("A", "B", "C", "D", "S", "T", "G", "E", "E2", "M")})
