"""Events in between and at the end: messages, signals, links, terminate, jobs."""

from __future__ import annotations

import pytest
from drawing import (
    FACTS,
    NOW,
    Play,
    boundary,
    catch,
    drawing,
    element,
    end,
    event,
    extensions,
    flows,
    gateway,
    io,
    multi,
    process,
    script,
    simple,
    start,
    sub,
    throws,
    user,
    zeebe,
)

from service.domain.errors import Conflict
from service.domain.execution import CompleteTask, Deliver, FireTimers, RetryIncident, Start, Thrown
from service.engine.machine import advance
from service.engine.procedure import compile_procedure, start_timer


def test_a_message_is_waited_for_in_between_and_brings_its_payload() -> None:
    play = Play(simple(catch("m", "message", "M"), user("a"), order="s>m m>a a>e"))
    assert play.waits == "m~"
    assert play.deliver("m", x=1).variables == {"x": 1}
    assert play.waits == "a"


def test_a_receive_task_waits_for_its_message_and_maps_it() -> None:
    task = element("receiveTask", "r", extensions(io("out:=paid->done")), messageRef="message_M")
    play = Play(simple(task, order="s>r r>e")).deliver("r", paid=True, junk=1)
    assert (play.waits, play.variables) == ("ended e", {"done": True})


def test_a_correlation_key_is_told_for_each_waiting_place() -> None:
    body = sub("sp", start("s1"), catch("m", "message", "M"), end("e1"), flows("s1>m m>e1"), loop=multi('=["A","B"]'))
    play = Play(simple(body, order="s>sp sp>e", keys={"M": "=item"}))
    assert [item.key for item in play.open["subscriptions"].values()] == ["A", "B"]


def test_a_thrown_message_goes_to_one_waiting_place_and_a_signal_to_all() -> None:
    def drawn(kind: str) -> bytes:
        return simple(
            gateway("parallel", "f"),
            catch("m1", kind, "N"),
            catch("m2", kind, "N"),
            user("u"),
            throws("t", kind, "N"),
            end("e1"),
            end("e2"),
            order="s>f f>m1 f>m2 f>u u>t m1>e1 m2>e2 t>e",
        )

    assert Play(drawn("message")).complete("u").waits == "m2~"
    assert Play(drawn("signal")).complete("u").waits == "ended e"


@pytest.mark.parametrize("kind", ["message", "signal"])
@pytest.mark.parametrize("tag", ["endEvent", "intermediateThrowEvent"])
def test_what_nothing_inside_catches_leaves_the_case(kind: str, tag: str) -> None:
    thrower = event(tag, "t", kind, "N", io("in:=x + 1->y"))
    order = "s>t" if tag == "endEvent" else "s>t t>e"
    xml = drawing(process(start(), thrower, end() if tag != "endEvent" else "", flows(order)))
    assert Play(xml, variables={"x": 1}).last.thrown == (Thrown(kind=kind, name="N", payload={"y": 2}),)


def test_a_throw_event_with_a_job_type_waits_for_its_connector() -> None:
    play = Play(simple(throws("t", "message", "M", zeebe("taskDefinition", type="email.send")), order="s>t t>e"))
    assert play.waits == "t*"
    assert play.job("t").waits == "ended e"


def test_a_terminate_end_ends_its_scope_and_only_that() -> None:
    body = sub(
        "sp",
        start("s1"),
        gateway("parallel", "f"),
        user("a"),
        user("b", loop=multi("=[1,2]")),
        end("t", "terminate"),
        flows("s1>f f>a f>b a>t"),
    )
    play = Play(simple(body, user("z"), order="s>sp sp>z z>e")).complete("a")
    assert play.waits == "z"
    assert play.complete("z").waits == "ended e"


def test_the_end_reached_last_is_how_the_case_ended() -> None:
    play = (
        Play(simple(gateway("parallel", "f"), user("a"), user("b"), end("e2"), order="s>f f>a f>b a>e b>e2"))
        .complete("b")
        .complete("a")
    )
    assert play.waits == "ended e"


