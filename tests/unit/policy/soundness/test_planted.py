"""A fault planted into a diagram of whole blocks is found by the right rule, at the right element."""

from __future__ import annotations

import random

import pytest
from blocks import RAISES, Blocks, ask, drawing_of
from drawing import bundle
from random_diagrams import Area, Step

from service.domain.behaviour import Question
from service.domain.verdicts import Outcome, Verdict
from service.engine.exploring import explore
from service.engine.procedure import compile_procedure
from service.policy.soundness import jobs, judge

SEEDS = range(50)


class Plain(Blocks):
    """Blocks without events that could interrupt everything: they would let a case that is stuck end after all."""

    handlers = 0.0


def drawn(seed: int, kind: str) -> tuple[Area, str]:
    """Return a process with a block of a kind that stands in the process itself, and the block's last step."""
    dice = random.Random(seed)
    while True:
        blocks = Plain(dice)
        area = blocks.area("n", dice.randint(3, 7), depth=1, is_process=True)
        found = [last for place, _, last in blocks.made.get(kind, []) if place is area]
        if found or kind == "":
            return area, dice.choice(found) if found else ""


def broken(area: Area) -> list[Verdict]:
    for each in area.areas():
        ask(each)
    procedure = compile_procedure(bundle(drawing_of(area)))
    behaviour = explore(procedure, Question(raises=RAISES, visible=jobs(procedure.description)))
    return [verdict for verdict in judge(behaviour, procedure.description) if verdict.outcome is Outcome.BROKEN]


def named(verdicts: list[Verdict], rule: str) -> set[str]:
    return {element_id for verdict in verdicts if verdict.check_id == rule for element_id in verdict.elements}


def before_end(area: Area, new: Step) -> None:
    """Put a step before the end of a process."""
    last = next(step for step in area.steps.values() if ("ne", "") in step.to)
    last.to = [(new.name, test) if target == "ne" else (target, test) for target, test in last.to]
    area.steps[new.name] = new


@pytest.mark.parametrize("seed", SEEDS)
def test_a_planted_deadlock_is_found(seed: int) -> None:
    """One way is taken, and the join waits for all."""
    area, join = drawn(seed, "exclusive")
    area.steps[join].kind = "parallel"
    assert join in named(broken(area), "option-to-complete")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_planted_lack_of_synchronisation_is_found(seed: int) -> None:
    """All ways are taken, and a merge waits for none."""
    area, join = drawn(seed, "parallel")
    after = Step("late", "user", to=area.steps[join].to)
    area.steps["late"] = after
    area.steps[join].kind, area.steps[join].to = "exclusive", [("late", "")]
    found = named(broken(area), "proper-completion")
    assert {join, "late"} & found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_planted_dead_part_is_found_whole(seed: int) -> None:
    """An event waits for an error that nothing raises."""
    area, _ = drawn(seed, "")
    before_end(area, Step("work", "user", to=[("ne", "")]))
    area.steps["never"] = Step("never", "boundary", ("error", "Z"), to=[("after", "")], sits_on="work")
    area.steps["after"] = Step("after", "user", to=[("over", "")])
    area.steps["over"] = Step("over", "end")
    found = broken(area)
    assert [(verdict.check_id, verdict.elements) for verdict in found] == [
        ("no-dead-element", ("never", "never-after", "after", "after-over", "over"))
    ]
    assert found[0].evidence is not None and found[0].evidence.at == "work"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_planted_livelock_is_found(seed: int) -> None:
    """One way leads into a round without a way out."""
    area, _ = drawn(seed, "")
    before_end(area, Step("ask", "exclusive", to=[("merge", ""), ("ne", "")]))
    area.steps["merge"] = Step("merge", "exclusive", to=[("again", "")])
    area.steps["again"] = Step("again", "user", to=[("merge", "")])
    found = broken(area)
    assert [(verdict.check_id, verdict.elements) for verdict in found] == [("option-to-complete", ("again",))]
