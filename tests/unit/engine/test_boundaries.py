"""Boundary events on every host: what interrupts, what goes on beside, who catches errors."""

from __future__ import annotations

import pytest
from drawing import (
    Play,
    boundary,
    call,
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
    zeebe,
)

INNER = (start("s1"), user("u"), end("e1"), flows("s1>u u>e1"))
HOSTS = {
    "user": user("u"),
    "service": service("u"),
    "sub": sub("u", start("s1"), user("i"), end("e1"), flows("s1>i i>e1")),
    "call": call("u", "q"),
    "multi": user("u", loop=multi("=[1,2]")),
    "multi sub": sub("u", start("s1"), user("i"), end("e1"), flows("s1>i i>e1"), loop=multi("=[1,2]")),
    "multi call": call("u", "q", loop=multi("=[1,2]")),
    "one by one": sub("u", start("s1"), user("i"), end("e1"), flows("s1>i i>e1"), loop=multi("=[1,2]", one_by_one=True)),
}
CALLED = process(start("s2"), user("i2"), end("e2"), flows("s2>i2 i2>e2"), name="q")


def drawn(host: str, kind: str, value: str, *, interrupts: bool = True) -> bytes:
    inside = (start(), HOSTS[host], boundary("b", "u", kind, value, interrupts=interrupts), user("h"), end(), end("eh"))
    return drawing(process(*inside, flows("s>u u>e b>h h>eh")), CALLED)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(("kind", "value"), [("duration", "PT1H"), ("message", "M"), ("signal", "S")])
def test_an_interrupting_event_cancels_its_host_and_everything_inside(host: str, kind: str, value: str) -> None:
    play = Play(drawn(host, kind, value))
    play = play.wait(hours=1) if kind == "duration" else play.deliver("b")
    assert play.waits == "h"
    assert play.complete("h").waits == "ended eh"
    assert "u" in play.cancelled.split()


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(("kind", "value"), [("duration", "PT1H"), ("message", "M"), ("signal", "S")])
def test_an_event_that_does_not_interrupt_runs_beside_its_host(host: str, kind: str, value: str) -> None:
    play = Play(drawn(host, kind, value, interrupts=False))
    before = play.waits.replace("b@", "").replace("b~", "").split()
    play = play.wait(hours=1) if kind == "duration" else play.deliver("b").deliver("b")
    assert sorted(play.waits.replace("b~", "").split()) == sorted([*before, *["h"] * (1 if kind == "duration" else 2)])
    while not play.last.ended:
        item = next(iter(play.open["tasks"].values()), None)
        play = play.complete(item.element_id) if item else play.job("u")
    assert play.cancelled == ""


def test_a_host_that_completes_takes_its_events_along() -> None:
    play = Play(drawn("user", "duration", "PT1H")).complete("u")
    assert play.waits == "ended e"
    assert [(closed.element_id, closed.end) for closed in play.last.timers_closed] == [("b", "cancelled")]


def test_a_boundary_flow_straight_back_to_its_host_begins_it_again() -> None:
    play = Play(simple(user("a"), boundary("b", "a", "message", "M"), order="s>a a>e b>a"))
    for _ in range(3):
        assert play.waits == "a b~"
        play.deliver("b")
    assert play.open["tasks"][play.item("tasks", "a")].visit == 4
    assert play.complete("a").waits == "ended e"


def test_a_payload_merges_into_the_variables() -> None:
    assert Play(drawn("user", "message", "M")).deliver("b", why="x").variables == {"why": "x"}


ERRORS = (boundary("b", "a", "error", "E1"), boundary("c", "a", "error"), user("h"), user("k"))
WAYS = "s>a a>e b>h h>e c>k k>e"


@pytest.mark.parametrize(("code", "way"), [("E1", "h"), ("E9", "k")])
def test_an_exact_code_goes_before_one_that_catches_all(code: str, way: str) -> None:
    play = Play(simple(service("a"), *ERRORS, order=WAYS)).fail("a", code, more=1)
    assert play.waits == way
    assert play.variables == {"errorCode": code, "errorMessage": "m", "more": 1}


def test_an_error_that_nothing_catches_holds_the_case_and_retries_as_a_new_job() -> None:
    play = Play(simple(service("a"), boundary("b", "a", "error", "E1"), user("h"), order="s>a a>e b>h h>e"))
    first = dict(play.open["jobs"])
    assert play.fail("a", "E9").waits == "a!"
    assert play.retry("a").waits == "a*"
    second = play.open["jobs"]
    assert not first.keys() & second.keys()
    assert {job.key for job in first.values()} == {job.key for job in second.values()}
    assert play.fail("a", "E1").waits == "h"


