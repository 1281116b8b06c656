"""Incidents: what holds a case, what a retry does, and that nothing is lost meanwhile."""

from __future__ import annotations

import pytest
from drawing import (
    FACTS,
    NOW,
    Play,
    boundary,
    call,
    catch,
    decide,
    drawing,
    end,
    event,
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
    zeebe,
)

from service.domain.errors import Invalid
from service.domain.execution import CaseFacts
from service.engine.procedure import start_timer

WAITING = sub("es", start("ess", "date", "=at"), user("h"), end("ese"), flows("ess>h h>ese"), event_sub=True)
JOB = zeebe("taskDefinition", type="t")
CASES = {
    "assignee": (user("a", assignee="=x"), {"x": 5}, "a!"),
    "groups": (user("a", candidateGroups="=x"), {"x": [1]}, "a!"),
    "due date": (user("a", zeebe("taskSchedule", dueDate="=x")), {"x": "soon"}, "a!"),
    "priority": (user("a", zeebe("priorityDefinition", priority="=x")), {"x": "high"}, "a!"),
    "job type": (service("a", type="=x"), {"x": None}, "a!"),
    "retries": (service("a").replace('type="op"', 'type="op" retries="=x"'), {"x": -1}, "a!"),
    "decision": (decide("a", "dec", "r"), {}, "a!"),
    "completion condition": (user("a", loop=multi("=[1]", until="=x")), {"x": 1}, "a"),
    "sub-process": (sub("a", start("s1"), user("u"), end("e1"), flows("s1>u u>e1"), ext=io("in:=gone->y")), {}, "a!"),
    "inner event sub-process": (sub("a", start("s1"), user("u"), end("e1"), flows("s1>u u>e1"), WAITING), {"at": None}, "a!"),
    "nobody": (user("a", assignee="=x", candidateUsers="=x"), {"x": None}, "a"),
    "empty people": (user("a", zeebe("taskSchedule", dueDate="="), assignee="", candidateUsers=" a , ,b"), {}, "a"),
}


@pytest.mark.parametrize("name", [name for name in CASES if name != "empty people"])
def test_a_setting_that_makes_no_sense_holds_the_task_and_nothing_opens(name: str) -> None:
    task, variables, waits = CASES[name]
    dmn = {"d": DECISION} if name == "decision" else {}
    play = Play(simple(task, order="s>a a>e"), variables=variables, **dmn)
    assert play.waits == waits
    if waits == "a!":
        assert play.retry("a").waits == "a!"
        assert (len(play.last.incidents_opened), len(play.last.incidents_closed), play.last.steps) == (1, 1, ())


def test_a_completion_condition_that_gives_no_answer_holds_its_instance() -> None:
    assert Play(simple(CASES["completion condition"][0], order="s>a a>e"), variables={"x": 1}).complete("a").waits == "a!"


def test_an_event_sub_process_of_the_case_that_cannot_wait_holds_the_start() -> None:
    play = Play(simple(user("a"), WAITING, order="s>a a>e"), variables={"at": None})
    assert play.waits == "s!"
    assert play.retry("s").waits == "s!"
    good = Play(simple(user("a"), WAITING, order="s>a a>e"), variables={"at": "2026-04-01"})
    assert good.waits == "a ess@"


def test_what_is_held_is_cancelled_with_its_scope() -> None:
    xml = simple(
        gateway("parallel", "f"),
        service("v"),
        boundary("b", "sp", "message", "M"),
        sub("sp", start("s1"), service("w", io("in:=gone->y")), end("e1"), flows("s1>w w>e1")),
        order="s>f f>sp f>v sp>e v>e b>e",
    )
    play = Play(xml)
    assert play.waits == "v* b~ w!"
    assert play.deliver("b").waits == "v*"


def test_a_retry_goes_on_when_the_cause_is_gone() -> None:
    xml = simple(gateway("parallel", "f"), user("u"), service("v", io("in:=x->y")), order="s>f f>u f>v u>e v>e")
    play = Play(xml)
    assert play.complete("u", x=1).waits == "v!"
    assert play.retry("v").waits == "v*"


