"""Bearer tokens are signed, end, and say nothing but who."""

from __future__ import annotations

import pytest
import time_machine

from service.http.identity import issue_token, read_token

SECRET = "a secret that only tests know, long enough"


def test_a_token_names_its_person() -> None:
    assert read_token(issue_token("aisha.rahman", SECRET, 60), SECRET) == "aisha.rahman"


@pytest.mark.parametrize(
    "token",
    ["", "x", "e30.x.y", issue_token("aisha.rahman", "another secret", 60)],
    ids=["empty", "no token", "unsigned", "signed with another secret"],
)
def test_a_forged_token_names_nobody(token: str) -> None:
    assert read_token(token, SECRET) is None


def test_a_changed_token_names_nobody() -> None:
    token = issue_token("aisha.rahman", SECRET, 60)
    assert read_token(token[:-2] + ("AA" if not token.endswith("AA") else "BB"), SECRET) is None


@pytest.mark.parametrize(("age_s", "name"), [(59, "aisha.rahman"), (62, None)])
def test_a_token_ends_after_its_time(age_s: int, name: str | None) -> None:
    with time_machine.travel("2026-03-20T09:00:00+00:00", tick=False) as clock:
        token = issue_token("aisha.rahman", SECRET, 60)
        clock.shift(age_s)
        assert read_token(token, SECRET) == name


def test_no_token_lives_longer_than_the_longest() -> None:
    with time_machine.travel("2026-03-20T09:00:00+00:00", tick=False) as clock:
        token = issue_token("aisha.rahman", SECRET, 10_000_000)
        clock.shift(86_402)
        assert read_token(token, SECRET) is None
