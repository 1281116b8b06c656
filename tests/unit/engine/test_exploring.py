"""What an exploration finds: every way through small diagrams, and nothing that the engine cannot do."""

from __future__ import annotations

import pytest
from drawing import (
    boundary,
    bundle,
    call,
    catch,
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
    throws,
    user,
    zeebe,
)

from service.domain.behaviour import ENTERING, Behaviour, Cause, FieldValues, Question, What
from service.engine import compile_procedure, explore

YES_NO = (FieldValues(key="ok", values=(True, False), required=True),)


def asks(name: str, form: str = "f", *more: str) -> str:
    return user(name, zeebe("formDefinition", formId=form), *more)


def found(xml: bytes, **question: object) -> Behaviour:
    return explore(compile_procedure(bundle(xml)), Question(**question))  # type: ignore[arg-type]


def ways(behaviour: Behaviour, *, length: int = 12) -> set[tuple[str, ...]]:
    """Every way to the end with at most so many moves, as the tasks and ends that were completed on it."""
    complete: set[tuple[str, ...]] = set()
    todo: list[tuple[int, tuple[str, ...], int]] = [(0, (), 0)]
    while todo:
        at, way, count = todo.pop()
        if behaviour.rests[at].ended:
            complete.add(way)
        for move in behaviour.moves:
            if move.source == at and count < length:
                passed = [p.element_id for p in move.passed if p.what is What.COMPLETED and p.element_id[0] in "abcdz"]
                todo.append((move.target, (*way, *passed), count + 1))
    return complete


def test_every_way_out_of_a_gateway_is_taken() -> None:
    behaviour = found(
        simple(gateway("exclusive", "g", "g-c"), user("a"), user("b"), user("c"), order="s>g g>a|=x<5 g>b|=x>=5 g>c a>e b>e c>e")
    )
    assert ways(behaviour) == {("a",), ("b",), ("c",)}
    assert behaviour.whole and not behaviour.doubled


def test_without_a_default_some_condition_is_true() -> None:
    behaviour = found(simple(gateway("exclusive", "g"), user("a"), user("b"), order="s>g g>a|=x g>b|=not(x) a>e b>e"))
    assert ways(behaviour) == {("a",), ("b",)}


def test_parallel_branches_come_in_either_order_and_meet() -> None:
    behaviour = found(
        simple(
            gateway("parallel", "f"),
            user("a"),
            user("b"),
            gateway("parallel", "j"),
            user("z"),
            order="s>f f>a f>b a>j b>j j>z z>e",
        )
    )
    assert ways(behaviour) == {("a", "b", "z"), ("b", "a", "z")}


def test_an_inclusive_gateway_takes_every_selection() -> None:
    behaviour = found(
        simple(
            gateway("inclusive", "f", "f-b"), user("a"), user("b"), user("c"), gateway("inclusive", "j"), user("z"),
            order="s>f f>a|=x f>c|=y f>b a>j b>j c>j j>z z>e",
        )
    )  # fmt: skip
    assert ways(behaviour) == {("a", "z"), ("b", "z"), ("c", "z"), ("a", "c", "z"), ("c", "a", "z")}


def test_a_round_is_one_state_however_often_it_is_gone() -> None:
    behaviour = found(simple(user("a"), gateway("exclusive", "g", "g-e"), order="s>a a>g g>a|=x g>e"))
    assert [rest.waiting for rest in behaviour.rests] == [(), (("a", 1),), ()]
    assert sorted((move.source, move.target) for move in behaviour.moves) == [(0, 1), (1, 1), (1, 2)]


def test_a_round_with_nobody_to_wait_for_is_left_in_the_end() -> None:
    behaviour = found(
        simple(gateway("exclusive", "m"), gateway("exclusive", "g", "g-b"), user("b"), order="s>m m>g g>m|=x g>b b>e")
    )
    assert ways(behaviour) == {("b",)}


@pytest.mark.parametrize(("interrupts", "expected"), [(True, {("a",), ("b",)}), (False, {("a",), ("a", "b"), ("b", "a")})])
def test_a_boundary_event_may_come_or_not(interrupts: bool, expected: set[tuple[str, ...]]) -> None:
    behaviour = found(
        simple(
            user("a"), boundary("t", "a", "message", "m", interrupts=interrupts), user("b"), end("e2"), order="s>a a>e t>b b>e2"
        )
    )
    assert {tuple(dict.fromkeys(way)) for way in ways(behaviour, length=5)} == expected


