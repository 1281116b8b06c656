"""How tests are shared out among workers (``make test``, ``--dist loadgroup``): a file stays together, so that what it sets up is set up
once; the cases of a test marked ``spread`` need nothing of one another and go wherever there is room. Files with slow tests go first and
what is spread last, so that no worker is left with a long file at the end.

Proofs of what councils ship are the same in every test: each content is proved once in a process. Coverage is not measured meanwhile, nor
in the files of ``UNMEASURED``: it would take three times as long, and a line that small diagrams do not go through wants a test of its
own."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from service.policy import assurance

UNMEASURED = (
    "tests/processes/",
    "tests/unit/engine/test_limits.py",
    "tests/unit/policy/presets/test_presets.py",
    "tests/unit/policy/soundness/test_large.py",
)
"""Tests of what councils ship, and of large cases."""
JUDGED = assurance.Kept(256)

settings.register_profile("steady", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
"""The same examples every time, however busy the machine is; ``--hypothesis-profile default`` looks for others."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test its group: its file, or for a case that is spread none, which is one of its own. Put the groups in their order."""
    groups = {item.nodeid: group_of(item) for item in items}
    for item in items:
        if groups[item.nodeid] != item.nodeid:
            item.add_marker(pytest.mark.xdist_group(groups[item.nodeid]))
    slow = {groups[item.nodeid] for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (groups[item.nodeid] not in slow, groups[item.nodeid] == item.nodeid))


def group_of(item: pytest.Item) -> str:
    """Return the name of the group that a test belongs to."""
    return item.nodeid if item.get_closest_marker("spread") else item.nodeid.partition("::")[0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Set up, run and tear down, without coverage where it is not measured."""
    with unmeasured() if item.nodeid.startswith(UNMEASURED) else nullcontext():
        return (yield)


@contextmanager
def unmeasured() -> Iterator[None]:
    """Let coverage look away from what this thread does meanwhile."""
    looking = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(looking)


@pytest.fixture(scope="module")
def judged_once() -> Iterator[None]:
    """Each content is proved once in a process, although tests set councils of their own up with the same procedures."""
    judge = assurance.judge

    def looked_away(*given: Any, **named: Any) -> assurance.Judgement:
        with unmeasured():
            return judge(*given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assurance, "Kept", lambda at_most: JUDGED)
        patch.setattr(assurance, "judge", looked_away)
        yield
