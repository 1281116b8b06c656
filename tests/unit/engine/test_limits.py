"""Long, deep and wide cases are right, and stay within the times and sizes that docs/limits.md tells (with room for slow machines)."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from drawing import (
    Play,
    bundle,
    call,
    drawing,
    element,
    end,
    flows,
    gateway,
    multi,
    process,
    script,
    service,
    simple,
    start,
    sub,
    user,
)

from service.engine.procedure import check_diagrams, compile_procedure

ROOM = 10
"""How many times slower than the figures in docs/limits.md a machine may be before a test fails."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail when a block keeps the processor ten times longer than documented."""
    before = time.process_time()
    yield
    assert time.process_time() - before < seconds * ROOM


def size(play: Play) -> int:
    assert play.snapshot is not None
    return len(play.snapshot)


def test_three_thousand_rounds_of_a_loop_stay_right_small_and_fast() -> None:
    parts = (gateway("exclusive", "m"), service("v"), script("c", "=n+1", "n"), gateway("exclusive", "x", "x-m"))
    play = Play(simple(*parts, order="s>m m>v v>c c>x x>m x>e|=n>=3000"), variables={"n": 0})
    sizes = []
    with within(3.0):
        while not play.last.ended:
            sizes.append(size(play))
            play.job("v")
    assert (play.variables, len(sizes)) == ({"n": 3000}, 3000)
    assert max(sizes) <= 600


@pytest.mark.parametrize("one_by_one", [False, True])
@pytest.mark.parametrize("kind", ["sub", "call"])
def test_three_hundred_instances_with_an_inside_are_right_small_and_fast(kind: str, one_by_one: bool) -> None:
    inside = (start("s1"), user("u"), script("c", "=item*r", "y"), end("e1"), flows("s1>u u>c c>e1"))
    loop = multi("=for i in 1..300 return i", out="o", each="=y", one_by_one=one_by_one)
    body = sub("a", *inside, loop=loop) if kind == "sub" else call("a", "q", loop=loop)
    called = () if kind == "sub" else (process(*inside, name="q"),)
    with within(4.0):
        play = Play(drawing(process(start(), body, end(), flows("s>a a>e")), *called))
        largest = size(play)
        for _ in range(300):
            play.complete("u", r=2)
    assert (play.waits, play.variables) == ("ended e", {"o": [2 * number for number in range(1, 301)]})
    assert largest <= 16_000


@pytest.mark.parametrize("kind", ["sub", "call", "multi"])
def test_twenty_levels_of_nesting_are_right(kind: str) -> None:
    files, inner = [], user("u")
    held = "u"
    for depth in range(1, 21):
        loop = multi("=[1]", out=f"o{depth}", each="=r") if kind == "multi" else ""
        inside = (start(f"s{depth}"), inner, end(f"e{depth}"), flows(f"s{depth}>{held} {held}>e{depth}"))
        held = f"a{depth}"
        if kind == "call":
            files.append(process(*inside, name=f"q{depth}"))
        inner = call(held, f"q{depth}") if kind == "call" else sub(held, *inside, loop=loop)
    with within(0.5):
        play = Play(drawing(process(start(), inner, end(), flows(f"s>{held} {held}>e")), *files))
        assert [len(task.place) for task in play.open["tasks"].values()] == [20]
        play.complete("u", r=7)
    assert play.waits == "ended e"


def test_five_hundred_elements_in_a_line_are_right_and_fast() -> None:
    names = [f"a{index}" for index in range(500)]
    order = " ".join(f"{one}>{other}" for one, other in itertools.pairwise(["s", *names, "e"]))
    with within(1.0):
        play = Play(simple(*(script(name, "=n+1", "n") for name in names), order=order), variables={"n": 0})
    assert (play.waits, play.variables) == ("ended e", {"n": 500})


def test_five_hundred_elements_are_checked_in_under_two_seconds() -> None:
    names = [f"a{index}" for index in range(500)]
    order = " ".join(f"{one}>{other}" for one, other in itertools.pairwise(["s", *names, "e"]))
    with within(0.2):
        assert check_diagrams(bundle(simple(*(user(name) for name in names), order=order))) == []


LOOPS = {
    "gateways": (("exclusive", "m"), ("exclusive", "x", "x-m"), "s>m m>x x>m x>e|=false"),
    "fork": (("exclusive", "m"), ("parallel", "x"), "s>m m>x x>m x>e"),
    "bomb": (("exclusive", "m"), ("parallel", "x"), "s>m m>x x>m x>k k>m x>e"),
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_cycle_without_a_wait_state_becomes_an_incident(name: str) -> None:
    first, second, order = LOOPS[name]
    with within(2.0):
        play = Play(simple(gateway(*first), gateway(*second), *([element("task", "k")] if name == "bomb" else []), order=order))
    messages = {item.message.partition(": ")[2] for item in play.open["incidents"].values()}
    assert messages == {"the case went through more than 10000 elements without anybody or anything to wait for"}


def test_processes_that_call_themselves_side_by_side_without_end_are_bounded() -> None:
    parts = (start(), gateway("exclusive", "g", "g-u"), user("u"), call("c", "p", loop=multi("=[1,2]")), end())
    with within(2.0):
        play = Play(drawing(process(*parts, flows("s>g g>c|=deep g>u u>e c>e"))), variables={"deep": True})
    assert play.open["incidents"]


def test_an_escalation_that_starts_itself_again_is_bounded() -> None:
    handler = sub(
        "es", start("hs", "signal", "S", isInterrupting="false"), end("he", "signal", "S"), flows("hs>he"), event_sub=True
    )
    play = Play(simple(user("a"), end("t", "signal", "S"), gateway("parallel", "f"), handler, order="s>f f>a f>t a>e"))
    assert "a" in play.waits.split()
    assert play.open["incidents"]


def test_compiling_is_kept_by_content() -> None:
    held = bundle(simple(user("a"), order="s>a a>e"))
    assert compile_procedure(held) is compile_procedure(bundle(simple(user("a"), order="s>a a>e")))
