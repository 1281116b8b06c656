"""Which of all that happens on a way is a step."""

from __future__ import annotations

from service.domain.behaviour import Cause, Evidence, Move, Passed, What
from service.policy.drawing.passages import Passage, passages


def move(*passed: Passed, cause: Cause = Cause.ANSWERS, element_id: str = "A", code: str | None = None) -> Move:
    return Move(source=0, target=1, cause=cause, element_id=element_id, passed=passed, code=code)


def done(element_id: str, *place: str) -> Passed:
    return Passed(What.COMPLETED, element_id, place=place)


def ids(*moves: Move, quiet: frozenset[str] = frozenset()) -> list[str]:
    return [passage.element_id for passage in passages(Evidence(moves=moves), quiet=quiet)]


def test_what_was_entered_or_cancelled_is_no_step() -> None:
    assert ids(move(Passed(What.ENTERED, "A"), Passed(What.CANCELLED, "A"), Passed(What.TAKEN, "F"), done("B"))) == ["B"]


def test_an_activity_done_for_each_item_is_a_step_for_each_and_none_for_the_whole() -> None:
    whole = move(done("Rule", "Rule[1]"), done("Rule", "Rule[2]"), done("Rule"), done("B"))
    assert ids(whole) == ["Rule", "Rule", "B"]


def test_an_activity_done_for_no_item_is_a_step() -> None:
    assert ids(move(done("Rule"), done("B"))) == ["Rule", "B"]


def test_what_fails_is_a_step_before_what_catches_it() -> None:
    way = move(
        Passed(What.CANCELLED, "Job", place=("Sub",)), done("Caught", "Sub"), cause=Cause.ERROR, element_id="Job", code="GONE"
    )
    assert passages(Evidence(moves=(way,))) == (
        Passage(element_id="Job", move=0, around=("Sub",), failed=True),
        Passage(element_id="Caught", move=0, at=1, around=("Sub",)),
    )


def test_quiet_elements_are_no_steps() -> None:
    assert ids(move(done("Start"), done("A")), quiet=frozenset({"Start"})) == ["A"]
