"""Policy at the beginning of an activity: what it sees, that it stops the case there, and that a retry asks again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drawing import AISHA, FACTS, NOW, Play, call, drawing, end, flows, io, multi, process, script, service, simple, start, user

from service.domain.execution import RetryIncident, Start
from service.engine import job_view
from service.engine.machine import advance

SENTENCE = "Only one look"


class Limit:
    """Refuses elements while their ``n`` is above a limit that a test may raise."""

    def __init__(self, *elements: str, at_most: float) -> None:
        self.elements = frozenset(elements)
        self.at_most = at_most
        self.seen: list[Mapping[str, Any]] = []

    def refusal(self, element_id: str, seen: Mapping[str, Any]) -> str | None:
        self.seen.append(seen)
        return SENTENCE if seen["n"] > self.at_most else None


def begun(play: Play, guards: Limit, **variables: Any) -> Play:
    play.last = advance(play.procedure, None, Start(variables=variables, doer=AISHA), facts=FACTS, now=NOW, guards=guards)
    return play


def test_a_guard_stops_an_activity_with_its_sentence_and_a_retry_asks_again() -> None:
    guards = Limit("a", at_most=1)
    play = begun(Play(simple(script("a", "=n", "looked"), order="s>a a>e"), variables={"n": 0}), guards, n=2)
    (incident,) = play.last.incidents_opened
    assert (incident.element_id, incident.message, play.last.ended) == ("a", f"a: {SENTENCE}", None)
    again = RetryIncident(incident_id=incident.incident_id)
    still = advance(play.procedure, play.last.snapshot, again, facts=FACTS, now=NOW, guards=guards)
    assert [item.message for item in still.incidents_opened] == [f"a: {SENTENCE}"]
    guards.at_most = 2
    again = RetryIncident(incident_id=still.incidents_opened[0].incident_id)
    done = advance(play.procedure, still.snapshot, again, facts=FACTS, now=NOW, guards=guards)
    assert (done.ended, dict(done.variables)) == ("e", {"n": 2.0, "looked": 2.0})


def test_a_guard_sees_inputs_and_is_asked_for_each_instance_and_in_called_processes() -> None:
    inner = process(start("s2"), user("u", io("in:=item->n")), end("e2"), flows("s2>u u>e2"), name="q")
    outer = process(start(), call("a", "q", loop=multi("=[1, 2]")), end(), flows("s>a a>e"))
    guards = Limit("u", at_most=1)
    play = begun(Play(drawing(outer, inner)), guards)
    assert [(seen["n"], seen["actor"]["id"], seen["visit"]) for seen in guards.seen] == [
        (1, AISHA.actor_id, 1),
        (2, AISHA.actor_id, 1),
    ]
    assert [item.element_id for item in play.last.tasks_opened] == ["u"]
    assert [item.element_id for item in play.last.incidents_opened] == ["u"]


def test_elements_without_a_guard_are_not_asked() -> None:
    guards = Limit("b", at_most=0)
    begun(Play(simple(script("a", "=1", "x"), order="s>a a>e")), guards)
    assert guards.seen == []


def test_what_a_job_sees_has_its_parameters_and_the_last_actor() -> None:
    play = Play(simple(service("a", io("in:=n + 1->m")), order="s>a a>e"), variables={"n": 1})
    seen = job_view(play.procedure, play.snapshot or b"", play.item("jobs", "a"), facts=FACTS, now=NOW)
    assert (seen["n"], seen["m"], seen["actor"]["id"]) == (1, 2, AISHA.actor_id)
