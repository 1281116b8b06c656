"""Random nests of sub-processes, multi-instances, boundary events and event sub-processes: whatever happens, the books balance."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta
from typing import Any

import pytest
from drawing import Play, boundary, catch, drawing, end, flows, multi, process, service, start, sub, throws, user
from test_snapshots import intents

from service.domain.execution import FireTimers, RetryIncident, ThrowError

OUTER = 2
ANY = ("duration", "cycle", "message", "signal", "error", "escalation")


def event(dice: random.Random) -> tuple[str, str, bool]:
    """Return what an event is about, its value, and whether it interrupts."""
    kind = dice.choice(ANY)
    value = {"duration": "PT3H", "cycle": "R3/PT2H"}.get(kind) or dice.choice("MN")
    return kind, value, kind == "error" or (kind != "cycle" and dice.random() < 0.5)


def activity(dice: random.Random, name: str, depth: int) -> str:
    """Return an activity with its boundary events and what follows them; one in three is a multi-instance."""
    one_by_one = dice.random() < 0.4
    loop = multi("=[1,2]", out=f"o{name}", each="=r", one_by_one=one_by_one) if dice.random() < 0.35 else ""
    kind = dice.choice(["user", "service", "sub"] if depth else ["user", "service"])
    drawn = (
        sub(name, nest(dice, f"{name}x", depth - 1), loop=loop)
        if kind == "sub"
        else {"user": user, "service": service}[kind](name, loop=loop)
    )
    for index in range(dice.choice([0, 0, 1, 2])):
        about, value, interrupts = event(dice)
        mark = f"{name}b{index}"
        drawn += boundary(mark, name, about, value, interrupts=interrupts) + user(f"{mark}h") + flows(f"{mark}>{mark}h")
    return drawn


def between(dice: random.Random, name: str) -> str:
    """Return an event in between."""
    if dice.random() < 0.5:
        return throws(name, dice.choice(["escalation", "signal", "message"]), dice.choice("MN"))
    return catch(name, *dice.choice([("duration", "PT2H"), ("message", "M"), ("signal", "N")]))


def nest(dice: random.Random, name: str, depth: int) -> str:
    """Return the inside of a scope: a line of steps to an end of some kind, half of them with an event sub-process."""
    steps = [f"{name}{index}" for index in range(dice.randint(1, 3))]
    drawn = [activity(dice, step, depth) if dice.random() < 0.75 else between(dice, step) for step in steps]
    kind = dice.choice([None, None, "escalation", "terminate", "signal", "error" if depth < OUTER else None])
    drawn += [start(f"{name}s"), end(f"{name}e", kind, dice.choice("MN") if kind not in (None, "terminate") else "")]
    if dice.random() < 0.5:
        about, value, interrupts = event(dice)
        mark = f"{name}v"
        inside = (start(f"{mark}s", about, value, isInterrupting=str(interrupts).lower()), user(f"{mark}u"), end(f"{mark}e"))
        drawn.append(sub(mark, *inside, flows(f"{mark}s>{mark}u {mark}u>{mark}e"), event_sub=True))
    line = [f"{name}s", *steps, f"{name}e"]
    return "".join(drawn) + flows(" ".join(f"{one}>{other}" for one, other in itertools.pairwise(line)))


def act(play: Play, dice: random.Random, step: int) -> None:
    """Do one thing that may happen to the case."""
    choice, jobs, incidents = dice.random(), sorted(play.open["jobs"]), sorted(play.open["incidents"])
    intent: Any = intents(play.open, dice, step)
    if jobs and choice < 0.15:
        intent = ThrowError(job_id=dice.choice(jobs), code=dice.choice("MNQ"))
    elif incidents and choice < 0.2:
        intent = RetryIncident(incident_id=dice.choice(incidents))
    elif isinstance(intent, FireTimers):
        play.now += timedelta(hours=1)
    play.do(intent)


def balanced(play: Play) -> None:
    """What was told to be open is what the snapshot holds, and every token waits for something."""
    scopes = play.content["scopes"]
    tokens = [token for scope in scopes for token in scope["tokens"]]
    hosts = {scope["host"] for scope in scopes[1:]}
    watches = [
        watch
        for holder in [*(token[3] for token in tokens), *(scope["data"] for scope in scopes)]
        for watch in holder.get("watches", ())
    ]
    held = {
        kind: sum(mark in token[3] for token in tokens)
        for kind, mark in (("tasks", "task"), ("jobs", "job"), ("incidents", "held"))
    }
    assert held == {kind: len(play.open[kind]) for kind in held}
    assert len(watches) == len(play.open["timers"]) + len(play.open["subscriptions"])
    assert all(scope["tokens"] for scope in scopes[1:]) and hosts <= {token[0] for token in tokens}
    assert all(token[0] in hosts or {"task", "job", "held", "watches", "outs"} & set(token[3]) for token in tokens)


@pytest.mark.parametrize("seed", range(120))
def test_whatever_happens_the_books_balance(seed: int) -> None:
    dice = random.Random(seed)
    play = Play(drawing(process(nest(dice, "n", OUTER))), variables={"r": 0})
    for step in range(60):
        if play.last.ended:
            break
        balanced(play)
        act(play, dice, step)
    if play.last.ended:
        entered, left = ([name for name, what in play.history if (what == "entered") == sort] for sort in (True, False))
        assert sorted(entered) == sorted(left)
