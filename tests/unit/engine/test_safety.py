"""Safety: no text of a diagram ever reaches Python, and shared specifications never change."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from drawing import (
    AISHA,
    FACTS,
    NOW,
    Play,
    boundary,
    bundle,
    catch,
    decide,
    gateway,
    io,
    multi,
    process,
    script,
    service,
    simple,
    user,
    zeebe,
)
from test_multi_instances import DECISION

from service.domain.execution import Start
from service.engine.machine import advance
from service.engine.procedure import check_diagrams, compile_procedure
from service.engine.tree import NoScripts

PLACES = {
    "condition": lambda bad: simple(gateway("exclusive", "g", "g-b"), user("a"), user("b"), order=f"s>g g>a|={bad} g>b a>e b>e"),
    "timer": lambda bad: simple(catch("t", "date", f"={bad}"), order="s>t t>e"),
    "cycle": lambda bad: simple(user("a"), boundary("t", "a", "cycle", f"={bad}", interrupts=False), order="s>a a>e t>e"),
    "list": lambda bad: simple(user("a", loop=multi(f"={bad}")), order="s>a a>e"),
    "until": lambda bad: simple(user("a", loop=multi("=[1]", until=f"={bad}")), order="s>a a>e"),
    "script": lambda bad: simple(script("a", f"={bad}", "x"), order="s>a a>e"),
    "input": lambda bad: simple(service("a", io(f"in:={bad}->x")), order="s>a a>e"),
    "assignee": lambda bad: simple(user("a", assignee=f"={bad}"), order="s>a a>e"),
    "job type": lambda bad: simple(service("a", type=f"={bad}"), order="s>a a>e"),
}


@pytest.mark.parametrize("place", PLACES)
def test_python_in_a_diagram_never_runs(place: str, tmp_path: Path) -> None:
    trap = tmp_path / "ran"
    bad = f"__import__('pathlib').Path('{trap}').touch()"
    xml = PLACES[place](bad)
    if not check_diagrams(bundle(xml)):
        play = Play(xml)
        assert play.open["incidents"] or place == "until"
    assert not trap.exists()


def test_python_in_a_decision_never_runs(tmp_path: Path) -> None:
    trap = tmp_path / "ran"
    table = DECISION.replace(b'"small"', f"__import__('pathlib').Path('{trap}').touch()".encode())
    xml = simple(decide("a", "dec", "r"), order="s>a a>e")
    assert Play(xml, variables={"item": 1}, d=table).waits == "a!"
    assert not trap.exists()


def test_the_librarys_script_engine_refuses_everything() -> None:
    for name in ("evaluate", "execute", "call_service", "validate"):
        with pytest.raises(PermissionError):
            getattr(NoScripts(), name)


def test_many_threads_may_share_a_procedure() -> None:
    held = bundle(simple(user("a", loop=multi("=[1,2,3]")), boundary("b", "a", "duration", "PT1H"), order="s>a a>e b>e"))
    first = advance(compile_procedure(held), None, Start(variables={}, doer=AISHA), facts=FACTS, now=NOW)
    results: list[bytes] = []

    def work() -> None:
        for _ in range(20):
            results.append(advance(compile_procedure(held), None, Start(variables={}, doer=AISHA), facts=FACTS, now=NOW).snapshot)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(results) == {first.snapshot}
    assert len(results) == 80


def test_a_process_that_calls_itself_too_deep_is_held() -> None:
    from drawing import call, drawing, end, flows, start

    xml = drawing(
        process(start(), gateway("exclusive", "g", "g-u"), user("u"), call("c", "p"), end(), flows("s>g g>c|=deep g>u u>e c>e")),
    )
    play = Play(xml, variables={"deep": True})
    assert [item.message for item in play.open["incidents"].values()] == ["c: processes call each other more than 60 deep here"]


def test_messages_of_incidents_never_hold_values() -> None:
    play = Play(simple(script("a", "=secret.x + missing", "y"), order="s>a a>e"), variables={"secret": {"x": "Jane Doe"}})
    (incident,) = play.open["incidents"].values()
    assert "Jane" not in incident.message


def test_a_literal_that_is_no_expression_stays_text() -> None:
    (job,) = Play(simple(service("a", io("in:1 + 1->x"), zeebe("taskHeaders")), order="s>a a>e")).open["jobs"].values()
    assert job.parameters == {"x": "1 + 1"}
