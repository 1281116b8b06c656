"""A council's demonstration: what is read of its registers, and each mistake with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from service.domain.errors import Unfit
from service.policy.demo import Demo, load

ENTRIES = """entries:
  - {register: tools, key: map, title: Map, status: approved, details: {paid: true}, reviewOn: "2026-09-01"}
  - {register: tools}
"""


def demo(folder: Path, text: str) -> Demo:
    (folder / "ashdale").mkdir()
    (folder / "ashdale" / "demo.yaml").write_text(text, "utf-8")
    return load(folder, "ashdale")


def test_entries_of_registers_are_read_with_their_days(tmp_path: Path) -> None:
    given = {"register": "tools", "key": "map", "title": "Map", "status": "approved", "details": {"paid": True}}
    nothing = {"key": None, "title": None, "status": None, "details": {}, "review_on": None, "expires_on": None}
    assert demo(tmp_path, ENTRIES).entries == (
        {**given, "review_on": date(2026, 9, 1), "expires_on": None},
        {"register": "tools", **nothing},
    )


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("register: tools, key", "key", "Line 2 needs 'register' as text"),
        ("title: Map", "name: Map", "Line 2 has no setting called 'name'"),
        ("{paid: true}", "paid", "there must be names with values here"),
        ('"2026-09-01"', "soon", "Line 2: 'reviewOn' must be a date such as 2026-12-24"),
        ("entries:\n", "entries: 5\npeople:\n", "'entries' must be a list"),
    ],
)
def test_each_mistake_in_an_entry_is_told_with_its_line(tmp_path: Path, right: str, wrong: str, sentence: str) -> None:
    with pytest.raises(Unfit) as refused:
        demo(tmp_path, ENTRIES.replace(right, wrong, 1))
    messages = [finding.message for finding in refused.value.findings]
    assert any(sentence in message for message in messages), messages
