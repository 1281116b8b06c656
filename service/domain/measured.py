"""What a council may write among ``[[parameters.measured.rows]]``: the formulas of its own measures, each with what may stand beside it."""

from __future__ import annotations

from collections.abc import Mapping

COMMON = ("label", "atMost", "people")
"""``label`` is what the page calls the measure; ``atMost`` its target; ``people = false`` says that it counts neither people nor requests,
so that a small number tells of nobody."""

FORMULAS: Mapping[str, tuple[str, ...]] = {
    "count": ("by", "without"),
    "share": ("of", "field", "is", "times"),
    "days": (),
    "minutes": (),
    "entries": ("by", "status", "where", "ofAll", "standing", "overdue", "soonest"),
    "accounts": (),
}
"""The formula of a row by the setting that begins it."""

ACCOUNTS = ("without_overseer",)
"""What can be counted of the official accounts."""


def formula(row: Mapping[str, object]) -> str:
    """Return which formula a row asks for, '' when it is none or more than one."""
    found = [name for name in FORMULAS if name in row]
    return found[0] if len(found) == 1 else ""
