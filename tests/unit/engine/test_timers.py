"""Time: only what is passed in counts; timers fire in order of due time; months are counted as people count them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from drawing import NOW, Play, boundary, catch, gateway, simple, user

from service.engine.timers import NotATime, add, cycle, moment


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2028-02-29", "P1Y", "2029-02-28"),
        ("2026-01-01", "P2W", "2026-01-15"),
        ("2026-01-01", "P1DT2H3M4S", "2026-01-02T02:03:04"),
        ("2026-11-30", "P3M", "2027-02-28"),
        ("2026-01-01", "PT0.5S", "2026-01-01T00:00:00.5"),
    ],
)
def test_durations_are_added_as_people_count(start: str, duration: str, end: str) -> None:
    assert add(at(start), duration) == at(end)


@pytest.mark.parametrize("text", ["", "P", "PT", "-P1D", "P1", "1D", "P99999Y", "P1H"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(NotATime):
        add(NOW, text)


@pytest.mark.parametrize("value", [None, 3, "", "soon", "2026-01-01T09:00:00"])
def test_what_is_no_moment_is_refused(value: object) -> None:
    with pytest.raises(NotATime):
        moment(value)


def test_moments_are_in_utc() -> None:
    assert moment("2026-07-01T09:00:00+01:00") == at("2026-07-01T08:00:00")
    assert (moment("2026-07-01"), moment("2026-07-01", end_of_day=True)) == (at("2026-07-01"), at("2026-07-01T23:59:59"))


@pytest.mark.parametrize("value", ["", "R3", "R3/P", "3/P1D", "R/PT0S", "R3/x/P1D", "R3/a/b/P1D", 5, "R-2/P1D"])
def test_what_is_no_cycle_is_refused(value: object) -> None:
    with pytest.raises(NotATime):
        cycle(value)


def test_a_cycle_may_have_a_start_and_a_count() -> None:
    found = cycle("R2/2026-04-01T00:00:00Z/P1D")
    assert (found.left, found.first, found.every) == (2, at("2026-04-01"), "P1D")
    assert (cycle("R/P1D").left, cycle("P1D").left, cycle("R-1/P1D").left) == (None, None, None)


def test_a_timer_fires_at_the_instant_itself_and_not_before() -> None:
    play = Play(simple(catch("t", "duration", "PT1H"), user("a"), order="s>t t>a a>e"))
    assert play.wait(minutes=59).waits == "t@"
    assert play.wait(minutes=1).waits == "a"


@pytest.mark.parametrize("text", ['=now + duration("PT90M")', "2026-03-21T10:30:00Z"])
def test_a_date_may_be_an_expression_or_text(text: str) -> None:
    (timer,) = Play(simple(catch("t", "date", text), order="s>t t>e")).open["timers"].values()
    assert timer.due_at.isoformat() == "2026-03-21T10:30:00+00:00"


def test_a_duration_may_come_from_the_policy() -> None:
    (timer,) = (
        Play(simple(catch("t", "duration", '=duration("P" + string(pack.days) + "D")'), order="s>t t>e")).open["timers"].values()
    )
    assert timer.due_at.isoformat() == "2026-03-26T09:00:00+00:00"


def test_overdue_timers_fire_in_order_of_due_time() -> None:
    xml = simple(
        gateway("parallel", "f"),
        catch("t2", "duration", "PT2H"),
        catch("t1", "duration", "PT1H"),
        order="s>f f>t2 f>t1 t2>e t1>e",
    )
    assert Play(xml).wait(hours=9).done == "s f t1 e t2 e"


def test_a_reminder_repeats_until_its_task_is_done_and_outlives_it() -> None:
    play = Play(simple(user("a"), boundary("r", "a", "cycle", "R/P1D", interrupts=False), user("h"), order="s>a a>e r>h h>e"))
    assert play.wait(days=2).waits == "a h h r@"
    assert [timer.due_at.isoformat() for timer in play.open["timers"].values()] == ["2026-03-24T09:00:00+00:00"]
    assert play.complete("a").waits == "h h"
    assert play.complete("h").complete("h").waits == "ended e"


def test_a_reminder_stops_after_its_count() -> None:
    play = Play(simple(user("a"), boundary("r", "a", "cycle", "R2/P1D", interrupts=False), order="s>a a>e r>e"))
    assert play.wait(days=1).waits == "a r@"
    assert play.wait(days=1).waits == "a"
    assert Play(simple(user("a"), boundary("r", "a", "cycle", "R0/P1D", interrupts=False), order="s>a a>e r>e")).waits == "a"


@pytest.mark.parametrize("value", [None, 5, "soon", "2026-01-01T09:00:00"])
def test_a_timer_without_a_time_is_an_incident_of_what_it_watches(value: object) -> None:
    play = Play(
        simple(user("a"), boundary("t", "a", "date", "=x"), user("b"), gateway("parallel", "f"), order="s>f f>a f>b a>e b>e t>e"),
        variables={"x": value},
    )
    assert play.waits == "b a!"


def test_due_dates_of_tasks_are_the_end_of_their_day() -> None:
    from drawing import zeebe

    (task,) = (
        Play(
            simple(
                user(
                    "a",
                    zeebe("taskSchedule", dueDate='=date("2026-04-01")', followUpDate="=null"),
                    zeebe("priorityDefinition", priority="=60+10"),
                ),
                order="s>a a>e",
            )
        )
        .open["tasks"]
        .values()
    )
    assert (task.due_at and task.due_at.isoformat(), task.follow_up_at, task.priority) == ("2026-04-01T23:59:59+00:00", None, 70)
