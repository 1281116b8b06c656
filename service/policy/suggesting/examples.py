"""What people have done in scenarios and example cases, for skeletons to begin with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from service.policy.demo import Demo
from service.policy.scenarios import Scenario
from service.policy.scenarios.model import MAIN, Beginning, Step, Verb

USUAL = datetime(2026, 3, 20, 9, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Story:
    """A case that went through. ``name`` says which."""

    name: str
    procedure: str
    at: datetime
    start: Beginning
    steps: tuple[Step, ...]
    left: tuple[str, ...] = ()

    def along(self, tasks: Sequence[str]) -> tuple[int, int]:
        """Return how many of these tasks, from the first on, it does in this order, and how many of its steps that takes."""
        matched = steps = 0
        for number, step in enumerate(self.steps, start=1):
            if matched < len(tasks) and step.verb is Verb.TASK and step.refused is None and step.target == tasks[matched]:
                matched, steps = matched + 1, number
        return matched, steps


class Examples:
    """Everything that was done before."""

    def __init__(self, demo: Demo, scenarios: Iterable[Scenario]) -> None:
        self.people = demo.people
        self._stories = [
            Story(name=one.name, procedure=one.procedure, at=one.at, start=one.start, steps=one.steps, left=one.left)
            for one in scenarios
            if one.start.refused is None
        ]
        self._stories += [
            Story(name=case.name, procedure=case.procedure, at=USUAL, start=case.start, steps=case.steps) for case in demo.cases
        ]

    def nearest(self, procedure_id: str, tasks: Sequence[str]) -> Story | None:
        """Return the story of the procedure that does most of these tasks, with the fewest steps; None without any."""
        mine = [story for story in self._stories if story.procedure == procedure_id]
        return max(mine, key=lambda story: (story.along(tasks)[0], -story.along(tasks)[1]), default=None)

    def of(self, task_id: str, wanted: Mapping[str, Any]) -> Step | None:
        """Return how a task was done before: where it agrees best with the answers wanted, the first of equals."""
        done = [step for story in self._stories for step in story.steps if step.target == task_id and step.verb is Verb.TASK]
        done = [step for step in done if step.refused is None]
        return max(done, key=lambda step: sum(step.given.get(key) == value for key, value in wanted.items()), default=None)


def written(step: Step) -> dict[str, Any]:
    """Return a step as it stands in a scenario file."""
    if step.fault is not None:
        fault = {"job": step.fault.job, "code": step.fault.code, "message": step.fault.message, "with": dict(step.fault.payload)}
        return {"error": {key: value for key, value in fault.items() if value}}
    given = "answers" if step.verb is Verb.TASK else "with"
    found: dict[str, Any] = {step.verb.value: step.target, "as": step.person, given: dict(step.given), "refused": step.refused}
    found = {key: value for key, value in found.items() if value}
    return {**found, **({"case": step.case} if step.case != MAIN else {}), **({} if step.fill else {"fill": False})}
