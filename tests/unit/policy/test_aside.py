"""Who cannot wait for a judgement asks again."""

from __future__ import annotations

import threading

from service.domain.bundle import Bundle
from service.policy.aside import UNDER_WAY, Aside
from service.policy.assurance import Judgement


def bundle(procedure_id: str = "p") -> Bundle:
    return Bundle(council="oakshire", procedure_id=procedure_id, files={})


class Slow:
    """Judges nothing before its gate is open; ``judged`` are those it has begun."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.judged: list[str] = []

    def __call__(self, given: Bundle) -> Judgement:
        self.judged.append(given.procedure_id)
        assert self.gate.wait(60)
        return Judgement(bundle=given, name=given.procedure_id, against=())


def test_what_is_not_made_in_time_goes_on_being_made_for_whoever_asks_again() -> None:
    slow = Slow()
    aside = Aside(slow)
    assert [aside.within(bundle(), seconds=0.01), aside.within(bundle(), seconds=0.01)] == [None, None]
    assert slow.judged == ["p"]
    slow.gate.set()
    assert aside.within(bundle(), seconds=10) == Judgement(bundle=bundle(), name="p", against=())


def test_only_so_many_wait_at_a_time() -> None:
    slow = Slow()
    aside = Aside(slow)
    for number in range(UNDER_WAY + 1):
        assert aside.within(bundle(f"p{number}"), seconds=0) is None
    slow.gate.set()
    assert aside.within(bundle(f"p{UNDER_WAY - 1}"), seconds=10) is not None
    assert slow.judged == [f"p{number}" for number in range(UNDER_WAY)]
