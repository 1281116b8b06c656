"""Variables: scopes, mappings, what expressions see, what called processes give back."""

from __future__ import annotations

from datetime import timedelta

from drawing import (
    AISHA,
    FACTS,
    NOW,
    Play,
    call,
    drawing,
    end,
    flows,
    gateway,
    io,
    process,
    script,
    service,
    simple,
    start,
    sub,
    user,
)

from service.domain.execution import Doer
from service.engine.procedure import start_context

EILEEN = Doer("eileen.foster", "Eileen Foster", ("director",))


def test_mapped_answers_are_the_only_ones_that_leave_the_task() -> None:
    play = Play(simple(user("a", io("out:=outcome->decision", "out:=actor.id->who")), order="s>a a>e"))
    assert play.complete("a", doer=EILEEN, outcome="yes", reason="r").variables == {"decision": "yes", "who": "eileen.foster"}


def test_an_input_is_local_and_an_answer_of_its_name_stays_with_it() -> None:
    play = Play(simple(user("a", io("in:=x + 1->y")), order="s>a a>e"), variables={"x": 1})
    assert play.view("a")["y"] == 2
    assert play.complete("a", y=5, z=6).variables == {"x": 1, "z": 6}


def test_a_mapping_may_read_the_one_before_it() -> None:
    (job,) = Play(simple(service("a", io("in:=2->x", "in:=x * 3->y", "in:text->z")), order="s>a a>e")).open["jobs"].values()
    assert job.parameters == {"x": 2, "y": 6, "z": "text"}


def test_dots_in_a_target_make_and_extend_a_context() -> None:
    play = Play(simple(user("a", io("out:=1->o.a.b", "out:=2->o.c")), order="s>a a>e"), variables={"o": {"d": 3}})
    assert play.complete("a").variables == {"o": {"a": {"b": 1}, "c": 2, "d": 3}}


def test_a_result_goes_to_the_innermost_scope_that_has_the_name() -> None:
    inner = sub("sp", start("s1"), user("u"), end("e1"), flows("s1>u u>e1"), ext=io("in:=0->kept"))
    play = Play(simple(inner, order="s>sp sp>e"), variables={"outer": 1})
    assert play.complete("u", kept=5, outer=6, new=7).variables == {"outer": 6, "new": 7}


def test_a_sub_process_lifts_what_its_output_mappings_say() -> None:
    inner = sub("sp", start("s1"), user("u"), end("e1"), flows("s1>u u>e1"), ext=io("in:=null->r", "out:=r->result"))
    assert Play(simple(inner, order="s>sp sp>e")).complete("u", r=3).variables == {"result": 3}


def test_every_expression_sees_case_actor_pack_answers_visit_and_now() -> None:
    text = "=case.number + actor.name + string(pack.days) + answers.a.x + string(visit) + string(date(now))"
    play = Play(simple(user("a"), script("c", text, "all"), order="s>a a>c c>e")).complete("a", doer=EILEEN, x="!")
    assert play.variables["all"] == "WR-2026-0001Eileen Foster5!12026-03-21"


def test_the_latest_answers_of_an_element_are_seen() -> None:
    xml = simple(
        gateway("exclusive", "m"), user("a"), gateway("exclusive", "x", "x-m"), order="s>m m>a a>x x>m x>e|=answers.a.x=2"
    )
    play = Play(xml).complete("a", x=1)
    assert play.waits == "a"
    assert play.complete("a", x=2).waits == "ended e"
    assert play.content["memory"]["doers"] == {"s": ["aisha.rahman"], "a": ["aisha.rahman"]}


def test_a_form_sees_the_person_who_opens_it_and_the_visit() -> None:
    play = Play(simple(user("a"), order="s>a a>e"), variables={"x": 1})
    seen = play.view("a")
    assert (seen["x"], seen["actor"]["id"], seen["visit"], seen["now"]) == (1, "aisha.rahman", 1, NOW.isoformat())


CALLED = process(start("s1"), user("u"), end("e1"), flows("s1>u u>e1"), name="q")


def calling(*ext: str, **given: str) -> bytes:
    return drawing(
        process(
            start(),
            gateway("parallel", "f"),
            user("b"),
            call("c", "q", *ext, **given),
            gateway("parallel", "j"),
            end(),
            flows("s>f f>b f>c b>j c>j j>e"),
        ),
        CALLED,
    )


def test_a_called_process_gives_back_only_what_it_wrote() -> None:
    play = Play(calling(), variables={"x": 1, "y": 1})
    play.complete("b", x=2).complete("u", y=5, z=6)
    assert play.variables == {"x": 2, "y": 5, "z": 6}


def test_a_called_process_sees_only_its_inputs_when_asked_so() -> None:
    play = Play(calling(io("in:=x->given", "out:=z->got"), propagateAllParentVariables="false"), variables={"x": 1})
    assert {
        name
        for name in play.view("u")
        if name not in ("case", "actor", "pack", "now", "visit", "answers", "doers", "__holidays__")
    } == {"given"}
    assert play.complete("u", z=9, w=8).complete("b").variables == {"x": 1, "got": 9}


def test_a_called_process_gives_nothing_back_when_asked_so() -> None:
    play = Play(calling(propagateAllChildVariables="false")).complete("u", z=9).complete("b")
    assert (play.waits, play.variables) == ("ended e", {})


def test_a_failing_output_mapping_keeps_the_answers_until_it_is_retried() -> None:
    play = Play(simple(user("a", io("out:=missing + x->y")), order="s>a a>e")).complete("a", x=1)
    assert (play.waits, play.variables) == ("a!", {})
    assert play.content["scopes"][0]["tokens"][0][3]["result"] == {"x": 1}
    assert play.retry("a").waits == "a!"


def test_a_failing_input_mapping_holds_the_token_before_anything_opens() -> None:
    play = Play(simple(service("a", io("in:=missing->y")), order="s>a a>e"))
    assert (play.waits, [item.message for item in play.open["incidents"].values()]) == (
        "a!",
        ["a: “=missing” reads missing, which does not exist here"],
    )


def test_people_of_a_task_come_from_expressions_and_text() -> None:
    task = user("a", assignee="=osw", candidateUsers="=[osw]", candidateGroups="tm, director")
    (opened,) = Play(simple(task, order="s>a a>e"), variables={"osw": "aisha.rahman"}).open["tasks"].values()
    assert (opened.assignee, opened.candidate_users, opened.candidate_groups) == (
        "aisha.rahman",
        ("aisha.rahman",),
        ("tm", "director"),
    )


def test_nobody_is_named_where_the_expression_is_null() -> None:
    (opened,) = Play(simple(user("a", assignee="=osw"), order="s>a a>e"), variables={"osw": None}).open["tasks"].values()
    assert (opened.assignee, opened.candidate_groups) == (None, ())


def test_start_properties_see_the_start_variables() -> None:
    seen = start_context(Play(simple(order="s>e")).procedure, FACTS, AISHA, NOW + timedelta(days=1), {"x": 1})
    assert (seen["x"], seen["case"]["number"], seen["visit"], seen["answers"]) == (1, "WR-2026-0001", 1, {})
