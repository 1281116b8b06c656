"""Snapshots: small, guarded, the same bytes for the same inputs, and no difference between keeping and restoring."""

from __future__ import annotations

import json
import random
import zlib
from typing import Any

import pytest
from drawing import (
    AISHA,
    FACTS,
    NOW,
    Play,
    boundary,
    call,
    catch,
    drawing,
    end,
    flows,
    gateway,
    multi,
    process,
    service,
    simple,
    start,
    sub,
    throws,
    user,
)

from service.domain.errors import Conflict
from service.domain.execution import CompleteJob, CompleteTask, Deliver, FireTimers, Start
from service.engine.machine import apply, result
from service.engine.procedure import build, compile_procedure
from service.engine.run import Run
from service.engine.snapshot import fresh

LOOP = simple(
    gateway("exclusive", "m"), user("u"), service("v"), gateway("exclusive", "x", "x-m"), order="s>m m>u u>v v>x x>m x>e|=n=99"
)
CALLED = process(
    start("s9"),
    gateway("parallel", "f9"),
    user("u9"),
    service("v9"),
    gateway("parallel", "j9"),
    end("e9"),
    flows("s9>f9 f9>u9 f9>v9 u9>j9 v9>j9 j9>e9"),
    name="q",
)
HANDLER = sub(
    "es", start("ess", "message", "M", isInterrupting="false"), user("h"), end("ese"), flows("ess>h h>ese"), event_sub=True
)
STOP = sub("et", start("ets", "signal", "S"), user("k"), end("ete"), flows("ets>k k>ete"), event_sub=True)
DRAWINGS = {
    "loop": LOOP,
    "parallel loop": simple(
        gateway("exclusive", "m"),
        gateway("parallel", "f"),
        user("a"),
        service("b"),
        gateway("parallel", "j"),
        gateway("exclusive", "x", "x-m"),
        order="s>m m>f f>a f>b a>j b>j j>x x>m x>e|=visit>3",
    ),
    "inclusive": simple(
        gateway("inclusive", "g", "g-c"),
        user("a"),
        service("b"),
        user("c"),
        gateway("inclusive", "j"),
        user("z"),
        boundary("t", "a", "duration", "PT1H"),
        order="s>g g>a|=true g>b|=r>3 g>c a>j b>j c>j j>z z>e t>j",
    ),
    "multi": simple(
        sub(
            "sp",
            start("s1"),
            user("u"),
            service("v"),
            end("e1"),
            flows("s1>u u>v v>e1"),
            HANDLER,
            loop=multi("=[1,2,3]", out="o", each="=r"),
        ),
        boundary("b", "sp", "duration", "PT5H"),
        order="s>sp sp>e b>e",
    ),
    "one by one": simple(
        user("u", loop=multi("=[1,2,3]", out="o", each="=r", one_by_one=True)),
        boundary("b", "u", "cycle", "R/PT2H", interrupts=False),
        user("h"),
        order="s>u u>e b>h h>e",
    ),
    "call": drawing(
        process(
            start(),
            call("c", "q", loop=multi("=[1,2]", out="o", each="=r")),
            boundary("b", "c", "message", "M"),
            end(),
            flows("s>c c>e b>c"),
            STOP,
        ),
        CALLED,
    ),
    "events": simple(
        gateway("parallel", "f"),
        user("a"),
        gateway("eventBased", "g"),
        catch("m", "message", "M"),
        catch("t", "duration", "PT1H"),
        throws("th", "signal", "Q"),
        sub("sp", start("s1"), service("v"), end("x", "error", "E"), flows("s1>v v>x")),
        boundary("b", "sp", "error", "E"),
        HANDLER,
        order="s>f f>a f>g f>sp a>e g>m g>t m>th t>e th>e sp>e b>e",
    ),
}


