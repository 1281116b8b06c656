"""Event sub-processes: by every trigger, interrupting or not, at the top, nested and in called processes."""

from __future__ import annotations

import pytest
from drawing import (
    AISHA,
    Play,
    boundary,
    call,
    catch,
    drawing,
    end,
    flows,
    gateway,
    io,
    multi,
    process,
    service,
    simple,
    start,
    sub,
    throws,
    user,
)


def handler(kind: str, value: str, *, interrupts: bool = True, name: str = "es", task: str = "h") -> str:
    first = start(f"{name}s", kind, value, isInterrupting=str(interrupts).lower())
    return sub(name, first, user(task), end(f"{name}e"), flows(f"{name}s>{task} {task}>{name}e"), event_sub=True)


NESTS = {"top": 0, "one deep": 1, "three deep": 3, "called": -1}


def nested(depth: int, inside: str) -> bytes:
    """The same parallel work with a handler, at the top, in nested sub-processes, or in a called process."""
    body = (
        start("s0")
        + gateway("parallel", "f")
        + user("a")
        + user("b")
        + end("ea")
        + end("eb")
        + flows("s0>f f>a f>b a>ea b>eb")
        + inside
    )
    if depth == -1:
        outer = start("s") + call("ca", "q") + user("z") + end("e") + flows("s>ca ca>z z>e")
        return drawing(process(outer), process(body, name="q"))
    for level in range(depth):
        body = (
            start(f"o{level}")
            + sub(f"sp{level}", body)
            + user(f"z{level}")
            + end(f"x{level}")
            + flows(f"o{level}>sp{level} sp{level}>z{level} z{level}>x{level}")
        )
    return drawing(process(body))


@pytest.mark.parametrize("nest", NESTS)
@pytest.mark.parametrize(("kind", "value"), [("message", "M"), ("signal", "S"), ("duration", "PT1H")])
def test_an_interrupting_one_runs_instead_of_everything_else_in_its_scope(nest: str, kind: str, value: str) -> None:
    play = Play(nested(NESTS[nest], handler(kind, value)))
    play = play.wait(hours=1) if kind == "duration" else play.deliver("ess")
    assert play.waits == "h"
    play.complete("h")
    assert play.waits == {"top": "ended ese", "one deep": "z0", "three deep": "z0", "called": "z"}[nest]
    assert {"a", "b"} <= set(play.cancelled.split())


@pytest.mark.parametrize("nest", NESTS)
@pytest.mark.parametrize(("kind", "value"), [("message", "M"), ("signal", "S")])
def test_one_that_does_not_interrupt_runs_beside_and_again(nest: str, kind: str, value: str) -> None:
    play = Play(nested(NESTS[nest], handler(kind, value, interrupts=False))).deliver("ess").deliver("ess")
    assert play.waits == "a b h h ess~"
    play.complete("a").complete("b").complete("h")
    assert play.waits == "h ess~"
    play.complete("h")
    assert play.waits == {"top": "ended eb", "one deep": "z0", "three deep": "z0", "called": "z"}[nest]


def test_a_timer_that_repeats_starts_it_again_and_again() -> None:
    play = Play(nested(0, handler("cycle", "R3/PT1H", interrupts=False))).wait(hours=2)
    assert play.waits == "a b h h ess@"
    assert play.wait(hours=5).waits == "a b h h h"


def test_an_error_goes_to_the_event_sub_process_of_its_own_scope_first() -> None:
    inner = sub("sp", start("s1"), service("v"), end("e1"), flows("s1>v v>e1"), handler("error", "E1"))
    play = Play(simple(inner, boundary("b", "sp", "error", "E1"), user("k"), order="s>sp sp>e b>k k>e"))
    assert play.fail("v", "E1").waits == "h"
    assert play.complete("h").waits == "ended e"


def test_what_an_event_sub_process_throws_itself_goes_outward() -> None:
    own = sub("es", start("ess", "error", "E1"), end("again", "error", "E1"), flows("ess>again"), event_sub=True)
    inner = sub("sp", start("s1"), service("v"), end("e1"), flows("s1>v v>e1"), own)
    play = Play(simple(inner, boundary("b", "sp", "error", "E1"), user("k"), order="s>sp sp>e b>k k>e"))
    assert play.fail("v", "E1").waits == "k"


@pytest.mark.parametrize(("interrupts", "waits"), [(True, "h"), (False, "h u2")])
def test_an_escalation_starts_the_event_sub_process_of_its_scope(interrupts: bool, waits: str) -> None:
    play = Play(
        simple(
            throws("t", "escalation", "X"), user("u2"), handler("escalation", "X", interrupts=interrupts), order="s>t t>u2 u2>e"
        )
    )
    assert sorted(play.waits.split()) == sorted(waits.split())


def test_a_payload_is_seen_inside_and_mapped_outward_by_the_start_event() -> None:
    start_ = start("ess", "message", "M", io("out:=reason->withdrawn"))
    own = sub("es", start_, user("h"), end("ese"), flows("ess>h h>ese"), event_sub=True)
    play = Play(simple(user("a"), own, order="s>a a>e")).deliver("ess", doer=AISHA, reason="moved")
    assert play.variables == {"withdrawn": "moved"}
    play = Play(nested(0, handler("message", "M"))).deliver("ess", reason="moved")
    assert (play.variables, play.view("h")["reason"]) == ({}, "moved")


def test_an_interrupting_one_ends_what_other_event_sub_processes_wait_for() -> None:
    play = Play(nested(0, handler("message", "M") + handler("message", "N", interrupts=False, name="et", task="k")))
    assert play.waits == "a b ess~ ets~"
    assert play.deliver("ess").waits == "h"


def test_an_event_sub_process_can_have_boundary_like_waits_inside() -> None:
    own = sub(
        "es",
        start("ess", "message", "M"),
        catch("c", "duration", "PT1H"),
        user("h"),
        end("ese"),
        flows("ess>c c>h h>ese"),
        event_sub=True,
    )
    play = Play(simple(user("a"), own, order="s>a a>e")).deliver("ess")
    assert play.waits == "c@"
    assert play.wait(hours=1).complete("h").waits == "ended ese"


def test_every_instance_of_a_multi_instance_has_its_own() -> None:
    body = sub("sp", start("s1"), user("u"), end("e1"), flows("s1>u u>e1"), handler("message", "M"), loop=multi("=[1,2]"))
    play = Play(simple(body, order="s>sp sp>e"))
    assert play.waits == "u u ess~ ess~"
    assert play.deliver("ess", index=1).waits == "u h ess~"
    assert play.complete("u").complete("h").waits == "ended e"


def test_it_cannot_start_any_more_when_its_scope_has_ended() -> None:
    inner = sub("sp", start("s1"), user("u"), end("e1"), flows("s1>u u>e1"), handler("message", "M"))
    play = Play(simple(inner, user("z"), order="s>sp sp>z z>e")).complete("u")
    assert play.waits == "z"
