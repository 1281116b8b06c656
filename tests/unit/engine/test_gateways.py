"""Gateways: what BPMN's token rules want, also in loops and beside parked work."""

from __future__ import annotations

import pytest
from drawing import Play, boundary, catch, drawing, end, flows, gateway, process, script, service, simple, start, sub, user

FORK = [gateway("parallel", "f"), user("a"), user("b"), gateway("parallel", "j"), user("z")]
FORKED = "s>f f>a f>b a>j b>j j>z z>e"


@pytest.mark.parametrize(("x", "way"), [(1, "a"), (7, "b"), (None, "c")])
def test_an_exclusive_gateway_takes_the_first_true_condition_else_the_default(x: int | None, way: str) -> None:
    xml = simple(
        gateway("exclusive", "g", "g-c"), user("a"), user("b"), user("c"), order="s>g g>a|=x<5 g>b|=x>=5 g>c a>e b>e c>e"
    )
    assert Play(xml, variables={"x": x}).waits == way


def test_conditions_are_tried_in_the_order_of_the_diagram() -> None:
    xml = simple(gateway("exclusive", "g"), user("a"), user("b"), order="s>g g>b|=x>1 g>a|=x>0 a>e b>e")
    assert Play(xml, variables={"x": 5}).waits == "b"


def test_a_condition_on_a_missing_variable_holds_the_case_until_retried() -> None:
    play = Play(
        simple(user("u"), gateway("exclusive", "g", "g-b"), user("a"), user("b"), order="s>u u>g g>a|=outcome=1 g>b a>e b>e")
    )
    play.complete("u")
    (incident,) = play.open["incidents"].values()
    assert incident.element_id == "g"
    assert incident.message == "g: “=outcome=1” reads outcome, which does not exist here"
    assert play.retry("g").waits == "g!"
    assert len(play.last.incidents_closed) == 1


def test_a_condition_must_be_yes_or_no() -> None:
    play = Play(
        simple(gateway("exclusive", "g", "g-b"), user("a"), user("b"), order="s>g g>a|=x g>b a>e b>e"), variables={"x": "no"}
    )
    assert [item.message for item in play.open["incidents"].values()] == ["g: “=x” gave no yes or no"]


def test_no_true_condition_and_no_default_is_an_incident() -> None:
    play = Play(
        simple(gateway("exclusive", "g"), user("a"), user("b"), order="s>g g>a|=x>1 g>b|=x>2 a>e b>e"), variables={"x": 0}
    )
    assert play.waits == "g!"


def test_a_parallel_join_waits_for_every_branch() -> None:
    play = Play(simple(*FORK, order=FORKED))
    assert play.waits == "a b"
    assert play.complete("b").waits == "a"
    assert play.complete("a").waits == "z"
    assert play.done == "s f b a j"


def test_a_join_loses_nothing_that_one_branch_wrote() -> None:
    play = Play(simple(*FORK, order=FORKED), variables={"x": 1, "l": [1]})
    play.complete("a", x=2, l=[1, 2, 3]).complete("b")
    assert play.variables == {"x": 2, "l": [1, 2, 3]}


@pytest.mark.parametrize("kind", ["parallel", "inclusive"])
@pytest.mark.parametrize("order", ["ab", "ba"])
def test_a_join_in_a_loop_waits_in_every_round(kind: str, order: str) -> None:
    ways = "f>a f>b" if kind == "parallel" else "f>a|=true f>b|=true"
    xml = simple(
        gateway("exclusive", "m"),
        gateway(kind, "f"),
        user("a"),
        user("b"),
        gateway(kind, "j"),
        gateway("exclusive", "x", "x-m"),
        order=f"s>m m>f {ways} a>j b>j j>x x>m x>e|=visit>=3",
    )
    play = Play(xml)
    for _ in range(3):
        assert play.waits == "a b"
        play.complete(order[0])
        assert play.waits == order[1]
        play.complete(order[1])
    assert play.waits == "ended e"


def test_a_second_token_on_one_flow_stays_at_the_join() -> None:
    xml = simple(
        gateway("parallel", "f"),
        user("a"),
        gateway("parallel", "f2"),
        user("b"),
        user("c"),
        gateway("exclusive", "m"),
        gateway("parallel", "j"),
        user("z"),
        order="s>f f>a f>f2 f2>b f2>c b>m c>m a>j m>j j>z z>e",
    )
    play = Play(xml)
    play.complete("b").complete("c").complete("a")
    assert play.waits == "z"
    assert play.complete("z").waits == ""


