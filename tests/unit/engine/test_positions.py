"""Every element in every place where it may stand, and what the prototype's gaps have become: closed, or refused by name."""

from __future__ import annotations

import itertools

import pytest
from drawing import (
    Play,
    boundary,
    bundle,
    call,
    catch,
    drawing,
    element,
    end,
    extensions,
    flows,
    gateway,
    io,
    multi,
    process,
    script,
    service,
    simple,
    start,
    sub,
    throws,
    user,
    zeebe,
)

from service.domain.execution import Thrown
from service.engine.dialect.vocabulary import WHY_NOT
from service.engine.procedure import check_diagrams, compile_procedure

INSIDE = (start("s1"), user("u"), end("e1"), flows("s1>u u>e1"))
CALLED = process(start("s9"), user("u9"), end("e9"), flows("s9>u9 u9>e9"), name="q")
RECEIVE = element("receiveTask", "a", name="a", messageRef="message_R")
MULTI = multi("=[1,2]")
MANY_SUBS = sub("k", start("s2"), user("u"), end("e2"), flows("s2>u u>e2"), loop=MULTI)
HOSTS = {
    "user": user("a"),
    "manual": element("manualTask", "a"),
    "service": service("a"),
    "send": element("sendTask", "a", extensions(zeebe("taskDefinition", type="t"))),
    "receive": RECEIVE,
    "script job": element("scriptTask", "a", extensions(zeebe("taskDefinition", type="t"))),
    "decision job": element("businessRuleTask", "a", extensions(zeebe("taskDefinition", type="t"))),
    "sub": sub("a", *INSIDE),
    "call": call("a", "q"),
    "many users": user("a", loop=MULTI),
    "many services": service("a", loop=MULTI),
    "many receives": element("receiveTask", "a", MULTI, name="a", messageRef="message_R"),
    "many subs": sub("a", *INSIDE, loop=MULTI),
    "many calls": call("a", "q", loop=MULTI),
    "users one by one": user("a", loop=multi("=[1,2]", one_by_one=True)),
    "subs one by one": sub("a", *INSIDE, loop=multi("=[1,2]", one_by_one=True)),
    "calls one by one": call("a", "q", loop=multi("=[1,2]", one_by_one=True)),
    "a sub of many subs": sub("a", start("s1"), MANY_SUBS, end("e1"), flows("s1>k k>e1")),
}
EVENTS = {"duration": "PT1H", "date": '=now + duration("PT1H")', "cycle": "R2/PT1H", "message": "M", "signal": "S"}


def with_called(*inside: str, order: str) -> bytes:
    return drawing(process(start(), *inside, end(), flows(order)), CALLED)


def without_b(play: Play) -> list[str]:
    return sorted(name for name in play.waits.split() if name not in ("b@", "b~"))


@pytest.mark.parametrize("interrupts", [True, False])
@pytest.mark.parametrize("kind", EVENTS)
@pytest.mark.parametrize("host", HOSTS)
def test_a_boundary_event_stands_on_every_activity(host: str, kind: str, interrupts: bool) -> None:
    if kind == "cycle" and interrupts:
        return
    parts = (HOSTS[host], boundary("b", "a", kind, EVENTS[kind], interrupts=interrupts), user("h"))
    play = Play(with_called(*parts, order="s>a a>e b>h h>e"))
    before = without_b(play)
    play = play.deliver("b") if kind in ("message", "signal") else play.wait(hours=1)
    assert without_b(play) == (["h"] if interrupts else sorted(["h", *before]))


@pytest.mark.parametrize("kind", ["error", "escalation"])
@pytest.mark.parametrize(
    "host", ["sub", "many subs", "subs one by one", "a sub of many subs", "call", "many calls", "calls one by one"]
)
def test_an_error_or_escalation_boundary_stands_on_every_activity_with_an_inside(host: str, kind: str) -> None:
    last = "e2" if "of many" in host else "e1"
    called = CALLED.replace(end("e9"), end("e9", kind, "E"))
    inside = HOSTS[host].replace(end(last), end(last, kind, "E"))
    parts = (inside, boundary("b", "a", kind, "E"), user("h"))
    play = Play(drawing(process(start(), *parts, end(), flows("s>a a>e b>h h>e")), called))
    assert play.complete("u9" if "call" in host else "u").waits == "h"


