"""How tests are shared out among workers (``make test``, ``--dist loadgroup``): a file stays together, so that what it sets up is set up
once; the cases of a test marked ``spread`` need nothing of one another and go wherever there is room."""

from __future__ import annotations

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test its group: its file, or for a case that is spread none, which is one of its own."""
    for item in items:
        if item.get_closest_marker("spread") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
