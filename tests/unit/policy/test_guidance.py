from __future__ import annotations

from pathlib import Path

import pytest

from service.domain.errors import Unfit
from service.domain.guidance import Chapter
from service.policy.guidance import read


def page(folder: Path, council: str, name: str, text: str) -> None:
    path = folder / council / "guidance" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_a_council_has_its_own_pages_and_the_shared_ones_by_title(tmp_path: Path) -> None:
    page(tmp_path, "shared", "who-to-ask", "# Whom to ask\n\nLegal Services.\n")
    page(tmp_path, "ashdale", "open-pages", "# Open pages\n\nLook once.\n")
    page(tmp_path, "elsewhere", "other", "# Other\n\nNot ours.\n")
    assert read(tmp_path, "ashdale") == (
        Chapter(name="open-pages", title="Open pages", text="Look once."),
        Chapter(name="who-to-ask", title="Whom to ask", text="Legal Services.", shared=True),
    )


def test_a_page_of_the_council_stands_in_the_place_of_a_shared_one(tmp_path: Path) -> None:
    page(tmp_path, "shared", "who-to-ask", "# Whom to ask\n\nLegal Services.\n")
    page(tmp_path, "ashdale", "who-to-ask", "# Whom to ask\n\nNell.\n")
    assert [chapter.text for chapter in read(tmp_path, "ashdale")] == ["Nell."]


@pytest.mark.parametrize(("name", "text"), [("open-pages", "No title\n"), ("Open Pages", "# Open pages\n")])
def test_a_page_without_a_title_or_with_an_odd_name_is_refused(tmp_path: Path, name: str, text: str) -> None:
    page(tmp_path, "ashdale", name, text)
    with pytest.raises(Unfit):
        read(tmp_path, "ashdale")


def test_a_council_without_pages_has_none(tmp_path: Path) -> None:
    assert read(tmp_path, "ashdale") == ()
