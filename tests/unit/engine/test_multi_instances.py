"""Multi-instances: every host, empty and long lists, output in order, nothing leaks."""

from __future__ import annotations

import pytest
from drawing import (
    Play,
    boundary,
    call,
    decide,
    drawing,
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
    user,
)

INSIDE = (start("s1"), user("u"), end("e1"), flows("s1>u u>e1"))


def test_output_comes_in_the_order_of_the_list() -> None:
    play = Play(
        simple(user("a", loop=multi("=names", "name", "results", "=r")), order="s>a a>e"), variables={"names": ["x", "y", "z"]}
    )
    assert [play.view("a", index)["name"] for index in range(3)] == ["x", "y", "z"]
    assert [task.place for task in play.open["tasks"].values()] == [("a[1]",), ("a[2]",), ("a[3]",)]
    play.complete("a", 2, r="third").complete("a", 0, r="first").complete("a", 0, r="second")
    assert play.waits == "ended e"
    assert play.variables == {"names": ["x", "y", "z"], "results": ["first", "second", "third"]}


def test_answers_that_are_not_mapped_stay_in_their_instance() -> None:
    play = Play(simple(user("a", loop=multi("=[1,2]")), order="s>a a>e"), variables={"note": "old"})
    play.complete("a", note="n1", seen=True).complete("a", note="n2", seen=True)
    assert play.variables == {"note": "old"}


def test_a_mapped_answer_goes_out_when_the_name_is_known_outside() -> None:
    play = Play(simple(user("a", io("out:=note->last"), loop=multi("=[1,2]")), order="s>a a>e"), variables={"last": None})
    assert play.complete("a", note="n1").complete("a", note="n2").variables == {"last": "n2"}


def test_the_output_may_be_made_of_several_answers() -> None:
    each = "={who: item, ok: ok, n: loopCounter}"
    play = Play(simple(user("a", loop=multi("=[7,8]", out="res", each=each)), order="s>a a>e"))
    play.complete("a", 1, ok=False).complete("a", ok=True)
    assert play.variables == {"res": [{"who": 7, "ok": True, "n": 1}, {"who": 8, "ok": False, "n": 2}]}


@pytest.mark.parametrize("one_by_one", [False, True])
def test_an_empty_list_is_passed_with_empty_output(one_by_one: bool) -> None:
    play = Play(simple(user("a", loop=multi("=[]", out="res", each="=r", one_by_one=one_by_one)), order="s>a a>e"))
    assert (play.waits, play.variables) == ("ended e", {"res": []})


@pytest.mark.parametrize("value", [None, "abc", 3])
def test_what_is_no_list_is_an_incident(value: object) -> None:
    assert Play(simple(user("a", loop=multi("=x")), order="s>a a>e"), variables={"x": value}).waits == "a!"


def test_nulls_in_the_list_are_items() -> None:
    play = Play(
        simple(script("a", "=item", "r", loop=multi("=[1,null,3]", out="res", each="=r", one_by_one=True)), order="s>a a>e")
    )
    assert play.variables == {"res": [1, None, 3]}


def test_one_by_one_opens_the_next_when_one_is_done() -> None:
    play = Play(simple(user("a", loop=multi("=[1,2,3]", out="res", each="=r", one_by_one=True)), order="s>a a>e"))
    for number in (1, 2, 3):
        assert play.waits == "a"
        assert play.view("a")["loopCounter"] == number
        play.complete("a", r=number * 10)
    assert play.variables == {"res": [10, 20, 30]}


def test_a_completion_condition_cancels_the_rest() -> None:
    until = "=numberOfCompletedInstances/numberOfInstances &gt;= 0.5"
    play = Play(simple(user("a", loop=multi("=[1,2,3,4]", out="res", each="=r", until=until)), order="s>a a>e"))
    play.complete("a", 3, r="d")
    assert play.waits == "a a a"
    assert play.complete("a", 1, r="b").waits == "ended e"
    assert play.variables == {"res": [None, "b", None, "d"]}


def test_sub_processes_run_side_by_side_with_their_own_variables() -> None:
    body = sub(
        "sp",
        start("s1"),
        user("u"),
        script("c", "=x * item", "y"),
        end("e1"),
        flows("s1>u u>c c>e1"),
        loop=multi("=[2,3]", out="res", each="=y"),
    )
    play = Play(simple(body, order="s>sp sp>e"))
    play.complete("u", 1, x=10).complete("u", x=1)
    assert play.variables == {"res": [2, 30]}


