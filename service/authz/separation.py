"""Separation of duties as a rule of the diagram: who did one step may not do another of the same case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from service.domain.errors import NotAllowed
from service.domain.execution import OpenTask
from service.domain.pack import Pack
from service.domain.records import CaseRecord, TaskRecord

DEFAULT_RULE = "SOD"


@dataclass(frozen=True)
class Duty:
    """One word of ``differentFrom``: the task's doer must not have done ``element_id``; ``rule`` is the id that says why."""

    rule: str
    element_id: str


def duties(task: TaskRecord | OpenTask) -> Iterator[Duty]:
    """Yield the duties that a task's ``differentFrom`` keeps apart, in its order."""
    return duties_in(task.properties)


def duties_in(properties: Mapping[str, str]) -> Iterator[Duty]:
    """Yield the duties that ``differentFrom`` of an element names (``RULE:ElementId`` or ``ElementId``), in its order."""
    for word in properties.get("differentFrom", "").split():
        rule, separator, element_id = word.partition(":")
        yield Duty(rule, element_id) if separator else Duty(DEFAULT_RULE, word)


def broken_duty(task: TaskRecord | OpenTask, case: CaseRecord, actor_id: str) -> Duty | None:
    """Return the first duty that this person would break by doing the task, or None."""
    return next((duty for duty in duties(task) if actor_id in case.doers.get(duty.element_id, ())), None)


def require_separation(task: TaskRecord, case: CaseRecord, actor_id: str, *, pack: Pack, name_of: Callable[[str], str]) -> None:
    """Refuse a doer who did a step that the diagram keeps apart from this one. ``name_of`` gives an element's name.

    Raises: NotAllowed with the rule's id, and the pack's sentence for it or the general one.
    """
    duty = broken_duty(task, case, actor_id)
    if duty is not None:
        sentence = pack.rules.get(duty.rule) or f"Choose someone other than the person who did “{name_of(duty.element_id)}”"
        raise NotAllowed(sentence, rule=duty.rule)
