"""The nineteen faults of SpiffWorkflow 3.2 that a council would meet: each is a rule here, and the rule holds."""

from __future__ import annotations

import itertools
import sys
from typing import Any

import pytest
from drawing import (
    AISHA,
    NOW,
    Play,
    boundary,
    bundle,
    call,
    catch,
    drawing,
    element,
    end,
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
)

from service.engine.procedure import check_diagrams, compile_procedure
from service.engine.tree import ScopeSpec

LOOPED = "s>m m>g g>a|=true g>b|=true a>j b>j j>x x>m x>e|=visit>2"
INSIDE = (start("s1"), user("u"), end("e1"), flows("s1>u u>e1"))
HOSTS = {
    "sub": lambda loop: sub("a", *INSIDE, loop=loop),
    "call": lambda loop: call("a", "q", loop=loop),
}
CALLED = process(start("s9"), user("u9"), end("e9"), flows("s9>u9 u9>e9"), name="q")


def beside(*inside: str, order: str) -> bytes:
    return drawing(process(start(), *inside, end(), flows(order)), CALLED)


@pytest.mark.parametrize("kind", ["parallel", "inclusive"])
@pytest.mark.parametrize("first", ["a", "b"])
def test_01_a_join_in_a_loop_waits_for_both_branches_in_every_round(kind: str, first: str) -> None:
    order = LOOPED if kind == "inclusive" else LOOPED.replace("|=true", "")
    parts = (gateway("exclusive", "m"), gateway(kind, "g"), user("a"), user("b"), gateway(kind, "j"))
    play = Play(simple(*parts, gateway("exclusive", "x", "x-m"), order=order))
    for _ in range(3):
        assert play.waits == "a b"
        assert play.complete(first).waits == ("b" if first == "a" else "a")
        play.complete("b" if first == "a" else "a")
    assert play.waits == "ended e"


@pytest.mark.parametrize("parked", [service("b"), call("b", "q"), sub("b", *INSIDE), user("b", loop=multi("=[1]"))])
def test_02_an_inclusive_join_waits_for_parked_work_with_another_wait_behind_it(parked: str) -> None:
    parts = (gateway("inclusive", "g"), user("a"), parked, user("k"), gateway("inclusive", "j"), user("z"))
    play = Play(beside(*parts, order="s>g g>a|=true g>b|=true a>j b>k k>j j>z z>e"))
    assert "z" not in play.complete("a").waits


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_03_what_is_thrown_reaches_the_nearest_catcher_on_its_way_out_and_no_other(kind: str) -> None:
    thrower = sub("t", start("s1"), user("u"), end("x", kind, "E"), flows("s1>u u>x"))
    other = sub("o", start("s2"), user("w"), end("e2"), flows("s2>w w>e2"))
    parts = (gateway("parallel", "f"), thrower, other, boundary("bt", "t", kind, "E"), boundary("bo", "o", kind, "E"))
    any_code = (boundary("ba", "t", kind), user("h"))
    play = Play(simple(*parts, *any_code, order="s>f f>t f>o t>e o>e bt>h bo>e ba>e h>e"))
    assert play.complete("u").waits == "w h"


@pytest.mark.parametrize("kind", ["error", "terminate"])
def test_04_nothing_of_the_scope_runs_after_an_error_or_terminate_end(kind: str) -> None:
    inside = (start("s1"), gateway("parallel", "f"), end("x", kind, "E" if kind == "error" else ""), script("v", "=1", "ran"))
    body = sub("sp", *inside, end("e1"), flows("s1>f f>x f>v v>e1"))
    play = Play(simple(body, boundary("b", "sp", "error", "E"), user("h"), order="s>sp sp>h b>h h>e"))
    assert (play.waits, "ran" in play.variables) == ("h", False)


@pytest.mark.parametrize("one_by_one", [False, True])
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(("kind", "value"), [("duration", "PT1H"), ("message", "M"), ("signal", "S")])
def test_05_interrupting_a_multi_instance_of_sub_processes_ends_everything_inside(
    kind: str, value: str, host: str, one_by_one: bool
) -> None:
    body = HOSTS[host](multi("=[1,2]", one_by_one=one_by_one))
    play = Play(beside(body, boundary("b", "a", kind, value), user("h"), order="s>a a>e b>h h>e"))
    play = play.wait(hours=1) if kind == "duration" else play.deliver("b")
    assert play.waits == "h"
    assert len(play.content["scopes"]) == 1