def test_a_job_fails_with_the_errors_its_operation_names() -> None:
    xml = simple(service("a", type="x.do"), boundary("t", "a", "error", "BUSY"), user("b"), order="s>a a>e t>b b>e")
    assert ways(found(xml)) == {("a",)}
    assert ways(found(xml, raises={"x.do": ("BUSY",)})) == {("a",), ("b",)}


def test_an_event_subprocess_may_end_what_is_around_it() -> None:
    inside = (start("ws", "message", "m"), user("b"), end("we"), flows("ws>b b>we"))
    behaviour = found(simple(user("a"), sub("w", *inside, event_sub=True), order="s>a a>e"))
    assert ways(behaviour) == {("a",), ("b",)}


def test_a_called_process_is_gone_through_and_its_error_caught() -> None:
    called = process(
        start("qs"),
        user("b"),
        gateway("exclusive", "g", "g-qe"),
        end("qx", "error", "NO"),
        end("qe"),
        flows("qs>b b>g g>qx|=x g>qe"),
        name="q",
    )
    caller = process(
        start(), call("k", "q"), boundary("t", "k", "error", "NO"), user("a"), end(), end("e2"), flows("s>k k>a a>e t>e2")
    )
    behaviour = explore(compile_procedure(bundle(drawing(caller, called))), Question())
    assert ways(behaviour) == {("b", "a"), ("b",)}


def test_one_item_stands_for_a_list_and_an_empty_list_is_looked_at_too() -> None:
    xml = simple(user("a", loop=multi("=items")), user("z"), order="s>a a>z z>e")
    assert sum(move.cause is Cause.START for move in found(xml).moves) == 2
    never = {"f": (FieldValues(key="items", required=True, never_empty=True),)}
    assert sum(move.cause is Cause.START for move in found(xml, forms=never).moves) == 1


def test_nothing_is_concluded_from_the_list_that_a_multi_instance_makes() -> None:
    xml = simple(
        user("a", loop=multi("=items", out="outs", each="=1")), gateway("exclusive", "g", "g-c"), user("b"), user("c"),
        order="s>a a>g g>b|=count(outs)>2 g>c b>e c>e",
    )  # fmt: skip
    behaviour = found(xml, by_answers=True)
    assert {way[-1] for way in ways(behaviour)} == {"b", "c"}
    assert behaviour.unsure == ("count(outs)>2",)


def test_an_escalation_goes_on_beside_and_one_stands_for_many() -> None:
    inside = (
        start("is"),
        user("a"),
        throws("x", "escalation", "ESC"),
        gateway("exclusive", "g", "g-ie"),
        end("ie"),
        flows("is>a a>x x>g g>a|=r g>ie"),
    )
    behaviour = found(
        simple(
            sub("k", *inside),
            boundary("t", "k", "escalation", "ESC", interrupts=False),
            user("b"),
            end("e2"),
            order="s>k k>e t>b b>e2",
        )
    )
    assert behaviour.whole
    assert max(count for rest in behaviour.rests for _, count in rest.waiting) == 1


def test_two_tokens_on_one_element_are_told_and_a_crowd_stops_the_search() -> None:
    xml = simple(
        gateway("parallel", "f"), user("a"), user("b"), gateway("exclusive", "m"), user("z"), order="s>f f>a f>b a>m b>m m>z z>e"
    )
    assert {name for _, name in found(xml).doubled} == {"z"}


def test_a_loop_that_multiplies_is_stopped() -> None:
    behaviour = found(
        simple(gateway("exclusive", "m"), user("a"), gateway("parallel", "f"), user("b"), order="s>m m>a a>f f>m f>b b>m f>e")
    )
    assert not behaviour.whole
    assert behaviour.stopped == "one step can be active 3 times at once, and perhaps without end"


def test_what_stops_for_good_is_a_rest_without_a_way_on() -> None:
    behaviour = found(
        simple(
            gateway("exclusive", "x", "x-a"), user("a"), user("b"), gateway("parallel", "j"), order="s>x x>a x>b|=q a>j b>j j>e"
        )
    )
    stuck = [
        rest for at, rest in enumerate(behaviour.rests) if not rest.ended and all(move.source != at for move in behaviour.moves)
    ]
    assert {rest.waiting for rest in stuck} == {(("j", 1),)}


