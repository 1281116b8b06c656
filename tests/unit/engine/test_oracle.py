"""Random diagrams of every executed element: after every step the engine shows what an independent interpreter shows."""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from drawing import AISHA, FACTS, NOW, Play
from oracle import Oracle
from oracle_parts import Endless
from random_diagrams import Area, Draw, diagram

from service.domain.execution import CompleteJob, CompleteTask, Deliver, FireTimers, Start, ThrowError
from service.engine.machine import apply, result
from service.engine.run import Run
from service.engine.snapshot import fresh

SEEDS = range(int(os.environ.get("FROM_SEED", "0")), int(os.environ.get("FROM_SEED", "0")) + int(os.environ.get("SEEDS", "400")))
STEPS = 25
MANY = 60
FIRST = {"r": 5, "n": 0, "v0": 0, "v1": 0}


class Kept:
    """The same case on the engine without a snapshot in between."""

    def __init__(self, play: Play) -> None:
        self.procedure = play.procedure
        self.tree, self.memory = fresh(play.procedure)
        self.do(Start(variables=FIRST, doer=AISHA), play)

    def do(self, intent: Any, play: Play) -> None:
        run = Run(self.procedure, self.tree, self.memory, facts=FACTS, now=play.now)
        apply(run, intent)
        assert result(run) == play.last


def picture(play: Play) -> dict[str, Any]:
    """Return what the oracle must show as well."""
    timers = [(item.element_id, item.due_at) for item in play.open["timers"].values()]
    others = [(item.element_id, None) for item in play.open["subscriptions"].values()]
    named = {kind: Counter(item.element_id for item in play.open[kind].values()) for kind in ("tasks", "jobs", "incidents")}
    return {
        **named,
        "waits": Counter([*timers, *others]),
        "history": Counter(play.history),
        "variables": play.variables,
        "ended": play.last.ended is not None,
    }


def act(play: Play, oracle: Oracle, dice: random.Random, step: int) -> Any:
    """Do the same thing to both. Returns what was done."""
    ways = [kind for kind in ("tasks", "jobs", "jobs", "subscriptions", "timers") if play.open[kind]]
    kind = dice.choice(ways)
    if kind == "timers":
        play.now += timedelta(hours=dice.randint(1, 8))
        oracle.move(play.now)
        play.do(FireTimers())
        return FireTimers()
    item_id = dice.choice(sorted(play.open[kind]))
    name = play.open[kind][item_id].element_id
    index = [held for held, item in play.open[kind].items() if item.element_id == name].index(item_id)
    given = {"r": dice.randrange(12), dice.choice(["v0", "v1", "out", "new"]): step}
    intent: Any
    if kind == "subscriptions":
        intent = Deliver(subscription_id=item_id, payload={"p": step})
        oracle.deliver(name, index, {"p": step})
    elif kind == "jobs" and dice.random() < 0.3:
        code = dice.choice("MNQ")
        intent = ThrowError(job_id=item_id, code=code)
        oracle.fail(name, index, code)
    else:
        about = {"tasks": "user", "jobs": "service"}[kind]
        intent = (
            CompleteTask(task_id=item_id, answers=given, doer=AISHA)
            if kind == "tasks"
            else CompleteJob(job_id=item_id, result=given)
        )
        oracle.complete(about, name, index, given)
    play.do(intent)
    return intent


def drawn(seed: int) -> tuple[Area, random.Random]:
    dice = random.Random(seed)
    return Draw(dice).area("n", dice.choice([1, 1, 2]), is_process=True), dice


@pytest.mark.parametrize("seed", SEEDS)
def test_the_engine_does_what_the_rules_say(seed: int) -> None:
    area, dice = drawn(seed)
    try:
        compare(area, dice, kept=seed % 3 == 0)
    except Endless:
        return


def compare(area: Area, dice: random.Random, *, kept: bool) -> None:
    """Play a case on the engine and on the oracle. Raises Endless where it never comes to rest."""
    oracle, play = Oracle(area, FIRST, NOW), Play(diagram(area), variables=FIRST)
    other = Kept(play) if kept else None
    assert picture(play) == oracle.picture()
    for step in range(STEPS):
        if not any(play.open[kind] for kind in ("tasks", "jobs", "subscriptions", "timers")) or len(play.open["tasks"]) > MANY:
            break
        intent = act(play, oracle, dice, step)
        assert picture(play) == oracle.picture()
        if other is not None:
            other.do(intent, play)