def thrower(kind: str, value: str) -> str:
    return sub("sp", start("s1"), user("u"), end("x", kind, value), flows("s1>u u>x"))


def test_an_error_end_goes_to_the_boundary_of_its_sub_process_and_to_no_other() -> None:
    xml = simple(
        gateway("parallel", "f"),
        thrower("error", "E1"),
        boundary("b", "sp", "error", "E1"),
        service("other"),
        boundary("c", "other", "error", "E1"),
        user("h"),
        user("k"),
        order="s>f f>sp f>other sp>e other>e b>h c>k h>e k>e",
    )
    assert Play(xml).complete("u").waits == "h other*"


def test_an_error_goes_outward_through_called_processes() -> None:
    called = process(start("s1"), user("u"), end("x", "error", "E1"), flows("s1>u u>x"), name="q")
    outer = sub("sp", start("s2"), call("ca", "q"), end("e2"), flows("s2>ca ca>e2"))
    play = Play(
        drawing(process(start(), outer, boundary("b", "sp", "error", "E1"), user("h"), end(), flows("s>sp sp>e b>h h>e")), called)
    )
    assert play.complete("u").waits == "h"
    assert play.cancelled == "x u ca sp".replace("u ", "")


def test_an_error_in_one_instance_interrupts_the_whole_multi_instance() -> None:
    body = sub("sp", start("s1"), service("v"), end("e1"), flows("s1>v v>e1"), loop=multi("=[1,2,3]"))
    play = Play(simple(body, boundary("b", "sp", "error", "E1"), user("h"), order="s>sp sp>e b>h h>e"))
    assert play.fail("v", "E1", index=1).waits == "h"


def test_an_uncaught_error_end_holds_its_token() -> None:
    play = Play(simple(thrower("error", "E1"), order="s>sp sp>e")).complete("u")
    assert play.waits == "x!"
    assert play.retry("x").waits == "x!"


def test_nothing_else_in_the_failed_scope_runs_after_an_error() -> None:
    body = sub(
        "sp",
        start("s1"),
        gateway("parallel", "f"),
        end("x", "error", "E1"),
        user("late"),
        end("e1"),
        flows("s1>f f>x f>late late>e1"),
    )
    play = Play(simple(body, boundary("b", "sp", "error", "E1"), user("h"), order="s>sp sp>e b>h h>e"))
    assert play.waits == "h"
    assert ("late", "entered") not in play.history


@pytest.mark.parametrize(("interrupts", "waits"), [(True, "h"), (False, "u2 h")])
def test_an_escalation_in_between_is_caught_on_the_sub_process(interrupts: bool, waits: str) -> None:
    body = sub("sp", start("s1"), throws("t", "escalation", "X"), user("u2"), end("e1"), flows("s1>t t>u2 u2>e1"))
    play = Play(simple(body, boundary("b", "sp", "escalation", "X", interrupts=interrupts), user("h"), order="s>sp sp>e b>h h>e"))
    assert sorted(play.waits.split()) == sorted(waits.split())


def test_an_escalation_that_nothing_catches_goes_on() -> None:
    assert Play(simple(thrower("escalation", "X"), order="s>sp sp>e")).complete("u").waits == "ended e"


def test_an_escalation_end_that_does_not_interrupt_lets_the_sub_process_end() -> None:
    xml = simple(
        thrower("escalation", "X"),
        boundary("b", "sp", "escalation", interrupts=False),
        user("h"),
        user("z"),
        order="s>sp sp>z z>e b>h h>e",
    )
    assert sorted(Play(xml).complete("u").waits.split()) == ["h", "z"]


def test_a_role_may_raise_a_boundary_message_from_the_case_page() -> None:
    held = zeebe("properties", zeebe("property", name="raisedBy", value="osw tm"))
    (waiting,) = (
        Play(simple(user("a"), boundary("Withdraw", "a", "message", "M", held), order="s>a a>e Withdraw>e"))
        .open["subscriptions"]
        .values()
    )
    assert (waiting.kind, waiting.name, waiting.raised_by, waiting.label, waiting.key) == (
        "message",
        "M",
        ("osw", "tm"),
        "Withdraw",
        None,
    )