@pytest.mark.parametrize("host", ["service", "send", "script job", "decision job", "many services"])
def test_an_error_boundary_stands_on_every_job(host: str) -> None:
    play = Play(with_called(HOSTS[host], boundary("b", "a", "error", "E"), user("h"), order="s>a a>e b>h h>e"))
    assert play.fail("a", "E").waits == "h"


def test_an_event_gateway_takes_timers_messages_signals_and_receive_tasks() -> None:
    behind = [
        catch("t1", "duration", "PT2H"),
        catch("t2", "date", '=now + duration("PT1H")'),
        catch("m", "message", "M"),
        catch("n", "signal", "N"),
        RECEIVE,
    ]
    names = ["t1", "t2", "m", "n", "a"]
    order = "s>g " + " ".join(f"g>{name} {name}>h{name} h{name}>e" for name in names)
    xml = simple(gateway("eventBased", "g"), *behind, *(user(f"h{name}") for name in names), order=order)
    for name in ("m", "n", "a"):
        assert Play(xml).deliver(name).waits == f"h{name}"
    assert Play(xml).wait(hours=3).waits == "ht2"


@pytest.mark.parametrize(("kind", "value"), [("message", "M"), ("signal", "S"), ("date", "2026-04-01"), (None, "")])
def test_a_process_starts_by_message_signal_date_or_person(kind: str | None, value: str) -> None:
    play = Play(drawing(process(start("s", kind, value), user("a"), end(), flows("s>a a>e"))), variables={"x": 1})
    assert (play.waits, play.variables) == ("a", {"x": 1})


@pytest.mark.parametrize("kind", ["message", "signal"])
@pytest.mark.parametrize("tag", ["intermediateThrowEvent", "endEvent"])
def test_messages_and_signals_are_thrown_in_between_and_at_the_end(tag: str, kind: str) -> None:
    made = throws("t", kind, "M", io("in:=x->y")) if tag == "intermediateThrowEvent" else end("t", kind, "M", io("in:=x->y"))
    out = "s>t t>e" if tag == "intermediateThrowEvent" else "s>f f>t f>e"
    fork = "" if tag == "intermediateThrowEvent" else gateway("parallel", "f")
    assert Play(simple(made, fork, order=out), variables={"x": 5}).last.thrown == (Thrown(kind=kind, name="M", payload={"y": 5}),)


def test_several_pools_in_one_file_run_each_for_itself_and_black_boxes_are_drawn_only() -> None:
    pools = '<bpmn:collaboration id="c"><bpmn:participant id="p1" processRef="p"/><bpmn:participant id="p2" processRef="q"/>'
    pools += '<bpmn:participant id="p3" name="The manager"/><bpmn:messageFlow id="f1" sourceRef="t" targetRef="s9"/>'
    pools += '<bpmn:messageFlow id="f2" sourceRef="p3" targetRef="m"/></bpmn:collaboration>'
    one = process(start(), throws("t", "message", "M"), catch("m", "message", "N"), end(), flows("s>t t>m m>e"))
    other = process(start("s9", "message", "M"), user("u9"), end("e9"), flows("s9>u9 u9>e9"), name="q")
    xml = drawing(pools, one, other)
    assert check_diagrams(bundle(xml)) == []
    first = Play(xml)
    assert (first.waits, first.last.thrown) == ("m~", (Thrown(kind="message", name="M", payload={}),))
    assert Play(procedure=compile_procedure(bundle(xml, procedure_id="q"))).waits == "u9"


