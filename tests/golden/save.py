"""Saves golden cases of this release: `make golden`, once, when a version is released. What is there is never written again;
only while a release is not out may its folder be removed and saved anew."""

from __future__ import annotations

import base64
import json
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from drawing import Play, drawing, process
from test_random_nests import act, nest
from test_snapshots import DRAWINGS

from service import engine
from service.domain.bundle import Bundle
from service.domain.execution import Advance, CaseFacts, Intent
from service.engine.procedure import Procedure
from service.policy.scenarios import load, scenario_files
from service.rehearsing import play
from service.settings import ROOT, Settings
from tests.golden.replaying import FOLDER, Books, facts_as_json, packed, written


@dataclass(frozen=True)
class Move:
    """One call of the engine."""

    bundle: Bundle
    facts: CaseFacts
    before: bytes | None
    intent: Intent
    now: datetime
    advance: Advance


NESTS = 8
INSIDES = {"event-sub-process", "subProcess", "callActivity"}


class Recording:
    """Stands in for ``engine.advance`` and keeps every call."""

    def __init__(self) -> None:
        self.moves: list[Move] = []
        self._advance = engine.advance

    def __enter__(self) -> Recording:
        engine.advance = self
        return self

    def __exit__(self, *error: object) -> None:
        engine.advance = self._advance

    def __call__(
        self, procedure: Procedure, snapshot: bytes | None, intent: Intent, *, facts: CaseFacts, now: datetime
    ) -> Advance:
        advance = self._advance(procedure, snapshot, intent, facts=facts, now=now)
        self.moves.append(Move(procedure.bundle, facts, snapshot, intent, now, advance))
        return advance

    def histories(self) -> list[list[Move]]:
        """Return what was done to every case, those that ended first, leaving out what was undone with its transaction."""
        after = {(move.facts.case_id, move.advance.snapshot): move for move in self.moves}
        found = []
        for last in {move.facts.case_id: move for move in self.moves}.values():
            history = [last]
            while history[0].before is not None:
                history.insert(0, after[last.facts.case_id, history[0].before])
            found.append(history)
        return sorted(found, key=lambda history: history[-1].advance.ended is None)


def kinds_of(books: Books, procedure: Procedure) -> set[str]:
    """Return the kinds of steps that a case stands in."""
    found = {kind[:-1] for kind, held in books.open.items() if held}
    about = {name: node for spec in procedure.scope_specs.values() for name, node in spec.task_specs.items()}
    for held in books.open.values():
        for _, place in held.values():
            found |= {"multi-instance" for part in place if part.endswith("]")}
            inside = {about[name] for part in place if (name := part.partition("[")[0]) in about}
            found |= {"event-sub-process" if node.is_event_sub else node.kind for node in inside} & INSIDES
    return found


def golden(history: list[Move], at: int) -> dict[str, Any]:
    """Return the golden case that stands after ``at`` moves of a history."""
    books, then = Books(), []
    for index, move in enumerate(history):
        if index > at:
            then.append(written(move.intent, move.now, books))
        books.book(move.advance)
        if index == at:
            opened = json.loads(json.dumps(books.open))
    last, here = history[-1].advance, history[at]
    return {
        "bundle": here.bundle.content_hash,
        "facts": facts_as_json(here.facts),
        "snapshot": base64.b64encode(here.advance.snapshot).decode(),
        "open": opened,
        "then": then,
        "ended": last.ended,
        "variables": dict(last.variables),
    }


def write(folder: Path, name: str, history: list[Move], at: int) -> None:
    """Write a golden case that is not there yet."""
    bundle = history[at].bundle
    archive = folder / "bundles" / f"{bundle.content_hash[:16]}.zip"
    archive.parent.mkdir(parents=True, exist_ok=True)
    if not archive.exists():
        archive.write_bytes(packed(bundle))
    with (folder / f"{name}.json").open("x", encoding="utf-8") as file:
        json.dump(golden(history, at), file, ensure_ascii=False, indent=1, sort_keys=False)
    print(f"{folder.name}/{name}")


def shipped(folder: Path) -> None:
    """Save one case of every shipped procedure and kind of step, from the scenarios; cases that end go first."""
    found: list[list[Move]] = []
    for file in scenario_files([ROOT / "processes"]):
        with Recording() as recording:
            play(load(file), Settings())
        found += recording.histories()
    seen: set[str] = set()
    for history in sorted(found, key=lambda history: history[-1].advance.ended is None):
        books, procedure = Books(), engine.compile_procedure(history[0].bundle)
        for at, move in enumerate(history[:-1] or history):
            books.book(move.advance)
            new = {f"{move.facts.procedure_id}-{kind}" for kind in kinds_of(books, procedure)} - seen
            seen |= new
            for name in sorted(new):
                write(folder, name, history, at)


class Played(Play):
    """A drawn case that keeps every move."""

    moves: list[Move]

    def do(self, intent: Intent) -> Play:
        before = self.snapshot
        super().do(intent)
        self.moves = [
            *getattr(self, "moves", ()),
            Move(self.procedure.bundle, self.facts, before, intent, self.now, self.last),
        ]
        return self


def drawn(folder: Path) -> None:
    """Save a case in the middle of drawings that the engine's own tests play, for what no shipped procedure uses."""
    for name, xml in DRAWINGS.items():
        at_random(folder, f"drawn-{name.replace(' ', '-')}", lambda dice, xml=xml: xml)
    at_random(folder, "drawn-event-sub-process", lambda dice: DRAWINGS["events"])
    for number in range(1, NESTS + 1):
        at_random(folder, f"drawn-nest-{number}", lambda dice: drawing(process(nest(dice, "n", 2))), seed=number * 100)


def at_random(folder: Path, name: str, draw: Callable[[random.Random], bytes], *, seed: int = 0) -> None:
    """Play a drawing at random until a case of some length has ended, and save it in its middle."""
    for number in range(seed, seed + 100):
        dice = random.Random(number)
        case = Played(draw(dice), variables={"r": number, "n": 99})
        for step in range(80):
            if case.last.ended or not any(case.open.values()):
                break
            act(case, dice, step)
        places = inside_handlers(case) if name.endswith("event-sub-process") else [len(case.moves) // 2]
        if case.last.ended and places and len(case.moves) > (2 if name == "drawn-loop" else 5):
            write(folder, name, case.moves, places[0])
            return


def inside_handlers(case: Played) -> list[int]:
    """Return after which moves somebody's task stood inside an event sub-process."""
    books, found = Books(), []
    for at, move in enumerate(case.moves):
        books.book(move.advance)
        if "event-sub-process" in kinds_of(books, case.procedure):
            found.append(at)
    return found


def main() -> None:
    """Save the golden cases of this release, unless they are there."""
    folder = FOLDER / version("triangulate")
    if folder.exists():
        sys.exit(f"{folder} is there: golden cases of a release are never written again.")
    shipped(folder)
    drawn(folder)


if __name__ == "__main__":
    main()