@pytest.mark.parametrize(("x", "ways"), [(1, "a"), (2, "a b"), (0, "d")])
def test_an_inclusive_gateway_takes_every_true_condition_else_the_default(x: int, ways: str) -> None:
    xml = simple(
        gateway("inclusive", "g", "g-d"),
        user("a"),
        user("b"),
        user("d"),
        gateway("inclusive", "j"),
        user("z"),
        order="s>g g>a|=x>0 g>b|=x>1 g>d a>j b>j d>j j>z z>e",
    )
    play = Play(xml, variables={"x": x})
    assert play.waits == ways
    for name in ways.split():
        play.complete(name)
    assert play.waits == "z"


def test_an_inclusive_join_waits_for_work_parked_on_another_branch() -> None:
    xml = simple(
        gateway("inclusive", "g"),
        user("a"),
        service("b"),
        user("c"),
        gateway("inclusive", "j"),
        user("z"),
        order="s>g g>a|=true g>b|=true a>j b>c c>j j>z z>e",
    )
    play = Play(xml).complete("a")
    assert play.waits == "b*"
    assert play.job("b").waits == "c"
    assert play.complete("c").waits == "z"


def test_an_inclusive_join_fires_when_the_other_branch_has_left_for_an_end() -> None:
    xml = simple(
        gateway("inclusive", "g"),
        user("a"),
        user("b"),
        gateway("exclusive", "x", "x-e2"),
        end("e2"),
        gateway("inclusive", "j"),
        user("z"),
        order="s>g g>a|=true g>b|=true a>j b>x x>e2 x>j|=back j>z z>e",
    )
    play = Play(xml, variables={"back": False}).complete("a")
    assert play.waits == "b"
    assert play.complete("b").waits == "z"


def test_an_inclusive_join_waits_for_a_boundary_event_that_can_still_come() -> None:
    xml = simple(
        gateway("parallel", "f"),
        user("a"),
        user("b"),
        boundary("t", "b", "duration", "PT1H"),
        end("e2"),
        gateway("inclusive", "j"),
        user("z"),
        order="s>f f>a f>b a>j b>e2 t>j j>z z>e",
    )
    play = Play(xml).complete("a")
    assert play.waits == "b t@"
    assert play.complete("b").waits == "z"


def test_nested_inclusive_gateways() -> None:
    xml = simple(
        gateway("inclusive", "g"),
        gateway("inclusive", "h"),
        user("a"),
        user("b"),
        user("c"),
        gateway("inclusive", "k"),
        gateway("inclusive", "j"),
        user("z"),
        order="s>g g>h|=true g>c|=true h>a|=true h>b|=true a>k b>k k>j c>j j>z z>e",
    )
    play = Play(xml).complete("c").complete("a")
    assert play.waits == "b"
    assert play.complete("b").waits == "z"


def test_the_first_event_behind_an_event_gateway_wins() -> None:
    xml = simple(
        gateway("eventBased", "g"),
        catch("m", "message", "M"),
        catch("t", "duration", "PT2H"),
        catch("t2", "duration", "PT1H"),
        user("a"),
        user("b"),
        user("c"),
        order="s>g g>m g>t g>t2 m>a t>b t2>c a>e b>e c>e",
    )
    assert Play(xml).waits == "t@ t2@ m~"
    assert Play(xml).deliver("m", x=1).waits == "a"
    play = Play(xml).wait(hours=1)
    assert play.waits == "c"
    assert [closed.end for closed in play.last.timers_closed] == ["cancelled", "completed"]


def test_an_implicit_fork_out_of_a_task_is_a_parallel_one() -> None:
    assert Play(simple(user("a"), user("b"), user("c"), order="s>a a>b a>c b>e c>e")).complete("a").waits == "b c"


def test_a_branch_without_an_end_event_ends_all_the_same() -> None:
    assert Play(drawing(process(start(), user("a"), flows("s>a")))).complete("a").waits == "ended a"


def test_a_cycle_without_anything_to_wait_for_is_stopped() -> None:
    xml = simple(
        gateway("exclusive", "m"), script("c", "=1", "x"), gateway("exclusive", "g", "g-m"), order="s>m m>c c>g g>m g>e|=x>1"
    )
    play = Play(xml)
    (incident,) = play.open["incidents"].values()
    assert "more than 10000 elements" in incident.message


def test_a_join_inside_a_sub_process_counts_for_each_instance_of_it() -> None:
    inner = sub("sp", start("s1"), *FORK[:4], end("e1"), flows("s1>f f>a f>b a>j b>j j>e1"))
    play = Play(
        simple(gateway("exclusive", "m"), inner, gateway("exclusive", "x", "x-m"), order="s>m m>sp sp>x x>m x>e|=visit>1")
    )
    play.complete("a").complete("b")
    assert play.waits == "a b"
    assert play.complete("b").complete("a").waits == "ended e"