def test_of_nested_lanes_the_innermost_counts() -> None:
    inner = '<bpmn:lane id="l2" name="Director"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane>'
    refs = "<bpmn:flowNodeRef>a</bpmn:flowNodeRef><bpmn:flowNodeRef>b</bpmn:flowNodeRef>"
    lane = f'<bpmn:lane id="l1" name="Council">{refs}<bpmn:childLaneSet id="cs">{inner}</bpmn:childLaneSet></bpmn:lane>'
    play = Play(simple(f'<bpmn:laneSet id="ls">{lane}</bpmn:laneSet>', user("a"), user("b"), order="s>a s>b a>e b>e"))
    assert [(task.element_id, task.lane) for task in play.open["tasks"].values()] == [("a", "Director"), ("b", "Council")]


def test_a_start_a_task_and_a_boundary_event_may_fork_and_a_branch_may_just_end() -> None:
    xml = simple(
        user("a"), user("b"), boundary("t", "a", "duration", "PT1H"), user("c"), user("d"), order="s>a s>b a>c a>e t>c t>d"
    )
    play = Play(xml)
    assert play.waits == "a b t@"
    assert play.complete("b").wait(hours=1).waits == "c d"
    assert play.complete("c").complete("d").waits.startswith("ended")


def test_two_complete_sets_at_a_join_fire_twice_and_an_excess_token_stays() -> None:
    parts = (gateway("exclusive", "m"), user("a"), gateway("exclusive", "n"), user("b"), gateway("parallel", "j"), user("z"))
    xml = simple(gateway("parallel", "f"), *parts, order="s>f f>m m>a a>j f>n n>b b>j j>z z>e")
    twice = xml.replace(
        b"</bpmn:process>",
        (script("k", "=1", "x") + gateway("exclusive", "o") + flows("f>k f>o k>m o>n")).encode() + b"</bpmn:process>",
    )
    play = Play(twice)
    assert sorted(play.waits.split()) == ["a", "a", "b", "b"]
    play.complete("a").complete("a")
    assert play.waits == "b b"
    assert (play.complete("b").waits, play.complete("b").waits) == ("b z", "z z")
    assert play.complete("z").complete("z").waits == "ended e"


def test_excess_tokens_at_a_join_stay_until_the_case_is_ended_by_a_terminate_end() -> None:
    parts = (gateway("parallel", "f"), gateway("exclusive", "m"), user("b"), gateway("parallel", "j"), user("z"))
    xml = simple(*parts, script("k", "=1", "x"), end("t", "terminate"), order="s>f f>m f>k k>m m>j f>b b>j j>z z>t s>e")
    play = Play(xml)
    assert play.complete("b").waits == "z"
    assert [token[1] for token in play.content["scopes"][0]["tokens"]] == ["j", "z"]
    assert play.complete("z").waits == "ended t"


@pytest.mark.parametrize("one_by_one", [False, True])
def test_a_completion_condition_sees_the_counts_that_camunda_has(one_by_one: bool) -> None:
    names = ("numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances", "numberOfTerminatedInstances")
    until = f"=[{','.join(names)}] = target"
    play = Play(
        simple(user("a", loop=multi("=[1,2,3,4]", until=until, one_by_one=one_by_one)), order="s>a a>e"),
        variables={"target": [4, 0 if one_by_one else 2, 2, 0]},
    )
    assert play.complete("a").waits == ("a" if one_by_one else "a a a")
    assert play.complete("a").waits == "ended e"


def test_a_list_of_more_than_a_thousand_items_is_an_incident() -> None:
    play = Play(simple(user("a", loop=multi("=for i in 1..1001 return i")), order="s>a a>e"))
    (incident,) = play.open["incidents"].values()
    assert incident.message == "a: the list has 1001 items: more than 1000 cannot be gone through"


def test_a_monthly_reminder_comes_on_the_last_day_of_short_months_only() -> None:
    play = Play(
        simple(user("a"), boundary("r", "a", "cycle", "R/2028-01-31T09:00:00Z/P1M", interrupts=False), order="s>a a>e r>e")
    )
    days = []
    for _ in range(5):
        (timer,) = play.open["timers"].values()
        days.append(timer.due_at.date().isoformat())
        play.now = timer.due_at
        play.wait()
    assert days == ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"]


