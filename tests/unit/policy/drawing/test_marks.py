"""Marks follow the evidence: each step its number, each flow how often, and the place where it goes wrong."""

from __future__ import annotations

import pytest

from service.domain.behaviour import Cause, Evidence, Move, Passed, What
from service.policy.drawing import Marks
from service.policy.drawing.marks import in_short


def move(*passed: Passed, element_id: str = "A") -> Move:
    return Move(source=0, target=1, cause=Cause.ANSWERS, element_id=element_id, passed=passed)


def done(element_id: str, *place: str) -> Passed:
    return Passed(What.COMPLETED, element_id, place=place)


def test_steps_are_what_was_completed_in_order_and_the_end_counts_once() -> None:
    first = move(Passed(What.ENTERED, "A"), done("A"), Passed(What.TAKEN, "F"), Passed(What.CANCELLED, "C"))
    second = move(done("E"), Passed(What.ENDED, "E"))
    assert Marks.along(Evidence(moves=(first, second))) == Marks(steps=("A", "E"), flows={"F": 1}, here="E")


def test_a_container_is_no_step_beside_what_is_inside_it() -> None:
    way = Evidence(moves=(move(done("In", "Sub[1]"), done("Sub"), done("After")),), at="Sub[1]")
    assert Marks.along(way) == Marks(steps=("In", "After"), inside={"Sub": (1,)}, here="Sub")


def test_a_way_without_steps_points_at_nothing() -> None:
    assert Marks.along(Evidence(moves=())) == Marks()


def test_numbers_of_an_element_are_all_its_visits() -> None:
    marks = Marks(steps=("A", "B", "A", "C"))
    assert (marks.of("A"), marks.of("Sub", {"B", "C"}), marks.of("X")) == ((1, 3), (2, 4), ())


def test_marks_touch_what_they_point_out() -> None:
    marks = Marks(steps=("A",), flows={"F": 1}, here="H", untaken=frozenset({"U"}))
    assert [marks.touches([item]) for item in ("A", "F", "H", "U", "X")] == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("numbers", "short"),
    [((1,), "1"), ((1, 2), "1, 2"), ((1, 2, 3, 7), "1–3, 7"), ((1, 3, 5, 7, 9), "1, 3, 5, 7…"), ((), "")],
)
def test_numbers_are_shortened_to_runs(numbers: tuple[int, ...], short: str) -> None:
    assert in_short(numbers) == short
