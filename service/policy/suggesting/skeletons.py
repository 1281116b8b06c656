"""Writes the skeletons: the way as steps, with the answers that it depends on and examples for the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import yaml

from connectors.protocol import Operation
from service import engine
from service.domain.behaviour import Cause, Move, What
from service.domain.bundle import Bundle
from service.domain.execution import Description
from service.policy import pack as packs
from service.policy.behaviours import behaviour
from service.policy.paths import pack_path
from service.policy.scenarios.model import Verb
from service.policy.soundness.drawn import Drawn
from service.policy.suggesting.events import Events
from service.policy.suggesting.examples import USUAL, Examples, Story, written
from service.policy.suggesting.people import Cast
from service.policy.suggesting.ways import shortest

SECONDS = 10.0
WIDTH = 130


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A scenario for one flow, as text of a scenario file. ``takes`` are all flows on its way; ``notes`` what is to be filled in."""

    flow_id: str
    name: str
    text: str
    takes: frozenset[str]
    notes: tuple[str, ...]


@dataclass(kw_only=True)
class Sketch:
    """A skeleton in the making. ``entered`` is when each element was entered last."""

    now: datetime
    steps: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    entered: dict[str, datetime] = field(default_factory=dict)


def suggest(bundle: Bundle, operations: Mapping[str, Operation], flow_id: str, examples: Examples) -> Suggestion | None:
    """Return a scenario that takes the flow; None when no way there is known. The answers that decisions and conditions depend on
    are those of the explorer where it could follow them, otherwise a note says what has to come out."""
    moves = _moves(bundle, operations, flow_id)
    if moves is None:
        return None
    description = engine.describe(engine.compile_procedure(bundle))
    return _Writer(bundle, description, examples).write(flow_id, moves)


def _moves(bundle: Bundle, operations: Mapping[str, Operation], flow_id: str) -> tuple[Move, ...] | None:
    found = shortest(behaviour(bundle, operations, by_answers=True, seconds=SECONDS), flow_id)
    return found or shortest(behaviour(bundle, operations), flow_id)