def test_called_processes_run_side_by_side() -> None:
    called = process(start("s1"), user("u"), end("e1"), flows("s1>u u>e1"), name="q")
    play = Play(
        drawing(process(start(), call("c", "q", loop=multi("=[1,2]", out="res", each="=r")), end(), flows("s>c c>e")), called)
    )
    assert [play.view("u", index)["item"] for index in (0, 1)] == [1, 2]
    play.complete("u", 1, r="b").complete("u", r="a")
    assert play.variables == {"res": ["a", "b"]}


def test_nested_multi_instances_know_their_place() -> None:
    inner = sub(
        "sp",
        start("s1"),
        user("u", loop=multi("=item", "x", "r", "=a")),
        end("e1"),
        flows("s1>u u>e1"),
        loop=multi("=lists", out="all", each="=r"),
    )
    play = Play(simple(inner, order="s>sp sp>e"), variables={"lists": [[1], [2, 3]]})
    assert [task.place for task in play.open["tasks"].values()] == [("sp[1]", "u[1]"), ("sp[2]", "u[1]"), ("sp[2]", "u[2]")]
    play.complete("u", 2, a=33).complete("u", 0, a=11).complete("u", 0, a=22)
    assert play.variables["all"] == [[11], [22, 33]]
    assert {task.visit for task in play.last.tasks_opened} == set()


def test_the_output_may_be_collected_again_in_a_loop() -> None:
    body = user("a", loop=multi("=[1,2]", out="res", each="=r"))
    play = Play(simple(gateway("exclusive", "m"), body, gateway("exclusive", "x", "x-m"), order="s>m m>a a>x x>m x>e|=visit>1"))
    play.complete("a", r=1).complete("a", r=2).complete("a", r=3).complete("a", r=4)
    assert (play.waits, play.variables) == ("ended e", {"res": [3, 4]})


def test_an_item_that_has_the_name_of_a_variable_shadows_it() -> None:
    play = Play(simple(user("a", loop=multi("=[1]")), order="s>a a>e"), variables={"item": "mine"})
    assert play.view("a")["item"] == 1
    assert play.complete("a").variables == {"item": "mine"}


def test_a_failing_output_element_holds_its_instance() -> None:
    play = Play(simple(user("a", loop=multi("=[1]", out="res", each="=missing.x")), order="s>a a>e")).complete("a")
    assert play.waits == "a!"
    assert play.retry("a").waits == "a!"
    assert len(play.last.steps) == 0


def test_a_boundary_event_belongs_to_the_whole() -> None:
    xml = simple(service("a", loop=multi("=[1,2,3]")), boundary("b", "a", "duration", "PT1H"), user("h"), order="s>a a>e b>h h>e")
    play = Play(xml)
    assert play.waits == "a* a* a* b@"
    assert play.job("a").wait(hours=1).waits == "h"


def test_three_hundred_instances() -> None:
    play = Play(simple(user("a", loop=multi("=for i in 1..300 return i", out="res", each="=r")), order="s>a a>e"))
    for index in range(300):
        play.complete("a", r=index)
    assert play.variables["res"] == list(range(300))


def test_a_decision_for_every_item() -> None:
    table = DECISION
    play = Play(simple(decide("a", "dec", "r", loop=multi("=[1,20]", out="res", each="=r")), order="s>a a>e"), d=table)
    assert play.variables == {"res": ["small", "big"]}
    assert [(made.decision_id, made.element_id, made.inputs, made.output) for made in play.decisions] == [
        ("dec", "a", {"Item": 1}, "small"),
        ("dec", "a", {"Item": 20}, "big"),
    ]


DECISION = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="http://x">
<decision id="dec" name="Dec"><decisionTable id="dt" hitPolicy="UNIQUE">
<input id="i" label="Item"><inputExpression id="ie" typeRef="number"><text>item</text></inputExpression></input>
<output id="o" name="r" typeRef="string"/>
<rule id="r1"><inputEntry id="a1"><text>&lt; 10</text></inputEntry><outputEntry id="b1"><text>"small"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="a2"><text>&gt;= 10</text></inputEntry><outputEntry id="b2"><text>"big"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