def intents(run_open: dict[str, dict[str, Any]], dice: random.Random, step: int) -> Any:
    choice = dice.random()
    subscriptions, tasks, jobs = (sorted(run_open[kind]) for kind in ("subscriptions", "tasks", "jobs"))
    if (choice < 0.15 and run_open["timers"]) or not (subscriptions or tasks or jobs):
        return FireTimers()
    if choice < 0.3 and subscriptions:
        return Deliver(subscription_id=dice.choice(subscriptions), payload={"p": step})
    if tasks and (choice < 0.7 or not jobs):
        return CompleteTask(task_id=dice.choice(tasks), answers={"r": step}, doer=AISHA)
    return CompleteJob(job_id=dice.choice(jobs), result={"r": step}) if jobs else FireTimers()


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", DRAWINGS)
def test_a_case_restored_after_every_step_goes_on_like_one_kept_in_memory(name: str, seed: int) -> None:
    from datetime import timedelta

    dice = random.Random(seed)
    play = Play(DRAWINGS[name], variables={"r": seed, "n": 0})
    procedure = build(play.procedure.bundle)
    tree, memory = fresh(procedure)
    apply(kept := Run(procedure, tree, memory, facts=FACTS, now=NOW), Start(variables={"r": seed, "n": 0}, doer=AISHA))
    assert result(kept) == play.last
    for step in range(40):
        if play.last.ended or not any(play.open.values()):
            break
        intent = intents(play.open, dice, step)
        if isinstance(intent, FireTimers):
            play.now += timedelta(hours=1)
        play.do(intent)
        kept = Run(procedure, tree, memory, facts=FACTS, now=play.now)
        apply(kept, intent)
        assert result(kept) == play.last


def test_a_loop_of_300_rounds_stays_small() -> None:
    play = Play(LOOP, variables={"n": 0})
    sizes = set()
    for _ in range(300):
        play.complete("u", note="x").job("v")
        assert play.snapshot is not None
        sizes.add(len(play.snapshot))
    assert max(sizes) < 1024
    assert len(play.content["scopes"][0]["tokens"]) == 1


def test_the_same_inputs_give_the_same_bytes() -> None:
    one, two = (Play(DRAWINGS["multi"]).complete("u", 1, r=1).wait(hours=1) for _ in range(2))
    assert one.snapshot == two.snapshot
    assert one.last == two.last


def test_a_snapshot_holds_no_specifications_and_no_finished_tokens() -> None:
    play = Play(simple(user("a"), user("b"), order="s>a a>b b>e")).complete("a")
    assert [token[1] for token in play.content["scopes"][0]["tokens"]] == ["b"]
    assert b"userTask" not in json.dumps(play.content).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda held: held.replace(b"triangulate 1", b"triangulate 2"),
        lambda held: held.replace(b"triangulate", b"somebody"),
        lambda held: b"x",
        lambda held: held[:-9],
        lambda held: held.partition(b"\n")[0] + b"\n" + zlib.compress(b"[1"),
        lambda held: held.replace(held.split()[2], b"0" * 64),
    ],
)
def test_what_this_release_cannot_read_is_refused(change: Any) -> None:
    play = Play(LOOP, variables={"n": 0})
    assert play.snapshot is not None
    play.snapshot = change(play.snapshot)
    with pytest.raises(Conflict):
        play.do(FireTimers())


def test_values_that_look_like_ours_survive() -> None:
    value = {"typename": "Task", "a": [1, True, 1.5, None, "ü🙂"], "1": {"x": []}}
    play = Play(LOOP, variables={"n": 0, "v": value}).complete("u", v2=value)
    assert play.job("v").variables == {"n": 0, "v": value, "v2": value}


def test_one_megabyte_of_text_is_kept() -> None:
    text = "ß" * 500_000
    play = Play(simple(user("a"), user("b"), order="s>a a>b b>e")).complete("a", text=text)
    assert play.complete("b").variables == {"text": text}


def test_a_compiled_procedure_is_shared() -> None:
    held = Play(LOOP, variables={"n": 0}).procedure
    assert compile_procedure(held.bundle) is held


def test_ids_sort_in_the_order_of_opening() -> None:
    play = Play(simple(user("a", loop=multi("=for i in 1..40 return i")), order="s>a a>e"))
    assert [task.place for _, task in sorted(play.open["tasks"].items())] == [(f"a[{number}]",) for number in range(1, 41)]
