"""Reads the pages of guidance of a council, ``guidance/*.md`` in its folder and in the shared one."""

from __future__ import annotations

import re
from pathlib import Path

from service.domain.errors import Unfit
from service.domain.guidance import Chapter
from service.policy.paths import SHARED

FOLDER = "guidance"
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def read(processes_dir: Path, council: str) -> tuple[Chapter, ...]:
    """Return a council's pages by title; its own stands in the place of a shared one of the same name.

    Raises: Unfit for a page without a title in its first line, or whose file's name is not lower-case words joined by hyphens.
    """
    found = {path.stem: _chapter(path) for folder in (SHARED, council) for path in (processes_dir / folder / FOLDER).glob("*.md")}
    return tuple(sorted(found.values(), key=lambda chapter: chapter.title))


def _chapter(path: Path) -> Chapter:
    first, _, text = path.read_text("utf-8").partition("\n")
    if not first.startswith("# ") or not NAME.match(path.stem):
        raise Unfit(
            f"{path.name} must begin with “# ” and its title, and its name must be lower-case words joined by hyphens",
            findings=(),
        )
    return Chapter(
        name=path.stem, title=first.removeprefix("# ").strip(), text=text.strip(), shared=path.parent.parent.name == SHARED
    )