def test_a_bound_is_told() -> None:
    many = [user(f"a{n}") for n in range(9)]
    order = "s>f " + " ".join(f"f>a{n} a{n}>j" for n in range(9)) + " j>e"
    xml = simple(gateway("parallel", "f"), *many, gateway("parallel", "j"), order=order)
    assert found(xml, states_at_most=100).stopped == "there are more than 100 states"
    assert len(found(xml).rests) == 2 + 2**9 - 1


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    many = [user(f"a{n}") for n in range(8)]
    order = "s>f " + " ".join(f"f>a{n} a{n}>j" for n in range(8)) + " j>e"
    xml = simple(gateway("parallel", "f"), *many, gateway("parallel", "j"), order=order)
    explore(compile_procedure(bundle(xml)), Question(), lambda gone, known: told.append((gone, known)))
    assert [gone for gone, _ in told] == [100, 200]


# ---- with answers


def test_a_condition_is_decided_by_what_was_answered() -> None:
    xml = simple(asks("a"), gateway("exclusive", "g", "g-c"), user("b"), user("c"), order="s>a a>g g>b|=ok g>c b>e c>e")
    behaviour = found(xml, forms={"f": YES_NO}, by_answers=True)
    assert ways(behaviour) == {("a", "b"), ("a", "c")}
    assert not behaviour.unsure
    answered = {move.answers for move in behaviour.moves if move.element_id == "a"}
    assert answered == {(("a", "ok", True),), (("a", "ok", False),)}


def test_what_was_answered_stays_answered() -> None:
    xml = simple(
        asks("a"), user("d"), gateway("exclusive", "g", "g-c"), user("b"), user("c"), gateway("exclusive", "h", "h-e"), user("z"),
        order="s>a a>d d>g g>b|=ok g>c b>h c>h h>z|=ok h>e z>e",
    )  # fmt: skip
    assert ways(found(xml, forms={"f": YES_NO}, by_answers=True)) == {("a", "d", "b", "z"), ("a", "d", "c")}
    assert len(ways(found(xml))) == 4


def test_an_unknown_condition_is_the_same_each_time_it_is_asked() -> None:
    xml = simple(
        asks("a"), gateway("exclusive", "g", "g-c"), user("b"), user("c"), gateway("exclusive", "h", "h-e"), user("z"),
        order='s>a a>g g>b|=string~length(words)>3 g>c b>h c>h h>z|=string~length(words)>3 h>e z>e',
    )  # fmt: skip
    behaviour = found(xml, forms={"f": (FieldValues(key="words"),)}, by_answers=True)
    assert ways(behaviour) == {("a", "b", "z"), ("a", "c")}
    assert behaviour.unsure == ("string length(words)>3",)


def test_constants_cut_endless_values_into_the_few_that_matter() -> None:
    xml = simple(
        asks("a"), gateway("exclusive", "g", "g-c"), user("b"), user("c"), gateway("exclusive", "h", "h-e"), user("z"),
        order="s>a a>g g>b|=n>5 g>c b>h c>h h>z|=n<3 h>e z>e",
    )  # fmt: skip
    behaviour = found(xml, forms={"f": (FieldValues(key="n", required=True),)}, by_answers=True)
    assert ways(behaviour) == {("a", "b"), ("a", "c", "z"), ("a", "c")}
    assert not behaviour.unsure


def test_a_hidden_field_is_null_and_a_shown_one_that_is_asked_for_is_not() -> None:
    form = (*YES_NO, FieldValues(key="why", values=("x", "y"), required=True, hide="ok"))
    xml = simple(
        asks("a"), gateway("exclusive", "g", "g-c"), user("b"), user("c"), order="s>a a>g g>b|=ok~and~why=null g>c b>e c>e"
    )
    shown = found(xml, forms={"f": form}, by_answers=True)
    assert ways(shown) == {("a", "b"), ("a", "c")}
    both = {move.answers for move in shown.moves if len(move.answers) > 1}
    assert {answers for answers in both if ("a", "ok", True) in answers} == {(("a", "ok", True), ("a", "why", None))}
    assert {answers for answers in both if ("a", "ok", False) in answers} >= {(("a", "ok", False), ("a", "why", "x"))}
    never = found(xml.replace(b"ok and", b"not(ok) and"), forms={"f": form}, by_answers=True)
    assert ways(never) == {("a", "c")}