def test_an_answer_held_by_its_mapping_goes_on_after_a_retry() -> None:
    xml = simple(gateway("parallel", "f"), user("u"), user("a", io("out:=x + y->z")), order="s>f f>u f>a u>e a>e")
    play = Play(xml).complete("a", y=1)
    assert play.waits == "u a!"
    assert play.complete("u", x=2).retry("a").variables["z"] == 3


def test_an_output_element_held_goes_on_after_a_retry() -> None:
    xml = simple(
        gateway("parallel", "f"), user("u"), user("a", loop=multi("=[1]", out="o", each="={v: x}")), order="s>f f>u f>a u>e a>e"
    )
    play = Play(xml).complete("a").complete("u", x=2)
    assert play.retry("a").variables == {"x": 2, "o": [{"v": 2}]}


def test_a_throwing_event_with_a_job_is_held_and_tried_again() -> None:
    play = Play(simple(throws("t", None, "", zeebe("taskDefinition", type="=x")), order="s>t t>e"), variables={"x": None})
    assert play.retry("t").waits == "t!"


def test_an_error_of_a_throwing_events_job_goes_outward() -> None:
    body = sub("sp", start("s1"), event("endEvent", "t", None, "", JOB), flows("s1>t"))
    play = Play(simple(body, boundary("b", "sp", "error", "E"), user("h"), order="s>sp sp>e b>h h>e"))
    assert play.fail("t", "E").waits == "h"
    other = Play(simple(throws("t", None, "", JOB), order="s>t t>e")).fail("t", "E")
    assert other.waits == "t!"
    assert other.retry("t").waits == "t*"


def test_a_correlation_key_must_be_text_or_a_number() -> None:
    xml = simple(catch("m", "message", "M"), order="s>m m>e", keys={"M": "=x"})
    assert Play(xml, variables={"x": None}).waits == "m!"
    assert [item.key for item in Play(xml, variables={"x": 5}).open["subscriptions"].values()] == ["5"]


def test_a_thrown_message_with_a_key_goes_to_the_place_that_waits_for_it() -> None:
    body = sub(
        "sp", start("s1"), catch("m", "message", "M"), user("u"), end("e1"), flows("s1>m m>u u>e1"), loop=multi('=["A","B"]')
    )
    xml = simple(
        gateway("parallel", "f"),
        body,
        user("w"),
        throws("t", "message", "M", io("in:=k->item")),
        order="s>f f>sp f>w w>t t>e sp>e",
        keys={"M": "=item"},
    )
    play = Play(xml).complete("w", k="B")
    assert play.waits == "u m~"
    assert play.view("u")["item"] == "B"


def test_a_start_that_has_no_time_says_so() -> None:
    xml = drawing(process(start("s", "date", "=at"), end(), flows("s>e")))
    procedure = Play(xml, variables={"at": "2026-04-01"}).procedure
    with pytest.raises(Invalid, match="“s” has no time to start at"):
        start_timer(procedure, {"at": None}, facts=FACTS, now=NOW)


def test_an_end_without_words_keeps_the_case_open_for_a_second_branch() -> None:
    called = process(
        start("s1"), gateway("parallel", "f"), user("u"), end("e1"), end("e2"), flows("s1>f f>u f>e1 u>e2"), name="q"
    )
    play = Play(drawing(process(start(), call("c", "q"), end(), flows("s>c c>e")), called))
    assert play.waits == "u"
    assert play.complete("u").waits == "ended e"


def test_facts_are_told_to_every_expression() -> None:
    facts = CaseFacts(case_id="c9", number="N", council="k", procedure_id="p", started_by="x", started_at=NOW, pack={"p": 1})
    xml = simple(service("a", io("in:=case.caseId + case.council + string(pack.p)->x"), type="t"), order="s>a a>e")
    (job,) = Play(xml, facts=facts).open["jobs"].values()
    assert job.parameters == {"x": "c9k1"}


DECISION = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="http://x">
<decision id="dec" name="Dec"><literalExpression id="l"><text>gone + 1</text></literalExpression></decision></definitions>"""