def test_an_end_inside_a_sub_process_is_not_how_the_case_ended() -> None:
    body = sub("sp", start("s1"), user("u"), end("inner"), flows("s1>u u>inner"))
    assert Play(simple(body, order="s>sp sp>e")).complete("u").waits == "ended e"


def test_links_are_followed_as_often_as_needed() -> None:
    xml = simple(
        gateway("exclusive", "m"),
        user("a"),
        gateway("exclusive", "x", "x-t"),
        throws("t", "link", "L"),
        catch("c", "link", "L"),
        order="s>m m>a a>x x>e|=visit>2 x>t c>m",
    )
    play = Play(xml)
    for _ in range(3):
        assert play.waits == "a"
        play.complete("a")
    assert play.waits == "ended e"


def test_a_plain_throw_event_is_a_milestone() -> None:
    assert Play(simple(throws("t"), order="s>t t>e")).done == "s t e"


def test_a_flow_may_have_two_tokens() -> None:
    play = Play(
        simple(
            gateway("parallel", "f"),
            user("a"),
            user("b"),
            gateway("exclusive", "m"),
            user("z"),
            order="s>f f>a f>b a>m b>m m>z z>e",
        )
    )
    assert play.complete("a").complete("b").waits == "z z"


def test_what_is_not_open_is_refused() -> None:
    play = Play(simple(user("a"), boundary("b", "a", "message", "M"), order="s>a a>e b>e"))
    gone = play.item("tasks", "a"), play.item("subscriptions", "b")
    other = Play(simple(user("a"), boundary("b", "a", "message", "M"), order="s>a a>e b>e")).complete("a")
    for intent in (
        CompleteTask(task_id=gone[0], answers={}, doer=None),
        Deliver(subscription_id=gone[1]),
        RetryIncident(incident_id="x"),
    ):  # type: ignore[arg-type]
        with pytest.raises(Conflict):
            other.do(intent)
    with pytest.raises(Conflict):
        other.do(Start(variables={}, doer=None))  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        advance(other.procedure, None, FireTimers(), facts=FACTS, now=NOW)
    with pytest.raises(ValueError):
        advance(other.procedure, other.snapshot, FireTimers(), facts=FACTS, now=NOW.replace(tzinfo=None))


def test_a_timer_start_says_when_a_case_is_due() -> None:
    xml = drawing(process(start("s", "date", "=reviewOn"), end(), flows("s>e")))
    procedure = compile_procedure(Play(xml, variables={"reviewOn": "2026-09-21"}).procedure.bundle)
    due = start_timer(procedure, {"reviewOn": "2026-09-21"}, facts=FACTS, now=NOW)
    assert due is not None and due.isoformat() == "2026-09-21T00:00:00+00:00"
    assert start_timer(Play(simple(order="s>e")).procedure, {}, facts=FACTS, now=NOW) is None


def test_history_names_every_element_with_its_place() -> None:
    body = sub("sp", start("s1"), script("c", "=1", "x"), end("e1"), flows("s1>c c>e1"))
    play = Play(simple(body, order="s>sp sp>e"))
    assert [(step.element_id, step.element_type, step.what, step.place) for step in play.last.steps] == [
        ("s", "startEvent", "entered", ()),
        ("s", "startEvent", "completed", ()),
        ("sp", "subProcess", "entered", ()),
        ("s1", "startEvent", "entered", ("sp",)),
        ("s1", "startEvent", "completed", ("sp",)),
        ("c", "scriptTask", "entered", ("sp",)),
        ("c", "scriptTask", "completed", ("sp",)),
        ("e1", "endEvent", "entered", ("sp",)),
        ("e1", "endEvent", "completed", ("sp",)),
        ("sp", "subProcess", "completed", ()),
        ("e", "endEvent", "entered", ()),
        ("e", "endEvent", "completed", ()),
    ]