def test_a_year_of_missed_reminders_is_no_runaway_case() -> None:
    xml = simple(
        user("a"), boundary("r", "a", "cycle", "R/PT1H", interrupts=False), script("x", "=1", "n"), order="s>a a>e r>x x>e"
    )
    play = Play(xml).wait(days=50)
    assert (play.waits, play.done.count("x"), [timer.due_at > play.now for timer in play.open["timers"].values()]) == (
        "a r@",
        1000,
        [False],
    )
    assert play.wait().done.count("x") == 1200
    assert [timer.due_at > play.now for timer in play.open["timers"].values()] == [True]


def test_many_timers_that_are_due_together_are_no_runaway_case() -> None:
    names = [f"k{index}" for index in range(25)]
    line = " ".join(f"{one}>{other}" for one, other in itertools.pairwise(["t", *names, "e1"]))
    inside = (
        start("s1"),
        catch("t", "duration", "PT1H"),
        *(element("task", name) for name in names),
        end("e1"),
        flows(f"s1>t {line}"),
    )
    play = Play(simple(sub("a", *inside, loop=multi("=for i in 1..500 return i")), order="s>a a>e"))
    assert (len(play.open["timers"]), play.wait(hours=1).waits) == (500, "ended e")


@pytest.mark.parametrize("order", ["s>m m>t t>x x>m x>e|=false", "s>t t>x x>t x>e|=false"])
def test_a_loop_of_timers_that_are_always_due_is_stopped(order: str) -> None:
    parts = (catch("t", "duration", "PT0S"), gateway("exclusive", "x", "x-m" if "m" in order else "x-t"))
    play = Play(simple(*parts, *([gateway("exclusive", "m")] if "m" in order else []), order=order)).wait(seconds=1)
    (incident,) = play.open["incidents"].values()
    assert incident.message.endswith("the case went through more than 10000 elements without anybody or anything to wait for")


CARDINALITY = "<bpmn:loopCardinality>3</bpmn:loopCardinality>"
CARDINALITY = f"<bpmn:multiInstanceLoopCharacteristics>{CARDINALITY}</bpmn:multiInstanceLoopCharacteristics>"
REFUSED = {
    "adHocSubProcess": element("adHocSubProcess", "a"),
    "transaction": element("transaction", "a"),
    "complexGateway": element("complexGateway", "a"),
    "choreographyTask": element("choreographyTask", "a"),
    "compensateEventDefinition": throws("a", "compensate"),
    "cancelEventDefinition": end("a", "cancel"),
    "conditionalEventDefinition": catch("a", "conditional"),
    "standardLoopCharacteristics": element("userTask", "a", "<bpmn:standardLoopCharacteristics/>"),
    "loopCardinality": element("userTask", "a", CARDINALITY),
    "callConversation": element("callConversation", "a"),
    "script": element("scriptTask", "a", "<bpmn:script>import os</bpmn:script>"),
    "correlationProperty": element("correlationProperty", "a"),
}


@pytest.mark.parametrize("word", WHY_NOT)
def test_what_is_not_executed_says_what_to_draw_instead(word: str) -> None:
    findings = check_diagrams(bundle(simple(REFUSED[word], order="s>a a>e")))
    assert WHY_NOT[word] in [found.message for found in findings]


def test_a_timer_start_of_a_process_has_a_date_and_several_starts_are_refused() -> None:
    for kind, value in (("cycle", "R/P1D"), ("duration", "P1D")):
        rules = [found.rule for found in check_diagrams(bundle(drawing(process(start("s", kind, value), end(), flows("s>e")))))]
        assert rules == ["timer"]
    two = drawing(process(start(), start("s2", "message", "M"), end(), flows("s>e s2>e")))
    assert [found.rule for found in check_diagrams(bundle(two))] == ["one-start"]
