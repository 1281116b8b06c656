"""The history says by which flows an element was entered, so that it can be told which ways cases have taken."""

from __future__ import annotations

from drawing import Play, boundary, catch, gateway, multi, simple, user


def taken(play: Play) -> dict[str, tuple[str, ...]]:
    """What the last intent entered, each with the flows it came by."""
    return {step.element_id: step.via for step in play.last.steps if step.what == "entered"}


def test_an_element_was_entered_by_the_flow_that_the_gateway_chose() -> None:
    play = Play(
        simple(gateway("exclusive", "g", "g-b"), user("a"), user("b"), order="s>g g>a|=x g>b a>e b>e"), variables={"x": True}
    )
    assert taken(play) == {"s": (), "g": ("s-g",), "a": ("g-a",)}


def test_a_join_was_entered_by_every_flow_it_waited_for() -> None:
    for kind, condition in (("parallel", ""), ("inclusive", "|=true")):
        ways = f"f>a{condition} f>b{condition}"
        play = Play(
            simple(gateway(kind, "f"), user("a"), user("b"), gateway(kind, "j"), user("z"), order=f"s>f {ways} a>j b>j j>z z>e")
        )
        play.complete("b").complete("a")
        assert taken(play) == {"j": ("a-j", "b-j"), "z": ("j-z",)}


def test_the_event_that_came_first_was_entered_by_its_flow() -> None:
    play = Play(
        simple(
            gateway("eventBased", "g"), catch("m", "message", "m"), catch("t", "duration", "PT1H"), order="s>g g>m g>t m>e t>e"
        )
    )
    assert taken(play.wait(hours=2)) == {"t": ("g-t",), "e": ("t-e",)}


def test_starts_and_boundary_events_and_instances_were_entered_by_no_flow() -> None:
    play = Play(simple(user("a", loop=multi("=[1]")), boundary("x", "a", "duration", "PT1H"), order="s>a a>e x>e"))
    assert [step.via for step in play.last.steps if step.what == "entered"] == [(), ("s-a",), ()]
    assert taken(play.wait(hours=2)) == {"x": (), "e": ("x-e",)}