def test_output_mappings_scripts_and_old_answers_are_followed() -> None:
    xml = simple(
        asks("a", "f", io("out:=ok->first")), asks("d"),
        script("x", "=first and not(ok)", "both"), gateway("exclusive", "g", "g-c"), user("b"), user("c"),
        order="s>a a>d d>x x>g g>b|=both~and~answers.a.ok g>c b>e c>e",
    )  # fmt: skip
    behaviour = found(xml, forms={"f": YES_NO}, by_answers=True)
    assert ways(behaviour) == {("a", "d", "b"), ("a", "d", "c")}
    (to_b,) = [move for move in behaviour.moves if any(p.element_id == "b" and p.what is What.ENTERED for p in move.passed)]
    assert ("d", "ok", False) in to_b.answers


def test_of_a_chain_of_conditions_what_is_known_is_asked_first() -> None:
    xml = simple(
        asks("a"), gateway("exclusive", "g", "g-c"), user("b"), gateway("exclusive", "h", "h-c"), user("c"),
        order="s>a a>g g>b|=string~length(words)>3~or~(ok) g>c b>h h>e|=ok h>c c>e",
    )  # fmt: skip
    behaviour = found(xml, forms={"f": (*YES_NO, FieldValues(key="words"))}, by_answers=True)
    assert ways(behaviour) == {("a", "b"), ("a", "b", "c"), ("a", "c")}
    assert behaviour.unsure == ("string length(words)>3",)
    answered = {move.answers for move in behaviour.moves if any(passed.element_id == "c" for passed in move.passed[-1:])}
    assert all(("a", "ok", True) not in answers for answers in answered)


def test_conditions_asked_about_an_element_are_told_when_it_is_passed() -> None:
    xml = simple(asks("a"), user("b"), order="s>a a>b b>e")
    behaviour = found(xml, forms={"f": YES_NO}, by_answers=True, asked={"a": ("ok",), f"{ENTERING}b": ("not(ok)",)})
    told = {
        tuple((p.element_id, p.what.value, tuple(p.holds)) for p in move.passed if p.holds)
        for move in behaviour.moves
        if move.cause is Cause.ANSWERS
    }
    assert told == {(("a", "completed", ("ok",)),), (("b", "entered", ("not(ok)",)),), ()}


def test_what_an_element_writes_out_is_judged_and_not_what_its_form_called_the_same() -> None:
    xml = simple(
        asks("a", "f", io("out:=not(ok)->ok")),
        gateway("exclusive", "g", "g-c"),
        user("b"),
        user("c"),
        order="s>a a>g g>b|=ok g>c b>e c>e",
    )
    behaviour = found(xml, forms={"f": YES_NO}, by_answers=True, asked={"a": ("ok",)})
    ends = {
        (bool(p.holds), move.passed[-1].element_id)
        for move in behaviour.moves
        for p in move.passed
        if p.element_id == "a" and p.what is What.COMPLETED
    }
    assert ends == {(True, "b"), (False, "c")}


def test_jobs_that_nobody_asks_about_are_done_at_once() -> None:
    xml = simple(
        gateway("parallel", "f"), user("a"), service("b", type="x"), gateway("parallel", "j"), order="s>f f>a f>b a>j b>j j>e"
    )
    assert len(found(xml).rests) == 4
    assert len(found(xml, visible=frozenset({"b"})).rests) == 5


def test_an_exploration_never_changes_the_procedure() -> None:
    procedure = compile_procedure(
        bundle(simple(user("a"), boundary("t", "a", "duration", "PT5H"), end("e2"), order="s>a a>e t>e2"))
    )
    before = procedure.scope_spec.node("t").settings
    explore(procedure, Question(by_answers=True))
    assert procedure.scope_spec.node("t").settings is before


def test_waiting_for_an_event_ends_only_when_it_comes() -> None:
    behaviour = found(simple(catch("t", "message", "m"), user("a"), order="s>t t>a a>e"))
    assert [move.cause for move in behaviour.moves] == [Cause.START, Cause.MESSAGE, Cause.ANSWERS]
