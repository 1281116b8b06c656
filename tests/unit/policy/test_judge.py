"""A content is judged once; who cannot wait for it asks again."""

from __future__ import annotations

import threading

import pytest

from service.domain.bundle import Bundle
from service.policy import assurance
from service.policy.assurance import Judge, Judgement


def bundle(procedure_id: str = "p") -> Bundle:
    return Bundle(council="oakshire", procedure_id=procedure_id, files={})


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Judging takes until this is set."""
    opened = threading.Event()

    def slow(given: Bundle, *_: object, **__: object) -> Judgement:
        assert opened.wait(10)
        return Judgement(bundle=given, name=given.procedure_id, against=())

    monkeypatch.setattr(assurance, "judge", slow)
    return opened


def test_what_is_not_made_in_time_goes_on_being_made_for_whoever_asks_again(gate: threading.Event) -> None:
    judge = Judge({})
    assert judge.within(bundle(), seconds=0.01) is None
    assert judge.within(bundle(), seconds=0.01) is None
    gate.set()
    found = judge.within(bundle(), seconds=10)
    assert found is not None and found is judge(bundle()) and found is judge.within(bundle(), seconds=10)


def test_only_so_many_wait_for_a_judgement_at_a_time(gate: threading.Event) -> None:
    judge = Judge({})
    for number in range(assurance.UNDER_WAY):
        judge.within(bundle(f"p{number}"), seconds=0)
    assert judge.within(bundle("one more"), seconds=0) is None
    gate.set()
    assert judge.within(bundle("p0"), seconds=10) is not None