class _Writer:
    """Writes one skeleton."""

    def __init__(self, bundle: Bundle, description: Description, examples: Examples) -> None:
        pack = packs.load(bundle.files[pack_path(bundle.council)], file=pack_path(bundle.council))
        self._bundle = bundle
        self._description = description
        self._drawn = Drawn(description)
        self._examples = examples
        self._cast = Cast(examples.people, pack, description)
        self._events = Events(bundle, pack=pack.parameters, holidays=pack.holidays)
        self._sketch = Sketch(now=USUAL)

    def write(self, flow_id: str, moves: Sequence[Move]) -> Suggestion:
        """Return the skeleton: what the nearest story does, as far as it goes this way, then the rest of the way."""
        answers = _answers(moves)
        tasks = [(place, move.element_id) for place, move in enumerate(moves) if move.cause is Cause.ANSWERS]
        story = self._examples.nearest(self._bundle.procedure_id, [task for _, task in tasks])
        start = self._start(story, answers.get(0, {}))
        matched = self._tell(story, [task for _, task in tasks]) if story else 0
        begun = tasks[matched - 1][0] if matched else 0
        if matched:
            last = self._sketch.steps[-1]
            last["answers"] = _laid_over(last.get("answers", {}), answers.get(begun, {}))
        for place, move in enumerate(moves):
            if place > begun:
                self._step(move, answers.get(place, {}))
                self._sketch.entered.update((p.element_id, self._sketch.now) for p in move.passed if p.what is What.ENTERED)
            if place >= begun:
                self._note_choices(move)
        return self._suggestion(flow_id, moves, start, story)

    def _suggestion(self, flow_id: str, moves: Sequence[Move], start: dict[str, Any], story: Story | None) -> Suggestion:
        name = f"{self._drawn.way(flow_id)} is taken"
        name = name[:1].upper() + name[1:]
        data: dict[str, Any] = {
            "scenario": name,
            "procedure": self._bundle.procedure_id,
            "council": self._bundle.council,
            "at": (story.at if story else USUAL).isoformat(),
            "left": list(story.left) if story else [],
            "start": start,
            "steps": self._sketch.steps,
            "expect": {"path": self._path(flow_id, moves[-1])},
        }
        takes = frozenset(p.element_id for move in moves for p in move.passed if p.what is What.TAKEN)
        notes = tuple(dict.fromkeys(self._sketch.notes))
        kept = {key: value for key, value in data.items() if value != []}
        text = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=None)
        return Suggestion(flow_id=flow_id, name=name, text=_head(flow_id, notes) + text, takes=takes, notes=notes)

    def _path(self, flow_id: str, last: Move) -> list[str]:
        """Return what is completed on both sides of the flow, as far as it is completed at once."""
        line = self._drawn.lines[flow_id]
        done = [p.element_id for p in last.passed if p.what is What.COMPLETED]
        return [line.source, *([line.target] if line.target in done else [])]

    def _tell(self, story: Story, tasks: Sequence[str]) -> int:
        """Write the steps of a story as far as it goes this way; return how many of the tasks that are."""
        matched, steps = story.along(tasks)
        for step in story.steps[:steps]:
            if step.verb is Verb.EXPECT:
                continue
            if step.verb is Verb.WAIT:
                self._sketch.now = self._events.over(step.target, self._sketch.now)
            if step.verb is Verb.TASK and step.person:
                self._cast.did(step.target, step.person)
            self._sketch.steps.append(written(step))
        return matched

    def _start(self, story: Story | None, answers: Mapping[str, Any]) -> dict[str, Any]:
        self._sketch.now = story.at if story else USUAL
        starters = self._description.properties.get("startedBy", "").replace(",", " ").split()
        person = story.start.person if story else self._cast.holding(starters)
        if person is None:
            self._sketch.notes.append("Who starts the case? Without ‘as’ the service itself does.")
        else:
            self._cast.did(self._description.elements[0].element_id, person)
        given = _laid_over(story.start.given if story else {}, answers)
        return {**({"as": person} if person else {}), **({"with": given} if given else {})}

    def _step(self, move: Move, answers: Mapping[str, Any]) -> None:
        steps, notes, name = self._sketch.steps, self._sketch.notes, self._drawn.name(move.element_id)
        match move.cause:
            case Cause.ANSWERS:
                example = self._examples.of(move.element_id, answers)
                person = self._cast.give(move.element_id, liked=(example.person or "") if example else "")
                if person is None:
                    notes.append(f"Nobody in the demo can do {name}: say who does it.")
                given = _laid_over(example.given if example else {}, answers)
                steps.append({"task": move.element_id, "as": person or "somebody", **({"answers": given} if given else {})})
            case Cause.RESULT:
                notes.extend(f"{name} must find {key} = {value!r}." for key, value in answers.items())
            case Cause.ERROR:
                steps.append({"error": {"job": move.element_id, "code": move.code or "ERROR"}})
            case Cause.TIMER:
                self._wait(move)
            case Cause.MESSAGE | Cause.SIGNAL:
                self._raise(move)

    def _wait(self, move: Move) -> None:
        element = self._description.element(move.element_id)
        since = self._sketch.entered.get((element.attached_to if element else None) or move.element_id, self._sketch.now)
        due = self._events.due(move.element_id, since)
        if due is None:
            self._sketch.notes.append(f"How long until the time of {self._drawn.name(move.element_id)} comes?")
            self._sketch.steps.append({"wait": "P30D"})
            return
        self._sketch.now = max(due, self._sketch.now)
        self._sketch.steps.append({"wait": self._sketch.now.isoformat(timespec="seconds")})

    def _raise(self, move: Move) -> None:
        name = self._events.name(move.element_id)
        if name is None:
            self._sketch.notes.append(f"What brings {self._drawn.name(move.element_id)} about?")
        person = self._cast.holding(self._raised_by(move.element_id))
        self._sketch.steps.append({move.cause.value: name or move.element_id, **({"as": person} if person else {})})

    def _raised_by(self, element_id: str) -> list[str]:
        inside = [item for item in self._description.elements if item.element_id == element_id or item.parent == element_id]
        return [role for item in inside for role in item.properties.get("raisedBy", "").replace(",", " ").split()]

    def _note_choices(self, move: Move) -> None:
        """Note which way a gateway has to go when the explorer could not say which answers lead there."""
        if move.answers:
            return
        for line in (self._drawn.lines.get(p.element_id) for p in move.passed if p.what is What.TAKEN):
            if line is not None and line.conditional and line.name:
                self._sketch.notes.append(f"{self._drawn.name(line.source)} must be answered by “{line.name}”.")


def _answers(moves: Sequence[Move]) -> dict[int, dict[str, Any]]:
    """Return the answers that the way depends on, by the move at which they are given: the last one at their element so far."""
    at: dict[str, int] = {}
    found: dict[int, dict[str, Any]] = {}
    for place, move in enumerate(moves):
        at[move.element_id] = place
        for element_id, key, value in move.answers:
            found.setdefault(at.get(element_id, place), {})[key] = value
    return found


def _laid_over(given: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the example's answers with those that the way depends on; what has to be empty is left out."""
    return {key: value for key, value in {**given, **answers}.items() if value is not None}


def _head(flow_id: str, notes: Sequence[str]) -> str:
    return "".join(f"# {line}\n" for line in _comments(flow_id, notes))


def _comments(flow_id: str, notes: Sequence[str]) -> Iterator[str]:
    yield f"A skeleton for {flow_id}, which no scenario takes: the shortest way there. Give it a name that says what policy wants,"
    yield "replace the examples by what the case is about, go on to the end of the case, and say under ‘expect’ what must come of it."
    for note in notes:
        yield f"To fill in: {note}"
