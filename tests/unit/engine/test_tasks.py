"""Tasks: who waits for whom, and what they leave behind."""

from __future__ import annotations

from drawing import Play, element, extensions, io, script, service, simple, user, zeebe


def test_a_user_task_waits_for_a_person_and_ends_the_case() -> None:
    play = Play(simple(user("a"), order="s>a a>e"))
    assert play.waits == "a"
    assert play.complete("a", x=1).waits == "ended e"
    assert play.variables == {"x": 1}
    assert play.done == "s a e"


def test_a_service_task_waits_for_its_connector() -> None:
    play = Play(simple(service("a", io("in:=1+1->n"), type="email.send"), order="s>a a>e"))
    assert play.waits == "a*"
    (job,) = play.open["jobs"].values()
    assert (job.operation, job.parameters, job.key, job.retries) == ("email.send", {"n": 2}, "c1/a/1", 3)
    assert play.job("a", ok=True).waits == "ended e"
    assert play.variables == {"ok": True}


def test_a_script_puts_its_value_into_its_variable() -> None:
    assert Play(simple(script("a", "=x * 2", "y"), order="s>a a>e"), variables={"x": 4}).variables == {"x": 4, "y": 8}


def test_a_task_without_a_type_is_passed() -> None:
    play = Play(simple(element("task", "a", extensions(io("out:=1->n"))), order="s>a a>e"))
    assert (play.waits, play.variables) == ("ended e", {"n": 1})


def test_a_manual_task_waits_for_a_person() -> None:
    assert Play(simple(element("manualTask", "a"), order="s>a a>e")).waits == "a"


def test_headers_and_retries_are_given_to_the_connector() -> None:
    headers = zeebe("taskHeaders", zeebe("header", key="k", value="v"))
    task = element("sendTask", "a", extensions(zeebe("taskDefinition", type="t", retries="=1+4"), headers))
    (job,) = Play(simple(task, order="s>a a>e")).open["jobs"].values()
    assert (job.retries, job.headers, job.visit, job.place) == (5, {"k": "v"}, 1, ())