@pytest.mark.parametrize("place", ["top", "embedded", "called"])
@pytest.mark.parametrize("interrupts", [True, False])
@pytest.mark.parametrize("kind", ["message", "signal", "duration", "error", "escalation"])
def test_06_event_sub_processes_start_with_their_event_in_every_scope(kind: str, interrupts: bool, place: str) -> None:
    if kind == "error" and not interrupts:
        return
    value = {"duration": "PT1H"}.get(kind, "E")
    handler = (start("hs", kind, value, isInterrupting=str(interrupts).lower()), user("h"), end("he"), flows("hs>h h>he"))
    inner = sub("i", start("is"), user("t"), end("ix", kind, "E"), flows("is>t t>ix")) if kind in ("error", "escalation") else ""
    first = inner or user("t")
    main = (start(), first, user("w"), end(), sub("es", *handler, event_sub=True), flows(f"s>{'i' if inner else 't'}"))
    line = flows(f"{'i' if inner else 't'}>w w>e")
    if place == "top":
        xml = drawing(process(*main, line))
    elif place == "embedded":
        xml = drawing(process(start("s0"), sub("sp", *main, line), end("e0"), flows("s0>sp sp>e0")))
    else:
        xml = drawing(process(start("s0"), call("c", "q"), end("e0"), flows("s0>c c>e0")), process(*main, line, name="q"))
    play = Play(xml)
    assert play.waits.split()[0] == "t"
    if inner:
        play.complete("t")
    elif kind == "duration":
        play.wait(hours=1)
    else:
        play.deliver("hs")
    tasks = {task.element_id for task in play.open["tasks"].values()}
    assert tasks == ({"h"} if interrupts else {"h", "w" if inner else "t"})


def test_07_running_cases_never_change_the_shared_specifications() -> None:
    handler = sub(
        "es", start("hs", "message", "M", isInterrupting="false"), user("h"), end("he"), flows("hs>h h>he"), event_sub=True
    )
    xml = simple(
        user("a", loop=multi("=[1,2]")), boundary("b", "a", "message", "N", interrupts=False), handler, order="s>a a>e b>e"
    )
    procedure = compile_procedure(bundle(xml))
    before = shape(procedure.scope_specs)
    Play(procedure=procedure).deliver("hs").deliver("hs").deliver("b").complete("a").complete("a")
    assert shape(procedure.scope_specs) == before


def shape(specs: dict[str, ScopeSpec]) -> Any:
    return {
        key: {
            name: (
                node.flows,
                node.incoming,
                node.boundaries,
                [out.name for out in node.outputs],
                [one.name for one in node.inputs],
            )
            for name, node in spec.task_specs.items()
            if hasattr(node, "flows")
        }
        for key, spec in specs.items()
    }


@pytest.mark.parametrize("one_by_one", [False, True])
def test_08_a_multi_instance_takes_nulls_shadows_its_item_and_collects_in_order_again_and_again(one_by_one: bool) -> None:
    body = user("a", loop=multi("=[1,null,3]", out="o", each="={i: item, r: r}", one_by_one=one_by_one))
    loop = (gateway("exclusive", "m"), body, gateway("exclusive", "x", "x-m"))
    play = Play(simple(*loop, order="s>m m>a a>x x>m x>e|=visit>1"), variables={"item": "mine", "o": ["old"]})
    for _ in range(2):
        for index in range(3):
            play.complete("a", 0 if one_by_one else 2 - index, r=index)
    results = [0, 1, 2] if one_by_one else [2, 1, 0]
    expected = [{"i": item, "r": result} for item, result in zip([1, None, 3], results, strict=True)]
    assert (play.waits, play.variables) == ("ended e", {"item": "mine", "o": expected})


def test_09_a_loop_goes_on_beyond_a_thousand_levels() -> None:
    play = Play(
        simple(gateway("exclusive", "m"), service("v"), gateway("exclusive", "x", "x-m"), order="s>m m>v v>x x>m x>e|=n=9")
    )
    play.job("v", n=0)
    for _ in range(1200):
        play.job("v", n=0)
    assert (play.waits, len(play.content["scopes"][0]["tokens"])) == ("v*", 1)


@pytest.mark.parametrize(("hours", "chosen"), [(1, "h1"), (2, "h1")])
def test_10_every_timer_behind_an_event_gateway_has_its_own_time(hours: int, chosen: str) -> None:
    late, soon = (
        catch(name, "duration", value).replace(f'name="{name}"', 'name="Wait"')
        for name, value in (("t2", "PT2H"), ("t1", "PT1H"))
    )
    xml = simple(gateway("eventBased", "g"), late, soon, user("h2"), user("h1"), order="s>g g>t2 g>t1 t2>h2 t1>h1 h2>e h1>e")
    play = Play(xml)
    assert sorted((timer.due_at - NOW).total_seconds() / 3600 for timer in play.open["timers"].values()) == [1, 2]
    assert play.wait(hours=hours).waits == chosen


