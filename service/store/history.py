"""An Advance as lines of history. ``what`` of a line is entered, completed, cancelled (a step), decided, thrown or stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from service.domain.execution import Advance, DecisionMade, Step


def history(advance: Advance, *, answers: Mapping[str, Any] | None, task_id: str | None) -> list[dict[str, Any]]:
    """Return the lines of an Advance in their order: each step, a decision just before its element completes, then what was
    thrown and where the case stopped. ``answers`` go to the ``completed`` line of the task ``task_id``."""
    answered = next((item.element_id for item in advance.tasks_closed if item.item_id == task_id), None)
    pending: dict[str, list[DecisionMade]] = {}
    for made in advance.decisions:
        pending.setdefault(made.element_id, []).append(made)
    lines: list[dict[str, Any]] = []
    for step in advance.steps:
        if step.what != "entered":
            lines.extend(_decision(made, step.visit) for made in pending.pop(step.element_id, ()))
        lines.append(_step(step))
        if answered == step.element_id and step.what == "completed" and answers is not None:
            lines[-1].update(answers=dict(answers), facts={**lines[-1]["facts"], "task_id": task_id})
            answered = None
    lines.extend(_decision(made, 1) for left in pending.values() for made in left)
    lines.extend(_rest(advance))
    return lines


def _rest(advance: Advance) -> Iterator[dict[str, Any]]:
    for sent in advance.thrown:
        yield _line("thrown", "", sent.kind, sent.name, facts={"payload": dict(sent.payload)})
    for incident in advance.incidents_opened:
        yield _line("stopped", incident.element_id, "", "", facts={"incident_id": incident.incident_id})


def _step(step: Step) -> dict[str, Any]:
    facts = {name: list(value) for name, value in (("place", step.place), ("via", step.via)) if value}
    return _line(step.what, step.element_id, step.element_type, step.name, visit=step.visit, facts=facts)


def _decision(made: DecisionMade, visit: int) -> dict[str, Any]:
    facts = asdict(made)
    return {**_line("decided", made.element_id, "decision", made.name, visit=visit), "decision": facts}


def _line(
    what: str, element_id: str, element_type: str, name: str, *, visit: int = 1, facts: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "what": what,
        "element_id": element_id,
        "element_type": element_type,
        "name": name,
        "visit": visit,
        "answers": None,
        "decision": None,
        "facts": dict(facts or {}),
    }