def test_11_reminders_outlive_their_task_and_none_is_lost_when_several_are_due() -> None:
    play = Play(simple(user("a"), boundary("r", "a", "cycle", "R3/PT1H", interrupts=False), user("h"), order="s>a a>e r>h h>e"))
    assert play.wait(hours=9).waits == "a h h h"
    assert play.complete("a").waits == "h h h"


def test_12_a_join_loses_no_update_and_shares_no_nested_value() -> None:
    parts = (gateway("parallel", "f"), user("a"), user("b"), gateway("parallel", "j"), user("z"))
    play = Play(simple(*parts, order="s>f f>a f>b a>j b>j j>z z>e"), variables={"x": 1, "zeros": [0, 0, 0], "d": {"k": 1}})
    play.complete("a", x=2, d={"k": 2}).complete("b", y=[0])
    assert (play.waits, play.variables) == ("z", {"x": 2, "zeros": [0, 0, 0], "d": {"k": 2}, "y": [0]})


def test_13_a_multi_instance_restored_by_a_fresh_reading_of_the_diagram_completes() -> None:
    from service.engine.procedure import build

    play = Play(simple(user("a", loop=multi("=[1,2]", out="o", each="=r")), order="s>a a>e")).complete("a", r=1)
    play.procedure = build(play.procedure.bundle)
    assert play.complete("a", r=2).variables == {"o": [1, 2]}


def test_14_values_come_back_with_their_kind_and_order_and_nothing_is_evaluated_after_a_restore() -> None:
    value = {"b": True, "a": 1, "typename": "datetime", "t": [1, True, 1.0, "1"], "f": "=1+1", "p": "__import__('os')"}
    play = Play(simple(user("a"), user("b"), order="s>a a>b b>e")).complete("a", v=value)
    assert repr(play.complete("b").variables["v"]) == repr({**value, "t": [1, True, 1.0, "1"]})


def test_15_a_failure_in_a_step_loses_no_sibling() -> None:
    parts = (gateway("parallel", "f"), catch("t", "duration", "=x"), user("b"), user("c"))
    play = Play(simple(*parts, order="s>f f>b f>t f>c b>e t>e c>e"), variables={"x": "tomorrow"})
    assert play.waits == "b c t!"


def test_16_what_is_done_cannot_be_done_again() -> None:
    from service.domain.errors import Conflict
    from service.domain.execution import CompleteTask

    play = Play(simple(user("a"), user("b"), order="s>a a>b b>e"))
    task_id = play.item("tasks", "a")
    play.complete("a")
    snapshot = play.snapshot
    with pytest.raises(Conflict, match="no longer open"):
        play.do(CompleteTask(task_id=task_id, answers={}, doer=AISHA))
    assert play.snapshot == snapshot


@pytest.mark.parametrize("interrupts", [True, False])
def test_17_a_boundary_flow_straight_back_to_its_host_begins_it_again_once(interrupts: bool) -> None:
    play = Play(simple(user("a"), boundary("b", "a", "message", "M", interrupts=interrupts), order="s>a a>e b>a"))
    for number in range(1, 4):
        play.deliver("b")
        assert len(play.open["tasks"]) == (1 if interrupts else number + 1)
    for _ in range(1 if interrupts else 4):
        play.complete("a")
    assert play.waits == "ended e"


def test_18_live_work_is_untouched_by_saving_and_restoring() -> None:
    body = user("a", io("in:=item->mine"), loop=multi("=[7,8]", out="o", each="=r"))
    play = Play(simple(body, boundary("t", "a", "duration", "PT2H"), user("h"), order="s>a a>e t>h h>e"))
    play.wait(minutes=90).complete("a", r=1)
    assert (play.view("a")["mine"], [timer.due_at.hour for timer in play.open["timers"].values()]) == (8, [11])
    assert play.wait(minutes=30).waits == "h"


@pytest.mark.parametrize("kind", ["message", "signal", "error", "escalation"])
def test_19_a_missing_reference_is_a_finding_that_says_which(kind: str) -> None:
    made = throws("t", kind) if kind in ("message", "signal", "escalation") else end("t", kind)
    xml = simple(made, order="s>t t>e" if kind != "error" else "s>t")
    assert (f"“t” does not say which {kind}.", "t") in [
        (found.message, found.element_id) for found in check_diagrams(bundle(xml))
    ]


def test_long_lines_need_no_recursion() -> None:
    names = [f"a{index}" for index in range(sys.getrecursionlimit() + 1)]
    line = itertools.pairwise(["s", *names, "e"])
    play = Play(simple(*(element("task", name) for name in names), order=" ".join(f"{one}>{other}" for one, other in line)))
    assert play.waits == "ended e"
